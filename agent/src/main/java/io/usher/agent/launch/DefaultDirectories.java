package io.usher.agent.launch;

import java.nio.file.Path;
import java.util.Map;

/** Where an agent keeps its things unless told: the system's places for root, the XDG base directories for others. */
record DefaultDirectories(Path run, Path data) {

    /** @throws LaunchException where the environment names no home */
    static DefaultDirectories of(final long uid, final Map<String, String> environment) throws LaunchException {
        if (uid == 0) {
            return new DefaultDirectories(Path.of("/run/usher"), Path.of("/var/lib/usher"));
        }
        final Path data = state(environment).resolve("usher-agent");
        final String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        return new DefaultDirectories(runtime.startsWith("/") ? Path.of(runtime, "usher-agent") : data.resolve("run"), data);
    }

    private static Path state(final Map<String, String> environment) throws LaunchException {
        final String state = environment.getOrDefault("XDG_STATE_HOME", "");
        if (state.startsWith("/")) {
            return Path.of(state);
        }
        final String home = environment.getOrDefault("HOME", "");
        if (!home.startsWith("/")) {
            throw new LaunchException(ExitCode.USAGE,
                    "neither XDG_STATE_HOME nor HOME names a folder (expected: one of them, or --run-dir and --data-dir)", null);
        }
        return Path.of(home, ".local", "state");
    }
}
