package io.usher.agent.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usher.agent.configuration.Finding;
import io.usher.agent.configuration.Snapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CheckOutputTest {
    private static final Snapshot SNAPSHOT =
            new Snapshot("ab", List.of(Path.of("/kept/1-a.cfg")), List.of(Path.of("/etc/a.cfg")));

    private static List<Finding> read(final String said) throws IOException {
        return new CheckOutput(SNAPSHOT, path -> path.getFileName().toString()).read(said);
    }

    @Test
    void readsTheObjectThatUsherWritesAndNamesTheUsersFiles() throws IOException {
        assertEquals(List.of(new Finding(Finding.Severity.ALERT, Optional.of("a.cfg"), Optional.of(3), Optional.of(5),
                Optional.of("maxcon"), Optional.of("maxconn"), "unknown, as at /etc/a.cfg:1"),
                new Finding(Finding.Severity.WARNING, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                        Optional.empty(), "the whole")),
                read("picked up JAVA_TOOL_OPTIONS\n{\"valid\":false,\"findings\":[{\"severity\":\"alert\","
                        + "\"file\":\"/kept/1-a.cfg\",\"line\":3,\"column\":5,\"word\":\"maxcon\",\"expected\":\"maxconn\","
                        + "\"message\":\"unknown, as at /kept/1-a.cfg:1\"},{\"severity\":\"warning\","
                        + "\"file\":\"/run/own.cfg\",\"message\":\"the whole\"}]}\n"));
    }

    @Test
    void readsTheLinesThatHaproxyWrites() throws IOException {
        final List<Finding> findings = read("""
                [NOTICE]   (12) : haproxy version is 2.6.12-1
                [NOTICE]   (12) : path to executable is /usr/sbin/haproxy
                [ALERT]    (12) : config : parsing [/kept/1-a.cfg:4] : unknown keyword 'bakclog' in 'frontend' section
                [WARNING]  (12) : config : missing timeouts for frontend 'f'.
                   | While not properly invalid, you will certainly encounter various problems
                [ALERT]    (12) : config : Error(s) found in configuration file : /kept/1-a.cfg
                [ALERT]    (12) : config : Fatal errors found in configuration.
                """);
        assertEquals(List.of(new Finding(Finding.Severity.ALERT, Optional.of("a.cfg"), Optional.of(4), Optional.empty(),
                Optional.of("bakclog"), Optional.empty(), "unknown keyword 'bakclog' in 'frontend' section"),
                new Finding(Finding.Severity.WARNING, Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("f"),
                        Optional.empty(), "missing timeouts for frontend 'f'.\n   | While not properly invalid, you will"
                                + " certainly encounter various problems")), findings);
    }
}
