package io.usher.proxy.config;

/**
 * One thing to say about a configuration.
 *
 * @param severity how bad it is
 * @param position where; null where the whole configuration is meant
 * @param text     what, naming the word, what was expected, and the nearest known keyword
 * @param culprit  the word it is about, for programs; its column is 0 without a position
 */
public record Diagnostic(Severity severity, Position position, String text, Culprit culprit) {

    private static final int WIDTH = 11;

    /** Nothing is known of the word. */
    public Diagnostic(final Severity severity, final Position position, final String text) {
        this(severity, position, text, Culprit.NONE);
    }

    /** ALERT makes the configuration invalid. */
    public enum Severity { NOTICE, WARNING, ALERT }

    /**
     * The line as HAProxy 2.6 writes it to standard error, without line end.
     *
     * @param pid process id to show
     */
    public String line(final long pid) {
        return prefix(severity, pid) + "config : " + this;
    }

    /**
     * The beginning of such a line: {@code "[ALERT]    (pid) : "}.
     *
     * @param severity what stands in the brackets
     * @param pid      process id to show
     */
    public static String prefix(final Severity severity, final long pid) {
        // No format string: a handover's first line must not wait until Java has loaded what those need.
        final String word = "[" + severity + "]";
        return word + " ".repeat(Math.max(0, WIDTH - word.length())) + "(" + pid + ") : ";
    }

    /** Place and text, without severity. */
    @Override
    public String toString() {
        return position == null ? text : "parsing [" + position + "] : " + text;
    }
}
