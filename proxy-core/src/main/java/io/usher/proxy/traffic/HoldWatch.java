package io.usher.proxy.traffic;

import io.usher.proxy.http.HttpMethod;

/**
 * How a server connection on hold is to be watched by the next generation; one word of a line of the handover.
 *
 * @param unix           whether it is a unix socket
 * @param finSent        whether it has been half-closed toward the server
 * @param method         of the request whose answer is awaited and has not begun; null = where the answer ends cannot be seen
 * @param upgradeAsked   whether that request asked for another protocol
 * @param serverLeftNanos what is left of {@code timeout server}; 0 = it does not run
 */
record HoldWatch(boolean unix, boolean finSent, HttpMethod method, boolean upgradeAsked, long serverLeftNanos) {

    private static final int WORDS = 5;

    /** {@return the text} */
    String text() {
        return (unix ? "unix" : "tcp") + "," + (finSent ? "closed" : "open") + "," + (method == null ? "-" : method.name()) + ","
            + (upgradeAsked ? "upgrade" : "-") + "," + serverLeftNanos;
    }

    /**
     * Reads what {@link #text()} wrote.
     *
     * @throws IllegalArgumentException if it is no such text
     */
    static HoldWatch parse(final String text) {
        final String[] words = text.split(",", -1);
        try {
            if (words.length == WORDS) {
                return new HoldWatch(word(words[0], "unix", "tcp"), word(words[1], "closed", "open"),
                    words[2].equals("-") ? null : HttpMethod.valueOf(words[2]), word(words[3], "upgrade", "-"),
                    Math.max(0, Long.parseLong(words[4])));
            }
        } catch (final IllegalArgumentException e) {
            throw new IllegalArgumentException(expected(text), e);
        }
        throw new IllegalArgumentException(expected(text));
    }

    private static boolean word(final String word, final String yes, final String no) {
        if (!word.equals(yes) && !word.equals(no)) {
            throw new IllegalArgumentException(word);
        }
        return word.equals(yes);
    }

    private static String expected(final String text) {
        return "hold '" + text + "' (expected: unix|tcp,closed|open,METHOD|-,upgrade|-,NANOSECONDS)";
    }
}
