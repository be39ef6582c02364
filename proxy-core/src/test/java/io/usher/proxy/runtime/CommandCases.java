package io.usher.proxy.runtime;

import io.usher.proxy.config.StatsSocket.Level;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Commands and the answers they must have, from text files: {@code @ level} begins a session, {@code > line} is sent, the
 * lines below are the answer, where {@code *} stands for anything. A last line that ends with {@code \c} has no line feed.
 */
final class CommandCases {

    private static final Path FOLDER = Path.of("src/test/resources/runtime/commands");

    /** A command with its answer. */
    record Case(String file, int line, Level level, String command, String answer) {
        @Override
        public String toString() {
            return file + ":" + line + " " + command;
        }
    }

    private CommandCases() {
    }

    /** The files; the cases of one run in order on one instance. */
    static Stream<Path> files() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().toList().stream();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Case> read(final Path file) {
        final List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        final List<Case> cases = new ArrayList<>();
        Level level = Level.ADMIN;
        for (int i = 0; i < lines.size(); i++) {
            final String line = lines.get(i);
            if (line.startsWith("@ ")) {
                level = Level.valueOf(line.substring(2).toUpperCase(Locale.ROOT));
            } else if (line.startsWith("> ")) {
                cases.add(new Case(file.getFileName().toString(), i + 1, level, line.substring(2), answer(lines, i + 1)));
            }
        }
        return cases;
    }

    private static String answer(final List<String> lines, final int from) {
        final StringBuilder answer = new StringBuilder();
        for (int i = from; i < lines.size() && !lines.get(i).startsWith("> ") && !lines.get(i).startsWith("@ "); i++) {
            final String line = lines.get(i);
            answer.append(line.endsWith("\\c") ? line.substring(0, line.length() - 2) : line + "\n");
        }
        return answer.toString();
    }
}
