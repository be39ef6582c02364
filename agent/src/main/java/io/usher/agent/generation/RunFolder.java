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

/** The files of generations in the run and data directories: {@code generation-N.sock}, {@code .cfg} and {@code .log}. */
public final class RunFolder {
    private static final Pattern SOCKET = Pattern.compile("generation-([1-9][0-9]{0,8})\\.sock");
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

    Path socket(final int name) {
        return run.resolve("generation-" + name + ".sock");
    }

    Path configuration(final int name) {
        return run.resolve("generation-" + name + ".cfg");
    }

    Path checkConfiguration() {
        return run.resolve("check.cfg");
    }

    Path output(final int name) {
        return data.resolve("output").resolve("generation-" + name + ".log");
    }

    Path checkOutput() {
        return data.resolve("output").resolve("check.log");
    }

    /** Numbers for which a socket file lies there, alive or not, ascending. */
    List<Integer> sockets() throws IOException {
        final List<Integer> numbers = new ArrayList<>();
        try (Stream<Path> files = Files.list(run)) {
            files.forEach(file -> {
                final Matcher name = SOCKET.matcher(file.getFileName().toString());
                if (name.matches()) {
                    numbers.add(Integer.valueOf(name.group(1)));
                }
            });
        }
        numbers.sort(null);
        return numbers;
    }

    /** Writes the second {@code -f} file: the agent's own socket, and the place of the journal. */
    void writeConfiguration(final Path file, final Path socket) throws IOException {
        final String text = "# written by usher-agent for one generation\n"
                + "global\n"
                + "    stats socket " + word(socket) + " mode 600 level admin expose-fd listeners\n"
                + "    seat-journal " + word(seats()) + "\n";
        Files.writeString(file, text, StandardCharsets.UTF_8);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    /** Removes what a generation that is gone has left in the run directory. */
    void clean(final int name) throws IOException {
        Files.deleteIfExists(socket(name));
        Files.deleteIfExists(configuration(name));
    }

    private static String word(final Path path) {
        return path.toString().replaceAll("([\\\\ '\"#])", "\\\\$1");
    }
}
