package io.usher.proxy.config;

/**
 * One thing to say about a configuration.
 *
 * @param severity how bad it is
 * @param position where; null where the whole configuration is meant
 * @param text     what, naming the word, what was expected, and the nearest known keyword
 */
public record Diagnostic(Severity severity, Position position, String text) {

    /** ALERT makes the configuration invalid. */
    public enum Severity { NOTICE, WARNING, ALERT }
}
