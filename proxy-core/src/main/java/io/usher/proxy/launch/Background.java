package io.usher.proxy.launch;

import io.usher.proxy.config.Global;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Running in the background. The launcher does it where {@code -D} stands on the command line: it starts this program with
 * {@link #VARIABLE} set and returns when it is ready. Where only the configuration says {@code daemon}, the program calls
 * the launcher again, with {@code -D}.
 */
final class Background {
    /** Set by the launcher for a program that is in the background already. */
    static final String VARIABLE = "USHER_BACKGROUND";
    /** System property with the path of the launcher. */
    private static final String LAUNCHER = "usher.launcher";

    private Background() {
    }

    /** Whether the program must be started again to be in the background. */
    static boolean needed(final Global global, final CommandLine line, final Map<String, String> environment) {
        return global.daemon() && !line.foreground() && !environment.containsKey(VARIABLE);
    }

    /**
     * Starts it.
     *
     * @return exit status: 0 once it serves
     */
    static int start(final String[] args, final Announcements announcements) {
        final String launcher = System.getProperty(LAUNCHER);
        if (launcher == null) {
            announcements.alert("'daemon' needs the launcher bin/usher-proxy (expected: started by it, or -db)");
            return 1;
        }
        final List<String> command = new ArrayList<>(List.of(launcher, "-D"));
        command.addAll(List.of(args));
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor();
        } catch (final IOException e) {
            announcements.alert("'daemon': cannot run " + launcher + ": " + e.getMessage());
            return 1;
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }
}
