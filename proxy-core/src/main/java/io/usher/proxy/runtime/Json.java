package io.usher.proxy.runtime;

/**
 * Writes one JSON text (RFC 8259), without spaces. Commas are set by itself; the caller closes what it opens. Not
 * thread-safe.
 */
public final class Json {

    private static final String HEXADECIMAL = "0123456789abcdef";

    private final StringBuilder text = new StringBuilder(256);
    private boolean comma;

    /** Begins an object, as a value. */
    public Json object() {
        return open('{');
    }

    /** Ends an object. */
    public Json endObject() {
        return close('}');
    }

    /** Begins an array, as a value. */
    public Json array() {
        return open('[');
    }

    /** Ends an array. */
    public Json endArray() {
        return close(']');
    }

    /** A member's name. */
    public Json name(final String name) {
        separate();
        quoted(name);
        text.append(':');
        comma = false;
        return this;
    }

    /** A text, or null. */
    public Json value(final String valueOrNull) {
        separate();
        if (valueOrNull == null) {
            text.append("null");
        } else {
            quoted(valueOrNull);
        }
        return this;
    }

    /** A number. */
    public Json value(final long number) {
        separate();
        text.append(number);
        return this;
    }

    /** A truth value. */
    public Json value(final boolean truth) {
        separate();
        text.append(truth);
        return this;
    }

    /** A member with a text, or null. */
    public Json member(final String name, final String valueOrNull) {
        return name(name).value(valueOrNull);
    }

    /** A member with a number. */
    public Json member(final String name, final long number) {
        return name(name).value(number);
    }

    /** A member with a truth value. */
    public Json member(final String name, final boolean truth) {
        return name(name).value(truth);
    }

    @Override
    public String toString() {
        return text.toString();
    }

    private Json open(final char bracket) {
        separate();
        text.append(bracket);
        comma = false;
        return this;
    }

    private Json close(final char bracket) {
        text.append(bracket);
        comma = true;
        return this;
    }

    private void separate() {
        if (comma) {
            text.append(',');
        }
        comma = true;
    }

    private void quoted(final String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            final char c = value.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c < ' ' || c >= 127 && c < 160 || Character.isSurrogate(c) && !isPaired(value, i)) {
                        unicode(c);
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }

    private static boolean isPaired(final String value, final int at) {
        return Character.isHighSurrogate(value.charAt(at))
            ? at + 1 < value.length() && Character.isLowSurrogate(value.charAt(at + 1))
            : at > 0 && Character.isHighSurrogate(value.charAt(at - 1));
    }

    private void unicode(final char c) {
        text.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            text.append(HEXADECIMAL.charAt(c >> shift & 15));
        }
    }
}
