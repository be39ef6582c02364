package io.usher.proxy.launch;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Map;

/**
 * Tells the launcher that the process serves. In the background standard output and error are a pipe to the launcher, which
 * passes on what comes and goes away at the line that this writes; from then on they lead nowhere.
 */
final class Readiness {
    /** The line, with nothing before or behind it. */
    static final String LINE = "usher-proxy is ready";

    private final boolean background;
    private final PrintStream out;

    Readiness(final Map<String, String> environment, final PrintStream out) {
        this.background = environment.containsKey(Background.VARIABLE);
        this.out = out;
    }

    /** To be called once, when the process serves. */
    void ready() {
        if (background) {
            out.println(LINE);
            out.flush();
            final PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
            System.setOut(nowhere);
            System.setErr(nowhere);
        }
    }
}
