package io.usher.proxy.runtime;

/** Reads times as HAProxy writes them (configuration manual, 2.5). Holds nothing. */
final class Time {

    private Time() {
    }

    /** Milliseconds, the default unit; -1 if the text is no time or more than a long holds. */
    static long millis(final String text) {
        final LeadingNumber number = LeadingNumber.of(text);
        if (!number.found() || number.value() < 0 || !Character.isDigit(text.charAt(0))) {
            return -1;
        }
        final long unit = switch (number.rest()) {
            case "", "ms" -> 1;
            case "s" -> 1000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            case "d" -> 86_400_000;
            default -> -1;
        };
        return unit < 0 || number.value() > Long.MAX_VALUE / unit ? -1 : number.value() * unit;
    }
}
