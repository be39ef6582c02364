package io.usher.proxy.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.proxy.exactness.ProxySite;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher script with the built jars, as a user runs it. */
class LauncherIT {
    private static final String LAUNCHER = System.getProperty("usher.test.launcher", "bin/usher-proxy");
    private static final long LIMIT_SECONDS = 60;

    @TempDir
    private Path folder;
    private int port;
    private Path configuration;
    private final List<Process> started = new ArrayList<>();

    /** What a program that has ended said, and how it ended. */
    private record Ended(int status, String said) {
    }

    @BeforeEach
    void writeConfiguration() throws IOException {
        port = ProxySite.freePort();
        configuration = write("");
    }

    @AfterEach
    void endWhatWasStarted() throws IOException {
        started.forEach(Process::destroyForcibly);
        final Path pidFile = folder.resolve("pid");
        if (Files.exists(pidFile)) {
            process(pidFile).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    private static Optional<ProcessHandle> process(final Path pidFile) throws IOException {
        return ProcessHandle.of(Long.parseLong(Files.readString(pidFile).trim()));
    }

    private Path write(final String global) throws IOException {
        return Files.writeString(folder.resolve("a.cfg"), "global\n    seat-journal " + folder.resolve("seats") + "\n" + global
                + "defaults\n    mode http\n    timeout client 5s\n    timeout connect 5s\n    timeout server 5s\n"
                + "frontend f\n    bind 127.0.0.1:" + port + "\n    default_backend b\nbackend b\n");
    }

    private Process begin(final String launcher, final String... arguments) throws IOException {
        final List<String> command = new ArrayList<>(List.of(launcher));
        command.addAll(List.of(arguments));
        final ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        builder.environment().remove("JAVA_TOOL_OPTIONS"); // each java would say that it has them
        final Process process = builder.start();
        started.add(process);
        return process;
    }

    private Ended run(final String... arguments) throws IOException, InterruptedException {
        return end(begin(Path.of(LAUNCHER).toAbsolutePath().toString(), arguments));
    }

    private Ended end(final Process process) throws IOException, InterruptedException {
        assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), "the program ends");
        return new Ended(process.exitValue(), Files.readString(folder.resolve("output")));
    }

    /** The status of an answer; the backend has no server, so 503 is what a proxy that serves says. */
    private int ask() throws IOException {
        final HttpURLConnection connection =
                (HttpURLConnection) URI.create("http://127.0.0.1:" + port + "/").toURL().openConnection();
        try {
            return connection.getResponseCode();
        } finally {
            connection.disconnect();
        }
    }

    private void awaitService() throws InterruptedException {
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (System.nanoTime() < deadline) {
            try {
                assertEquals(503, ask());
                return;
            } catch (final IOException e) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
        throw new AssertionError("nobody serves port " + port);
    }

    private void awaitEnd(final ProcessHandle process) {
        process.onExit().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
    }

    @Test
    void saysThatAConfigurationIsValid() throws IOException, InterruptedException {
        assertEquals(new Ended(0, "Configuration file is valid\n"), run("-c", "-f", configuration.toString()));
    }

    @Test
    void worksThroughLinks() throws IOException, InterruptedException {
        final Path first = Files.createSymbolicLink(folder.resolve("first"), Path.of(LAUNCHER).toAbsolutePath());
        final Path second = Files.createSymbolicLink(folder.resolve("second"), first.getFileName());
        final Ended ended = end(begin(second.toString(), "-v"));
        assertEquals(0, ended.status(), ended.said());
        assertTrue(ended.said().startsWith("HAProxy version 2.6."), ended.said());
    }

    @Test
    void refusesAConfigurationNamingEachError() throws IOException, InterruptedException {
        final Ended ended = run("-c", "-f", write("    maxcon 3\n    foo\n").toString());
        assertEquals(1, ended.status());
        assertTrue(ended.said().contains(":3] : unknown keyword 'maxcon' in 'global' section; did you mean 'maxconn' maybe ?\n"),
                ended.said());
        assertTrue(ended.said().contains(":4] : unknown keyword 'foo' in 'global' section\n"), ended.said());
        assertTrue(ended.said().contains("config : Fatal errors found in configuration.\n"), ended.said());
    }

    @Test
    void refusesAnUnknownOption() throws IOException, InterruptedException {
        final Ended ended = run("-Z");
        assertEquals(1, ended.status());
        assertTrue(ended.said().contains("Usage : usher-proxy") && ended.said().contains("unknown option '-Z'"), ended.said());
    }

    @Test
    void returnsFromTheBackgroundOnceItServes() throws IOException, InterruptedException {
        final Path pidFile = folder.resolve("pid");
        assertEquals(new Ended(0, ""), run("-D", "-f", configuration.toString(), "-p", pidFile.toString()));
        assertEquals(503, ask());
        final ProcessHandle process = process(pidFile).orElseThrow();
        assertTrue(process.destroy());
        awaitEnd(process);
    }

    @Test
    void goesToTheBackgroundWhereTheConfigurationSaysSo() throws IOException, InterruptedException {
        final Path pidFile = folder.resolve("pid");
        final Ended ended = run("-f", write("    daemon\n    pidfile " + pidFile + "\n").toString());
        assertEquals(new Ended(0, ""), ended);
        assertEquals(503, ask());
        process(pidFile).orElseThrow().destroy();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-db", "-D"})
    void namesWhoHoldsAnAddress(final String option) throws IOException, InterruptedException {
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            final Ended ended = run(option, "-f", configuration.toString());
            assertEquals(1, ended.status());
            assertTrue(ended.said().contains("cannot bind socket [127.0.0.1:" + taken.getLocalPort() + "]"), ended.said());
            assertTrue(ended.said().contains("held by pid " + ProcessHandle.current().pid()), ended.said());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT", "USR1"})
    void endsWithStatusZeroOnASignal(final String signal) throws IOException, InterruptedException {
        final Process process = begin(Path.of(LAUNCHER).toAbsolutePath().toString(), "-f", configuration.toString());
        awaitService();
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
        assertEquals(0, end(process).status());
    }

    @Test
    void refusesASecondStartBesideALivingGeneration() throws IOException, InterruptedException {
        final Process first = begin(Path.of(LAUNCHER).toAbsolutePath().toString(), "-f", configuration.toString());
        awaitService();
        final Ended second = run("-f", configuration.toString());
        assertEquals(1, second.status());
        assertTrue(second.said().contains("pid " + first.pid()), second.said());
        assertTrue(first.isAlive());
    }
}
