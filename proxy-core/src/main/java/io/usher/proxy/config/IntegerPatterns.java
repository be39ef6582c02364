package io.usher.proxy.config;

import java.util.List;

/** Reads integer patterns: {@code gt 200}, {@code 1:10}, {@code :5}, {@code 7} (HAProxy manual, 7.1.2). */
final class IntegerPatterns {
    private IntegerPatterns() {
    }

    /**
     * Reads all of them; an operator holds until the next one.
     *
     * @throws StatementException naming the word that is no number
     */
    static void parse(final List<String> patterns, final List<Acl.Match> matches) throws StatementException {
        String operator = "eq";
        boolean pending = false;
        for (final String pattern : patterns) {
            switch (pattern) {
                case "eq", "ge", "gt", "le", "lt" -> {
                    operator = pattern;
                    pending = true;
                }
                default -> {
                    matches.add(range(operator, pattern));
                    pending = false;
                }
            }
        }
        if (pending) {
            throw new StatementException("a number is missing behind '" + operator + "'").about(operator).expecting("a number");
        }
    }

    private static Acl.Match range(final String operator, final String pattern) throws StatementException {
        final int colon = pattern.indexOf(':');
        if (colon >= 0 && operator.equals("eq")) {
            final String from = pattern.substring(0, colon);
            final String to = pattern.substring(colon + 1);
            if (!from.isEmpty() || !to.isEmpty()) {
                return new Acl.Match.IntegerRange(from.isEmpty() ? Long.MIN_VALUE : number(from, pattern),
                        to.isEmpty() ? Long.MAX_VALUE : number(to, pattern));
            }
        }
        final long value = number(pattern, pattern);
        return switch (operator) {
            case "gt" -> new Acl.Match.IntegerRange(value + 1, Long.MAX_VALUE);
            case "ge" -> new Acl.Match.IntegerRange(value, Long.MAX_VALUE);
            case "lt" -> new Acl.Match.IntegerRange(Long.MIN_VALUE, value - 1);
            case "le" -> new Acl.Match.IntegerRange(Long.MIN_VALUE, value);
            default -> new Acl.Match.IntegerRange(value, value);
        };
    }

    private static long number(final String text, final String pattern) throws StatementException {
        if (!text.matches("-?\\d{1,18}")) {
            throw new StatementException("'" + pattern + "' is not a number.").about(pattern).expecting("a number");
        }
        return Long.parseLong(text);
    }
}
