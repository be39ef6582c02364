import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The processes of one program, over all its reloads, and the socket that the newest answers on. Used by one thread. */
final class Processes implements Closeable {

    static final Path HAPROXY = Path.of("/usr/sbin/haproxy");
    static final Path USHER = Path.of("").toAbsolutePath().resolve("proxy-core/bin/usher-proxy");
    private static final long PATIENCE_SECONDS = 20;

    final boolean usher;
    private final Path folder;
    private final Path configuration;
    private final Path socket;
    private final Map<String, String> environment;
    private final List<Process> all = new ArrayList<>();

    /** @param environment variables that the processes have besides this one's */
    Processes(final boolean usher, final Path folder, final Path configuration, final Path socket,
              final Map<String, String> environment) {
        this.usher = usher;
        this.folder = folder;
        this.configuration = configuration;
        this.socket = socket;
        this.environment = environment;
    }

    /** Starts one with the configuration as it now is; {@code -st} instead of {@code -sf} and the like come with the words. */
    Process start(final String... words) throws IOException {
        final List<String> command = new ArrayList<>(List.of(usher ? USHER.toString() : HAPROXY.toString(), "-db", "-f",
                configuration.toString()));
        command.addAll(List.of(words));
        final ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("output").toFile()));
        builder.environment().putAll(environment);
        final Process process = builder.start();
        all.add(process);
        return process;
    }

    /** The usual way of each: HAProxy takes the listeners over the old process's socket, Usher finds it by its pid. */
    Process startAfter(final Process old, final String stop) throws IOException {
        final String pid = String.valueOf(old.pid());
        return usher ? start(stop, pid) : start("-x", socket.toString(), stop, pid);
    }

    /** The newest process that lives: a reload may have been refused. */
    Process last() {
        return all.stream().filter(Process::isAlive).reduce((older, newer) -> newer).orElseGet(() -> all.get(all.size() - 1));
    }

    /** Waits until the port is listened on and there is a socket for commands. */
    void awaitPort(final int port) throws IOException {
        final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < end && last().isAlive()) {
            try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
                if (probe.getLocalPort() != port && Files.exists(socket)) {
                    return;
                }
                // No socket yet; or nobody listens: the kernel gave the probe that very port, and it met itself.
                Pause.millis(20);
            } catch (IOException e) {
                // It does not listen yet: what this loop is for. The deadline bounds it.
                Pause.millis(20);
            }
        }
        throw new IOException("nothing listens on port " + port + ": " + Files.readString(folder.resolve("output")));
    }

    /** Waits until another process than this answers on the socket, this one ends, or the new one is refused. */
    void awaitSuccessor(final Process old, final Process young) {
        final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (answering(old.pid()) == old.pid() && old.isAlive() && young.isAlive() && System.nanoTime() < end) {
            Pause.millis(10);
        }
    }

    /** Pid of the process that answers on the socket, or the given one while none does. */
    private long answering(final long otherwise) {
        try {
            return tell("show info").lines().filter(line -> line.startsWith("Pid:"))
                    .mapToLong(line -> Long.parseLong(line.substring(4).trim())).findAny().orElse(otherwise);
        } catch (IOException e) {
            // Between two processes nobody answers there: neither has taken over yet.
            return otherwise;
        }
    }

    /** Whether anybody listens on a port now. */
    static boolean listens(final int port) {
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.getLocalPort() != port;
        } catch (IOException e) {
            return false; // The question's answer.
        }
    }

    /** Sends a signal by its name without SIG; no matter if the process has ended meanwhile. */
    static void signal(final Process process, final String name) throws Exception {
        if (process.isAlive()) {
            new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).inheritIO().start().waitFor();
        }
    }

    /** Runs a program that must succeed. */
    static void run(final String... command) throws IOException, InterruptedException {
        final int status = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (status != 0) {
            throw new IOException(String.join(" ", command) + ": ended with " + status);
        }
    }

    /** Sends commands and returns the answer. */
    String tell(final String commands) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap((commands + "\n").getBytes(StandardCharsets.US_ASCII)));
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    /** Sends commands that are answered with nothing where they succeed. */
    void order(final String commands) throws IOException {
        final String answer = tell(commands).strip();
        if (!answer.isEmpty()) {
            throw new IOException("'" + commands + "' was answered '" + answer + "' (expected: nothing)");
        }
    }

    /** Says which processes ended by themselves with a failure; those that were sent a signal end with 0, 137 or 143. */
    void reportFailed(final String title) {
        all.stream().filter(process -> !process.isAlive() && !List.of(0, 137, 143).contains(process.exitValue()))
                .forEach(process -> System.err.println((usher ? "usher" : "haproxy") + " (pid " + process.pid()
                        + ") ended with " + process.exitValue() + " in '" + title + "'"));
    }

    /** Ends them, by SIGTERM first. */
    @Override
    public void close() {
        all.forEach(Process::destroy);
        for (final Process process : all) {
            try {
                if (!process.waitFor(5, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Ends them at once: for the end of the whole program. */
    void kill() {
        all.forEach(Process::destroyForcibly);
    }
}
