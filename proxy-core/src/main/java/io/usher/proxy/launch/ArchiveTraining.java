package io.usher.proxy.launch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The life that {@link Archive} records. Three generations: this process is the second one, so that it takes over from the
 * first and hands over to the third, with clients that are busy, queued, idle and half-way through a request, and with the
 * commands that an agent asks. The main thread becomes the generation; a thread of its own drives the rest.
 */
final class ArchiveTraining {
    private static final long LIMIT_SECONDS = 60;
    private static final String COMMANDS = "show info; show stat; show servers state; show sess; show seats; show generation; "
            + "set server b/s1 weight 50%; disable server b/s2; enable server b/s2; show errors\n";

    private final Path folder;
    private final Path configuration;
    private final Path socket;
    private final Path pidFile;
    private final int http;
    private final int tcp;

    /** Makes a folder of its own, removed when this JVM ends. */
    ArchiveTraining() throws IOException {
        folder = Files.createTempDirectory("usher");
        configuration = folder.resolve("training.cfg");
        socket = folder.resolve("s");
        pidFile = folder.resolve("pid");
        http = freePort();
        tcp = freePort();
    }

    /** Returns while the generation goes on; the JVM ends with it. */
    void run() throws IOException {
        Runtime.getRuntime().addShutdownHook(new Thread(this::clear, "clear"));
        final TrainingServers servers = new TrainingServers(2);
        Files.writeString(configuration, text(servers.ports()));
        start();
        final Thread driver = new Thread(this::drive, "driver");
        driver.setDaemon(true);
        driver.start();
        Main.main(successor().toArray(String[]::new));
    }

    private String text(final List<Integer> servers) {
        return """
                global
                    stats socket %1$s mode 600 level admin
                    seat-journal %2$s
                    standby 100ms
                    nbthread 2
                    log 127.0.0.1:9 local0
                defaults
                    timeout connect 5s
                    timeout client 5s
                    timeout server 5s
                    timeout hold 1s
                frontend f
                    mode http
                    option httplog
                    log global
                    bind 127.0.0.1:%3$d
                    default_backend b
                backend b
                    mode http
                    option abortonclose
                    server s1 127.0.0.1:%5$d maxconn 1 check inter 200ms
                    server s2 127.0.0.1:%6$d maxconn 1 check inter 200ms
                listen t
                    mode tcp
                    option tcplog
                    log global
                    bind 127.0.0.1:%4$d
                    server s1 127.0.0.1:%5$d maxconn 1
                """.formatted(socket, folder.resolve("seats"), http, tcp, servers.get(0), servers.get(1));
    }

    // ---- the generations

    /** The first one, in the background. */
    private void start() throws IOException {
        launch(List.of("-D", "-q", "-f", configuration.toString(), "-p", pidFile.toString()));
    }

    private List<String> successor() throws IOException {
        return List.of("-q", "-f", configuration.toString(), "-p", pidFile.toString(), "-x", socket.toString(), "-sf",
                Files.readString(pidFile).strip());
    }

    private static void launch(final List<String> arguments) throws IOException {
        final List<String> command = new ArrayList<>(List.of(System.getProperty("usher.launcher")));
        command.addAll(arguments);
        final ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().remove("USHER_ARCHIVE");
        try {
            final int status = builder.start().waitFor();
            if (status != 0) {
                throw new IOException(String.join(" ", command) + " ended with status " + status + " (expected: 0)");
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + String.join(" ", command) + " started", e);
        }
    }

    // ---- what happens to this one

    private void drive() {
        try {
            final TrainingClients clients = new TrainingClients(http, tcp);
            final String first = Files.readString(pidFile);
            clients.begin();
            await("this process serves", () -> !Files.readString(pidFile).equals(first));
            command(COMMANDS);
            clients.some();
            final List<String> third = new ArrayList<>(successor());
            third.add(0, "-D");
            launch(third);
            clients.end();
            TimeUnit.SECONDS.sleep(LIMIT_SECONDS);
            throw new IOException("the generation did not end within " + LIMIT_SECONDS + " s of its hand-over");
        } catch (final IOException | InterruptedException | RuntimeException e) {
            System.err.println("usher-proxy: the training for the class-data archive failed: " + e);
            clear();
            Runtime.getRuntime().halt(1);
        }
    }

    private void command(final String line) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
            final ByteBuffer answer = ByteBuffer.allocate(1 << 16);
            while (channel.read(answer.clear()) >= 0) {
                Thread.onSpinWait();
            }
        }
    }

    private void clear() {
        try {
            if (Files.exists(pidFile)) {
                final long pid = Long.parseLong(Files.readString(pidFile).strip());
                if (pid != ProcessHandle.current().pid()) {
                    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
                }
            }
            try (Stream<Path> all = Files.walk(folder)) {
                for (final Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(one);
                }
            }
        } catch (final IOException e) {
            System.err.println("usher-proxy: " + folder + " is left behind: " + e.getMessage());
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(final String what, final Condition condition) throws IOException, InterruptedException {
        final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new IOException("it did not come within " + LIMIT_SECONDS + " s that " + what);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
