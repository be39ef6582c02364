package io.usher.proxy.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.usher.proxy.config.Configuration;
import io.usher.proxy.exactness.ProxySite;
import io.usher.proxy.live.Instance;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sends the same lines to a real HAProxy 2.6 and to Usher's stats socket, and compares the answers byte for byte. */
@Timeout(120)
final class HaproxyComparisonIT {

    /** Columns that depend on when and where it was asked, or that Usher has no counterpart of. */
    private static final List<String> VARYING = List.of("lastchg", "need_conn_est", "src_ilim");
    private static final Path COMMANDS = Path.of("src/test/resources/runtime/haproxy-commands.txt");

    @TempDir
    private Path folder;

    @Test
    void answersAsHaproxyDoes() throws Exception {
        assumeTrue(version().contains("version 2.6."), "haproxy 2.6 is not installed");
        final Path file = folder.resolve("haproxy.cfg");
        Files.writeString(file, configuration("haproxy"));
        final Process haproxy = new ProcessBuilder("haproxy", "-db", "-q", "-f", file.toString())
            .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        try {
            waitFor(folder.resolve("haproxy.sock"), haproxy);
            compare();
        } finally {
            haproxy.destroy();
            haproxy.waitFor();
        }
    }

    private void compare() throws IOException {
        final Configuration configuration = TestInstance.configuration(configuration("usher"));
        try (RuntimeFixture fixture = new RuntimeFixture()) {
            final Instance instance = TestInstance.of(configuration, System::nanoTime, (severity, proxy, text) -> { });
            final CommandTable table = RuntimeCommands.table(instance, fixture.process, fixture, fixture);
            try (StatsServer server = new StatsServer(configuration.global(), table, (channel, line, rest) -> rest.release(),
                (severity, proxy, text) -> { })) {
                server.bind(Map.of());
                server.startAccepting();
                for (final String line : Files.readAllLines(COMMANDS)) {
                    if (!line.startsWith("#")) {
                        assertEquals(ask("haproxy", line), ask("usher", line), line);
                    }
                }
            }
        }
    }

    private String ask(final String name, final String line) throws IOException {
        return Arrays.stream(StatsClient.ask(folder.resolve(name + ".sock"), line + "\n").replace(name, "*").split("\n", -1))
            .map(HaproxyComparisonIT::masked).collect(Collectors.joining("\n"));
    }

    /** Hides what may differ: limits of the process and times. */
    private static String masked(final String line) {
        final String[] columns = line.split(",", -1);
        if (columns.length > StatColumn.values().length && !line.startsWith("#")) {
            for (final StatColumn column : StatColumn.values()) {
                final boolean limit = column == StatColumn.SLIM && List.of("FRONTEND", "BACKEND").contains(columns[1]);
                if (VARYING.contains(column.word()) || limit) {
                    columns[column.ordinal()] = "*";
                }
            }
            return String.join(",", columns);
        }
        final String[] words = line.split(" ", -1);
        if (words.length == 25 && !line.startsWith("#")) {
            words[9] = "*";
            return String.join(" ", words);
        }
        return line;
    }

    private String configuration(final String name) throws IOException {
        return """
            global
                nbthread 2
                stats socket %1$s/%2$s.sock level admin
                stats socket %1$s/%2$s-user.sock level user
            defaults
                mode http
                timeout client 15s
                timeout connect 1s
                timeout server 2m
            frontend custom
                bind 127.0.0.1:%3$d
                default_backend custombe
            backend custombe
                server custom-server-1 127.0.0.1:25901 weight 1 maxconn 1
                server custom-server-2 127.0.0.1:25902 weight 1 maxconn 1
                server b3 127.0.0.1:25903 backup disabled
            backend tcpb
                mode tcp
                server t1 127.0.0.1:25904
            listen plain
                bind 127.0.0.1:%4$d
                mode tcp
                server t1 [::1]:25905
            backend fixed
                balance static-rr
                server s1 127.0.0.1:25906
            """.formatted(folder, name, ProxySite.freePort(), ProxySite.freePort());
    }

    private static String version() throws Exception {
        try {
            final Process process = new ProcessBuilder("haproxy", "-v").redirectErrorStream(true).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (final IOException e) {
            return "none: " + e.getMessage();
        }
    }

    private static void waitFor(final Path socket, final Process process) {
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!Files.exists(socket)) {
            assertTrue(process.isAlive() && System.nanoTime() < deadline, "haproxy did not start");
            Thread.onSpinWait();
        }
    }
}
