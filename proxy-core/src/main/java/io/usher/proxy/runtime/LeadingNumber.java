package io.usher.proxy.runtime;

/**
 * The decimal number a text begins with, and what follows it, as C's {@code strtol} takes it.
 *
 * @param found whether it begins with a number
 * @param value the number; clamped to what a long holds
 * @param rest  what follows
 */
record LeadingNumber(boolean found, long value, String rest) {

    static LeadingNumber of(final String text) {
        int at = 0;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        final boolean signed = at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+');
        final boolean negative = signed && text.charAt(at) == '-';
        final int first = signed ? at + 1 : at;
        int end = first;
        long value = 0;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            value = value > (Long.MAX_VALUE - 9) / 10 ? Long.MAX_VALUE : value * 10 + text.charAt(end) - '0';
            end++;
        }
        return new LeadingNumber(end > first, negative ? -value : value, text.substring(end));
    }

    /** The number of a text that is nothing else, or 0, as C's {@code atoi}. */
    static int orZero(final String text) {
        final LeadingNumber number = of(text);
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number.value()));
    }
}
