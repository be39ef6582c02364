package io.usher.agent.generation;

import io.usher.agent.control.ListenAddress;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of generations in the run and data directories: {@code generation-N.sock}, {@code .listeners.sock}, {@code .cfg} and
 * {@code .log}.
 */
public final class RunFolder {
    private static final Pattern SOCKET = Pattern.compile("generation-([1-9][0-9]{0,8})\\.sock");
    private static final Pattern CONFIGURATION = Pattern.compile("generation-([1-9][0-9]{0,8})\\.cfg");
    private static final String LONGEST_NAME = "generation-999999999.sock";
    private final Path run;
    private final Path data;

    /**
     * @throws IOException if they cannot be made, or the run directory's path is too long for a unix socket
     */
    public RunFolder(final Path run, final Path data) throws IOException {
        this.run = run.toAbsolutePath().normalize();
        this.data = data.toAbsolutePath().normalize();
        final int bytes = this.run.resolve(LONGEST_NAME).toString().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > ListenAddress.Unix.MAX_PATH) {
            throw new IOException("run directory " + this.run + ": too long by " + (bytes - ListenAddress.Unix.MAX_PATH)
                    + " bytes for the sockets in it (unix(7))");
        }
        Files.createDirectories(output(1).getParent());
        Files.setPosixFilePermissions(output(1).getParent(), PosixFilePermissions.fromString("rwx------"));
    }

    /** Where the proxies keep owner lock and journals of taken seats; they make it themselves. */
    public Path seats() {
        return data.resolve("seats");
    }

    Path run() {
        return run;
    }

    /** Where a generation takes the agent's commands. */
    Path socket(final int name) {
        return run.resolve("generation-" + name + ".sock");
    }

    /** Where a successor fetches the listeners, of kinds that have a socket of its own for that. */
    Path listeners(final int name) {
        return run.resolve("generation-" + name + ".listeners.sock");
    }

    Path configuration(final int name) {
        return run.resolve("generation-" + name + ".cfg");
    }

    Path checkConfiguration() {
        return run.resolve("check.cfg");
    }

    /** For checks beside those that go with a reload. */
    Path validationConfiguration() {
        return run.resolve("validation.cfg");
    }

    Path validationOutput() {
        return data.resolve("output").resolve("validation.log");
    }

    Path output(final int name) {
        return data.resolve("output").resolve("generation-" + name + ".log");
    }

    Path checkOutput() {
        return data.resolve("output").resolve("check.log");
    }

    /** Numbers for which a socket file lies there, alive or not, ascending. */
    List<Integer> sockets() throws IOException {
        return numbers(SOCKET);
    }

    /** Numbers for which a generation's configuration lies there, ascending: that is written before its process is started. */
    List<Integer> configurations() throws IOException {
        return numbers(CONFIGURATION);
    }

    private List<Integer> numbers(final Pattern pattern) throws IOException {
        final List<Integer> numbers = new ArrayList<>();
        try (Stream<Path> files = Files.list(run)) {
            files.forEach(file -> {
                final Matcher name = pattern.matcher(file.getFileName().toString());
                if (name.matches()) {
                    numbers.add(Integer.valueOf(name.group(1)));
                }
            });
        }
        numbers.sort(null);
        return numbers;
    }

    /** Writes the last {@code -f} file, the agent's own. */
    void writeConfiguration(final Path file, final String text) throws IOException {
        Files.writeString(file, "# written by usher-agent for one generation\n" + text, StandardCharsets.UTF_8);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    /** Removes what a generation that is gone has left in the run directory. */
    void clean(final int name) throws IOException {
        Files.deleteIfExists(socket(name));
        Files.deleteIfExists(listeners(name));
        Files.deleteIfExists(configuration(name));
    }

    /** A path as a word of the configuration language. */
    static String word(final Path path) {
        return path.toString().replaceAll("([\\\\ '\"#])", "\\\\$1");
    }
}
