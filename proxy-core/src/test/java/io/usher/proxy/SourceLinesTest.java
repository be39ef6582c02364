package io.usher.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How all Java of the project is written: this module's, the agent's, their tests, and the benches. */
class SourceLinesTest {
    private static final int LONGEST = 130;
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final List<String> ROOTS = List.of("proxy-core/src", "proxy-core/bench", "agent/src");

    @Test
    void noLineIsLongerThan130Columns() throws IOException {
        final List<String> tooLong = new ArrayList<>();
        for (final String root : ROOTS) {
            final List<Path> sources = sources(PROJECT.resolve(root));
            assertTrue(!sources.isEmpty(), () -> root + " has no Java");
            for (final Path source : sources) {
                tooLong.addAll(tooLong(source));
            }
        }
        assertEquals("", String.join("\n", tooLong),
            "lines of more than " + LONGEST + " columns (a text block ends one with a backslash)");
    }

    private static List<Path> sources(final Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        }
    }

    private static List<String> tooLong(final Path source) throws IOException {
        final List<String> places = new ArrayList<>();
        final List<String> lines = Files.readAllLines(source);
        for (int i = 0; i < lines.size(); i++) {
            final int columns = lines.get(i).codePointCount(0, lines.get(i).length());
            if (columns > LONGEST) {
                places.add(PROJECT.relativize(source) + ":" + (i + 1) + " has " + columns);
            }
        }
        return places;
    }
}
