package io.usher.proxy.launch;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the command line asks for (HAProxy management manual, 3).
 *
 * @param action       what to do
 * @param files        configuration files and folders, in order
 * @param pidFile      {@code -p}
 * @param background   {@code -D}
 * @param foreground   {@code -d} or {@code -db}: stay in the foreground whatever else says otherwise
 * @param quiet        {@code -q}
 * @param verbose      {@code -V}, or {@code -d}: not quiet whatever else says otherwise
 * @param json         {@code --json}: what a check finds goes to standard output as JSON
 * @param strict       {@code -dW}: warnings are errors
 * @param maxconn      {@code -n}; 0 = as configured
 * @param oldSocket    {@code -x}
 * @param oldProcesses {@code -sf} or {@code -st}
 * @param terminate    whether it was {@code -st}
 */
record CommandLine(Action action, List<Path> files, Optional<String> pidFile, boolean background, boolean foreground,
                   boolean quiet, boolean verbose, boolean json, boolean strict, int maxconn, Optional<String> oldSocket,
                   List<Long> oldProcesses, boolean terminate) {

    /** What to do. */
    enum Action { RUN, CHECK, VERSION, BUILD_OPTIONS }

    /** Whether nothing is to be said, as far as the command line goes. */
    boolean silent() {
        return quiet && !verbose;
    }
}
