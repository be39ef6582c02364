package io.usher.agent.generation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The words that processes of this machine were started with, as the kernel keeps them (proc(5), {@code /proc/PID/cmdline}). */
final class CommandLines {
    private static final Path PROCESSES = Path.of("/proc");
    private static final String FILE = "-f";

    private CommandLines() {
    }

    /** Empty where the process is gone or hides them. */
    static List<String> of(final long pid) {
        return words(PROCESSES.resolve(Long.toString(pid)));
    }

    private static List<String> words(final Path process) {
        try {
            return List.of(Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1).split("\0"));
        } catch (final IOException e) {
            return List.of(); // it ended while this looked, or belongs to somebody else
        }
    }

    /** The process that was told to read this configuration file. */
    static Optional<Long> reading(final Path configuration) throws IOException {
        final String file = new String(configuration.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[1-9]*")) {
            for (final Path process : processes) {
                final List<String> words = words(process);
                final int at = words.lastIndexOf(file);
                if (at > 0 && words.get(at - 1).equals(FILE)) {
                    return Optional.of(Long.valueOf(process.getFileName().toString()));
                }
            }
        }
        return Optional.empty();
    }
}
