package io.usher.proxy.launch;

import io.usher.proxy.config.Diagnostic;
import io.usher.proxy.config.Diagnostic.Severity;
import java.io.PrintStream;

/** Messages to standard error as HAProxy 2.6 writes them, or none with {@code -q}. Any thread. */
final class Announcements {
    private final PrintStream out;
    private final long pid;
    private final boolean silent;
    private boolean introduced;

    Announcements(final PrintStream out, final long pid, final boolean silent) {
        this.out = out;
        this.pid = pid;
        this.silent = silent;
    }

    void notice(final String text) {
        say(Severity.NOTICE, text);
    }

    void warning(final String text) {
        say(Severity.WARNING, text);
    }

    void alert(final String text) {
        say(Severity.ALERT, text);
    }

    /** One finding about the configuration. */
    void diagnostic(final Diagnostic diagnostic) {
        say(diagnostic.severity(), "config : " + diagnostic);
    }

    private synchronized void say(final Severity severity, final String text) {
        if (silent) {
            return;
        }
        if (!introduced && severity != Severity.NOTICE) {
            introduced = true;
            line(Severity.NOTICE, "usher version is " + VersionText.NUMBER);
        }
        line(severity, text);
    }

    private void line(final Severity severity, final String text) {
        out.println(Diagnostic.prefix(severity, pid) + text);
        out.flush();
    }
}
