package io.usher.proxy.exactness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A wall clock that is set forth or back moves nothing but times that people read: nothing else asks it. */
class WallClockTest {
    private static final Path SOURCES = Path.of("src/main/java/io/usher/proxy");
    private static final Pattern WALL_CLOCK = Pattern.compile("currentTimeMillis|Instant\\.now|\\w+Date(Time)?\\.now|"
        + "\\w*Time\\.now|new Date\\(\\)|Clock\\.system\\w*|getInstance\\(\\)\\.getTime|"
        + "new GregorianCalendar\\(\\)|Year\\w*\\.now|new Timer\\(|"
        + "awaitUntil|parkUntil|scheduleAtFixedRate\\([^;]*Date");
    /** Who asks it, how often in the source, for whose eyes. */
    private static final Map<String, Integer> READERS = new TreeMap<>(Map.of(
        "log/LogSink.java", 1, // when a line was written
        "traffic/ClientConnection.java", 1, // when a client came, for its log lines
        "traffic/StreamReport.java", 1, // when a request came, for its log line
        "generation/Generation.java", 1)); // when this process started, for "show generation" and "show info"

    @Test
    void onlyWhatIsWrittenForPeopleAsksTheWallClock() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            final Map<String, Integer> found = files.filter(f -> f.toString().endsWith(".java"))
                .collect(Collectors.toMap(f -> SOURCES.relativize(f).toString(), WallClockTest::questions));
            found.values().removeIf(n -> n == 0);

            assertEquals(READERS, new TreeMap<>(found));
        }
    }

    private static int questions(final Path file) {
        try {
            return (int) WALL_CLOCK.matcher(Files.readString(file)).results().map(MatchResult::group).count();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
