package io.usher.agent.generation;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * Starts generations as instances of a systemd template unit, so that stopping or restarting the agent's own unit, or its
 * control group, does not touch them. Everything else, checks of a configuration for instance, starts as before.
 *
 * <p>The unit gets its arguments from {@code RUN/INSTANCE.env} (systemd.exec(5), EnvironmentFile) as {@code USHER_ARGUMENTS},
 * which systemd splits at white space; words with white space are therefore refused. Its output must go to the same file that
 * the agent reads, which the unit that ships does. Who the agent runs as must be allowed to start the unit (a polkit rule
 * ships too).
 */
public final class UnitLauncher implements ProcessLauncher {

    private static final int LIMIT_SECONDS = 60;
    private static final String OUTPUT_END = ".log";

    private final String template;
    private final Path runDirectory;
    private final ProcessLauncher others;
    private final String systemctl;

    /**
     * @param template     name of the unit, {@code NAME@.service}
     * @param runDirectory where the unit looks for {@code INSTANCE.env}
     * @param others       starts what is no generation
     * @throws IllegalArgumentException if the name is no template's
     */
    public UnitLauncher(final String template, final Path runDirectory, final ProcessLauncher others) {
        this(template, runDirectory, others, "systemctl");
    }

    UnitLauncher(final String template, final Path runDirectory, final ProcessLauncher others, final String systemctl) {
        if (!template.matches("[A-Za-z0-9:_.-]+@\\.service")) {
            throw new IllegalArgumentException("proxy-unit: '" + template + "' (expected: a template such as"
                    + " usher-generation@.service)");
        }
        this.template = template;
        this.runDirectory = runDirectory;
        this.others = others;
        this.systemctl = systemctl;
    }

    @Override
    public LaunchedProcess start(final List<String> command, final Path output) throws IOException {
        final String name = output.getFileName().toString();
        if (!name.matches("generation-\\d+\\.log")) {
            return others.start(command, output);
        }
        final String instance = name.substring(0, name.length() - OUTPUT_END.length());
        final String unit = template.replace("@.", "@" + instance + ".");
        Files.writeString(runDirectory.resolve(instance + ".env"), environment(command), StandardCharsets.UTF_8);
        systemctl("start", unit);
        final String pid = systemctl("show", "--property=MainPID", "--value", unit).strip();
        if (!pid.matches("\\d+")) {
            throw new IOException(unit + ": MainPID is '" + pid + "' (expected: a number from systemctl show)");
        }
        return OsProcess.found(Long.parseLong(pid)).orElseGet(EndedAtOnce::new);
    }

    /** A generation that was gone before anybody could ask for its pid: its output says why. */
    private static final class EndedAtOnce implements LaunchedProcess {

        @Override
        public long pid() {
            return 0;
        }

        @Override
        public boolean alive() {
            return false;
        }

        @Override
        public OptionalInt exitCode() {
            return OptionalInt.empty();
        }

        @Override
        public void terminate() {
            // Nothing is left to end.
        }

        @Override
        public void kill() {
            // Nothing is left to end.
        }

        @Override
        public boolean waitFor(final Duration atMost) {
            return true;
        }

        @Override
        public void whenGone(final Runnable task) {
            task.run();
        }
    }

    private static String environment(final List<String> command) throws IOException {
        final List<String> arguments = command.subList(1, command.size());
        for (final String argument : arguments) {
            if (argument.chars().anyMatch(c -> Character.isWhitespace(c) || c == '"' || c == '\\' || c == '$')) {
                throw new IOException("'" + argument + "' cannot be passed to a unit (expected: a path without white space,"
                        + " quotes, backslashes and dollar signs)");
            }
        }
        return "USHER_ARGUMENTS=\"" + String.join(" ", arguments) + "\"\n";
    }

    private String systemctl(final String... words) throws IOException {
        final String[] command = new String[words.length + 1];
        command[0] = systemctl;
        System.arraycopy(words, 0, command, 1, words.length);
        final Process process = new ProcessBuilder(command).redirectInput(new File("/dev/null")).redirectErrorStream(true)
                .start();
        try {
            final String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(String.join(" ", command) + " has not ended within " + LIMIT_SECONDS + " s");
            }
            if (process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + " ended with " + process.exitValue() + ": " + said.strip());
            }
            return said;
        } catch (final InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException(String.join(" ", command) + " was interrupted", e);
        }
    }
}
