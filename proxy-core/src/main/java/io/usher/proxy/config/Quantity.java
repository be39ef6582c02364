package io.usher.proxy.config;

/** Numbers with units (HAProxy configuration manual, 2.5): times, sizes and plain integers. */
final class Quantity {
    private Quantity() {
    }

    /**
     * A time in milliseconds; the units are us, ms, s, m, h, d, and ms without one.
     *
     * @param text    as written
     * @param keyword keyword named in errors, for instance "timeout client"
     * @return 0 to 2147483647 ms, rounded up
     * @throws StatementException if it is not such a time
     */
    static int time(final String text, final String keyword) throws StatementException {
        final int digits = digits(text);
        if (digits == 0) {
            throw unexpected(text, 0, keyword);
        }
        final String unit = text.substring(digits);
        final long microseconds = switch (unit) {
            case "us" -> 1L;
            case "", "ms" -> 1_000L;
            case "s" -> 1_000_000L;
            case "m" -> 60_000_000L;
            case "h" -> 3_600_000_000L;
            case "d" -> 86_400_000_000L;
            default -> throw unexpected(text, digits, keyword);
        };
        final double exact = Double.parseDouble(text.substring(0, digits)) * microseconds / 1000;
        if (exact > Integer.MAX_VALUE) {
            throw new StatementException("timer overflow in argument '" + text + "' to '" + keyword
                    + "' (maximum value is 2147483647 ms or ~24.8 days)");
        }
        return (int) Math.ceil(exact);
    }

    /**
     * A size in bytes; the units are k, m and g, powers of 1024.
     *
     * @param text    as written
     * @param keyword keyword named in errors
     * @throws StatementException if it is no size below 2 GiB
     */
    static int size(final String text, final String keyword) throws StatementException {
        final int digits = digits(text);
        if (digits == 0 || digits > 18) {
            throw unexpected(text, 0, keyword);
        }
        final int shift = switch (text.substring(digits)) {
            case "" -> 0;
            case "k", "K" -> 10;
            case "m", "M" -> 20;
            case "g", "G" -> 30;
            default -> throw unexpected(text, digits, keyword);
        };
        final long value = Long.parseLong(text.substring(0, digits));
        if (value > (long) Integer.MAX_VALUE >> shift) {
            throw new StatementException("size '" + text + "' in '" + keyword + "' is too large (expected: below 2g)");
        }
        return (int) (value << shift);
    }

    /**
     * An integer between bounds, without unit.
     *
     * @throws StatementException naming text, bounds and keyword
     */
    static int integer(final String text, final String keyword, final int min, final int max) throws StatementException {
        try {
            final int value = Integer.parseInt(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (final NumberFormatException e) {
            // falls through to the one error text
        }
        throw new StatementException("'" + keyword + "' expects an integer between " + min + " and " + max
                + " (got '" + text + "')");
    }

    private static int digits(final String text) {
        int i = 0;
        while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
            i++;
        }
        return i;
    }

    private static StatementException unexpected(final String text, final int at, final String keyword) {
        final String what = at < text.length() ? "unexpected character '" + text.charAt(at) + "'" : "missing number";
        return new StatementException(what + " in '" + keyword + "'"
                + (text.isEmpty() ? "" : " (got '" + text + "', units are us, ms, s, m, h, d for times and k, m, g for sizes)"));
    }
}
