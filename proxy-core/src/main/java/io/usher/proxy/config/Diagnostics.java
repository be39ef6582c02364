package io.usher.proxy.config;

import java.util.ArrayList;
import java.util.List;

/** Collects what there is to say about a configuration, in order. */
final class Diagnostics {
    private final List<Diagnostic> list = new ArrayList<>();
    private boolean fatal;

    void alert(final Position position, final String text) {
        add(new Diagnostic(Diagnostic.Severity.ALERT, position, text));
    }

    /**
     * An ALERT about one word of a line.
     *
     * @param word     the word, or a part of it
     * @param expected what could stand there; "" where that cannot be said
     */
    void alert(final Position position, final String text, final String word, final String expected) {
        add(new Diagnostic(Diagnostic.Severity.ALERT, position, text, new Culprit(0, word, expected)));
    }

    void warning(final Position position, final String text) {
        warning(position, text, "");
    }

    /** A WARNING about one word of a line. */
    void warning(final Position position, final String text, final String word) {
        add(new Diagnostic(Diagnostic.Severity.WARNING, position, text, new Culprit(0, word, "")));
    }

    void add(final Diagnostic diagnostic) {
        fatal |= diagnostic.severity() == Diagnostic.Severity.ALERT;
        list.add(diagnostic);
    }

    /** Whether there was any ALERT. */
    boolean fatal() {
        return fatal;
    }

    List<Diagnostic> list() {
        return List.copyOf(list);
    }
}
