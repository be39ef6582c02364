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

    void warning(final Position position, final String text) {
        add(new Diagnostic(Diagnostic.Severity.WARNING, position, text));
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
