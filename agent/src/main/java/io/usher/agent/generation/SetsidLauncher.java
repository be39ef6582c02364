package io.usher.agent.generation;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Starts processes by {@code setsid(1)}: a session of its own keeps the terminal's signals (Ctrl-C, hang-up) from a generation.
 * {@code setsid} and the proxy's launcher both exec, so the pid is the proxy's own.
 */
public final class SetsidLauncher implements ProcessLauncher {
    /** These speak to the agent alone (sd_notify(3), sd_listen_fds(3)); a generation must not answer for it. */
    private static final Set<String> AGENTS_OWN = Set.of("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "LISTEN_FDS",
            "LISTEN_PID", "LISTEN_FDNAMES", "JOURNAL_STREAM");

    private final Path workingDirectory;
    private final Map<String, String> environment;

    /**
     * @param workingDirectory of every process
     * @param environment      of every process, but for what speaks to the agent alone
     */
    public SetsidLauncher(final Path workingDirectory, final Map<String, String> environment) {
        this.workingDirectory = workingDirectory;
        this.environment = environment;
    }

    @Override
    public LaunchedProcess start(final List<String> command, final Path output) throws IOException {
        final List<String> words = new ArrayList<>(command.size() + 1);
        words.add("setsid");
        words.addAll(command);
        final ProcessBuilder builder = new ProcessBuilder(words);
        builder.directory(workingDirectory.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().keySet().removeAll(AGENTS_OWN);
        builder.redirectInput(new File("/dev/null"));
        builder.redirectErrorStream(true);
        Files.createDirectories(output.getParent());
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        return OsProcess.child(builder.start());
    }
}
