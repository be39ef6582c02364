package io.usher.proxy.generation;

import io.usher.proxy.seat.SeatAddress;
import io.usher.proxy.seat.TakeId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A message of the handover's connection C, and its form on the wire: one line, fields separated by one space, in each
 * field space, {@code %} and control bytes as {@code %XX}, an empty field as {@code %}. Immutable.
 *
 * @param type   which message
 * @param fields its fields as text, unescaped; of the kinds that {@link MessageType#fields()} says
 */
record Message(MessageType type, List<String> fields) {
    /** Version of the protocol, in HELLO and WELCOME; another one is refused by name. */
    static final int VERSION = 4;
    /** Longest line, bytes without its end. */
    static final int LONGEST = 64 * 1024;

    private static final int MOST_DIGITS = 18;
    private static final int MOST_DIGITS_OF_GENERATION = 9;
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();
    private static final Map<String, MessageType> WORDS = new HashMap<>();

    static {
        for (final MessageType t : MessageType.values()) {
            WORDS.put(t.word(), t);
        }
    }

    Message {
        fields = List.copyOf(fields);
        check(type, fields);
    }

    static Message of(final MessageType type, final Object... fields) {
        final List<String> texts = new ArrayList<>(fields.length);
        for (final Object f : fields) {
            texts.add(f instanceof SeatAddress a ? a.key() : f.toString());
        }
        return new Message(type, texts);
    }

    /**
     * Reads a line.
     *
     * @param sender the side at the other end; BOTH where that changes
     * @throws MalformedMessageException naming message, field, value and expectation
     */
    static Message parse(final String line, final MessageType.Sender sender) throws MalformedMessageException {
        final String[] words = line.split(" ", -1);
        final MessageType type = WORDS.get(words[0]);
        if (type == null) {
            throw new MalformedMessageException("message '" + shown(words[0]) + "': unknown (expected: one of "
                + WORDS.keySet() + ")");
        }
        if (!type.sentBy(sender)) {
            throw new MalformedMessageException(type.word() + ": not a message of the "
                + sender.name().toLowerCase(Locale.ROOT));
        }
        final List<String> fields = new ArrayList<>(words.length - 1);
        try {
            for (int i = 1; i < words.length; i++) {
                fields.add(unescape(words[i]));
            }
            return new Message(type, fields);
        } catch (final IllegalArgumentException e) {
            throw new MalformedMessageException(e.getMessage());
        }
    }

    private static void check(final MessageType type, final List<String> fields) {
        final List<MessageType.NamedField> expected = type.fields();
        final int least = type.open() ? expected.size() - 1 : expected.size();
        if (fields.size() < least || fields.size() > expected.size() && !type.open()) {
            throw new IllegalArgumentException(type.word() + ": " + fields.size() + " fields (expected: " + names(expected)
                + (type.open() ? "..." : "") + ")");
        }
        for (int i = 0; i < fields.size(); i++) {
            final MessageType.NamedField f = expected.get(Math.min(i, expected.size() - 1));
            final String problem = problem(f.kind(), fields.get(i));
            if (problem != null) {
                throw new IllegalArgumentException(type.word() + ": field '" + f.name() + "': value '" + shown(fields.get(i))
                    + "' (expected: " + problem + ")");
            }
        }
    }

    private static List<String> names(final List<MessageType.NamedField> fields) {
        return fields.stream().map(MessageType.NamedField::name).toList();
    }

    /** {@return what was expected instead of that value; null = it is of the kind} */
    private static String problem(final MessageType.Field kind, final String value) {
        return switch (kind) {
            case COUNT -> digits(value, 0, value.length(), MOST_DIGITS) ? null : "a whole number from 0";
            case NUMBER -> digits(value, value.startsWith("-") ? 1 : 0, value.length(), MOST_DIGITS) ? null : "a whole number";
            case TAKE -> isTake(value) ? null : "GENERATION.COUNTER";
            case ADDRESS -> value.isEmpty() ? "an address" : null;
            case TEXT -> null;
        };
    }

    // By hand: a handover reads its messages in code that has just been loaded, where patterns and formats cost milliseconds.

    private static boolean digits(final String value, final int from, final int to, final int most) {
        for (int i = from; i < to; i++) {
            if (value.charAt(i) < '0' || value.charAt(i) > '9') {
                return false;
            }
        }
        return to > from && to - from <= most;
    }

    private static boolean isTake(final String value) {
        final int dot = value.indexOf('.');
        return dot > 0 && digits(value, 0, dot, MOST_DIGITS_OF_GENERATION) && value.charAt(0) != '0'
            && digits(value, dot + 1, value.length(), MOST_DIGITS) && value.charAt(dot + 1) != '0';
    }

    private static String shown(final String value) {
        return value.length() <= 60 ? value : value.substring(0, 60) + "...";
    }

    /** {@return field {@code i} of kind COUNT or NUMBER} */
    long count(final int i) {
        return Long.parseLong(fields.get(i));
    }

    /** {@return field {@code i} of kind COUNT, which names a thing of this process's own numbering} */
    int number(final int i) {
        return (int) Math.min(Integer.MAX_VALUE, count(i));
    }

    TakeId take(final int i) {
        return TakeId.parse(fields.get(i));
    }

    SeatAddress address(final int i) {
        return new SeatAddress(fields.get(i));
    }

    String text(final int i) {
        return fields.get(i);
    }

    /** {@return the line, without its end} */
    String line() {
        if (fields.isEmpty()) {
            return type.word();
        }
        final StringBuilder line = new StringBuilder(type.word());
        for (final String f : fields) {
            line.append(' ');
            escape(f, line);
        }
        return line.toString();
    }

    private static void escape(final String field, final StringBuilder line) {
        if (field.isEmpty()) {
            line.append('%');
            return;
        }
        for (int i = 0; i < field.length(); i++) {
            final char c = field.charAt(i);
            if (c <= ' ' || c == '%' || c == 0x7f) {
                line.append('%').append(HEX[c >> 4]).append(HEX[c & 0xf]);
            } else {
                line.append(c);
            }
        }
    }

    private static String unescape(final String word) {
        if (word.equals("%")) {
            return "";
        }
        if (word.isEmpty()) {
            throw new IllegalArgumentException("two spaces in a row (expected: fields separated by one space)");
        }
        if (word.indexOf('%') < 0) {
            return word;
        }
        final StringBuilder field = new StringBuilder();
        for (int i = 0; i < word.length(); i++) {
            final char c = word.charAt(i);
            if (c != '%') {
                field.append(c);
            } else if (i + 2 < word.length() && digit(word, i + 1) >= 0 && digit(word, i + 2) >= 0) {
                field.append((char) (digit(word, i + 1) * 16 + digit(word, i + 2)));
                i += 2;
            } else {
                throw new IllegalArgumentException("escape in '" + shown(word) + "' (expected: % and two hexadecimal digits)");
            }
        }
        return field.toString();
    }

    private static int digit(final String word, final int i) {
        return Character.digit(word.charAt(i), 16);
    }

    /** {@return the line with its end, as bytes} */
    byte[] bytes() {
        return (line() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return line();
    }
}
