package io.usher.agent.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The units as {@code systemd/install.sh} installs them, judged by systemd itself. */
class SystemdIT {

    private static final Path ROOT = Path.of(System.getProperty("user.dir")).resolve("..").normalize();

    @TempDir
    private Path destination;

    @Test
    void installsUnitsThatSystemdFindsNoFaultWith() throws Exception {
        assumeTrue(Stream.of("/usr/bin/systemd-analyze", "/bin/systemd-analyze")
                .anyMatch(path -> Files.isExecutable(Path.of(path))), "systemd-analyze is not installed");
        assertEquals("", run(ROOT.resolve("systemd/install.sh").toString(), destination.toString()));
        final List<String> command = new ArrayList<>(List.of("systemd-analyze", "verify", "--man=no"));
        final Path units = Files.createDirectory(destination.resolve("units"));
        try (Stream<Path> files = Files.list(destination.resolve("usr/lib/systemd/system"))) {
            for (final Path file : files.sorted().toList()) {
                // Only the prefix differs from a real installation, so that systemd finds the programs.
                final Path unit = Files.writeString(units.resolve(file.getFileName()),
                        Files.readString(file).replace("/usr/lib/usher/", destination + "/usr/lib/usher/"));
                command.add(unit.toString().replace("@.service", "@generation-1.service"));
                if (unit.toString().contains("@.")) {
                    Files.copy(unit, Path.of(unit.toString().replace("@.service", "@generation-1.service")));
                }
            }
        }
        assertEquals(3 + 3, command.size());
        assertEquals("", run(command.toArray(String[]::new)));
        for (final String program : List.of("usher", "usher-agent", "usher-proxy")) {
            assertTrue(Files.isExecutable(destination.resolve("usr/bin").resolve(program).toRealPath()), program);
        }
    }

    private static String run(final String... command) throws IOException, InterruptedException {
        final Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        final String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), String.join(" ", command) + ": " + said);
        return said;
    }
}
