package io.usher.agent.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.usher.agent.demo.Load;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The example as it ships, with {@code user haproxy} and {@code group haproxy}, started as root: rights are dropped, and the
 * seats lie in a folder that this user cannot reach by its path, since the stage's folder is root's alone.
 */
class DroppedRightsIT {

    private static final int CLIENTS = 8;
    private static final String ACCOUNT = "haproxy";

    private String uid;

    @BeforeEach
    void requireRootAndTheAccount() throws IOException {
        assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0),
                "rights can only be dropped by root (expected: the tests run as root)");
        final Optional<String> known = number("/etc/passwd");
        assumeTrue(known.isPresent() && number("/etc/group").isPresent(),
                "user or group " + ACCOUNT + " is missing (expected: Debian's package haproxy, which makes them)");
        uid = known.get();
    }

    @Test
    void reloadsUnderLoadDiesAndStartsAgainWithDroppedRights() throws Exception {
        try (Stage stage = new Stage(20)) {
            final Path seats = stage.folder.resolve("closed/seats");
            stage.edit("    stats socket ", "    user " + ACCOUNT + "\n    group " + ACCOUNT + "\n    seat-journal " + seats
                    + "\n    stats socket ");
            // Seats of idle connections outlive a kill -9 by this time; without it by "timeout server".
            stage.edit("    mode    http", "    timeout hold 500\n    mode    http");
            start(stage);
            assertRightsDropped(stage);
            try (Load load = new Load(stage.clientPort, CLIENTS, true, "/query")) {
                for (int reload = 1; reload <= 2; reload++) {
                    final long before = load.answers();
                    start(stage, "-sf", pid(stage));
                    Await.until("the old generation ends", 60, () -> stage.proxies().size() == 1, stage::outputs);
                    Await.until("the load goes on", 20, () -> load.answers() > before + CLIENTS, stage::outputs);
                    assertRightsDropped(stage);
                }
                load.close();
                assertEquals(Map.of(), load.failures(), stage::outputs);
                assertEquals(Set.of(200), load.statuses().keySet());
                assertEquals(0, load.reopened());
            }
            assertEquals(0, stage.refused());
            stage.servers.forEach(server -> assertEquals(1, server.peak()));
            assertEquals(Set.of("journal-3", "owner"), names(seats));

            end(stage, true);
            start(stage);
            assertEquals(200, stage.request("/query").statusCode());
            assertEquals(Set.of("journal-4", "owner"), names(seats));

            end(stage, false);
            assertFalse(stage.outputs().contains("Exception"), stage::outputs);
            assertFalse(stage.outputs().contains("ALERT"), stage::outputs);
        }
    }

    /** Of all threads, since the kernel keeps rights by thread. One that ends meanwhile makes a look fail, but not the next. */
    private void assertRightsDropped(final Stage stage) {
        Await.until("all threads run as uid " + uid, 5, () -> {
            try (var threads = Files.list(Path.of("/proc", pid(stage), "task"))) {
                for (final Path thread : threads.toList()) {
                    if (!uids(thread).equals("Uid:" + ("\t" + uid).repeat(4))) {
                        return false;
                    }
                }
                return true;
            }
        }, stage::outputs);
    }

    private static String uids(final Path thread) throws IOException {
        return Files.readAllLines(thread.resolve("status")).stream().filter(line -> line.startsWith("Uid:")).findFirst()
                .orElseThrow();
    }

    private static void start(final Stage stage, final String... more) throws Exception {
        final List<String> arguments = new ArrayList<>(List.of("-D", "-f", stage.configuration.toString(), "-p",
                pidFile(stage).toString()));
        arguments.addAll(List.of(more));
        final Process launcher = stage.proxy("proxy.out", arguments.toArray(String[]::new));
        assertTrue(launcher.waitFor(60, TimeUnit.SECONDS), stage::outputs);
        assertEquals(0, launcher.exitValue(), stage::outputs);
    }

    private static void end(final Stage stage, final boolean forcibly) throws IOException {
        final ProcessHandle proxy = ProcessHandle.of(Long.parseLong(pid(stage))).orElseThrow();
        assertTrue(forcibly ? proxy.destroyForcibly() : proxy.destroy());
        Await.until("the proxy ends", 20, () -> !proxy.isAlive(), stage::outputs);
    }

    private static Path pidFile(final Stage stage) {
        return stage.folder.resolve("pid");
    }

    private static String pid(final Stage stage) throws IOException {
        return Files.readString(pidFile(stage)).strip();
    }

    private static Set<String> names(final Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return new TreeSet<>(files.map(file -> file.getFileName().toString()).toList());
        }
    }

    /** The account's number in a file of {@code /etc}. */
    private static Optional<String> number(final String file) throws IOException {
        try (var lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(ACCOUNT + ":")).map(line -> line.split(":")[2]).findFirst();
        }
    }
}
