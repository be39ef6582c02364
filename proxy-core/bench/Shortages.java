import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What a proxy needs from its host, or from its servers, is somebody else's. Used by the thread of the run. */
final class Shortages {

    private static final int MANY = 8192;
    private static final int PATIENCE_MILLIS = 2000;

    private Shortages() {
    }

    /** At odd ticks the process gets no descriptor more than it has, at even ones it gets as many as it likes. */
    static void descriptors(final Run run, final int tick) throws Exception {
        final long pid = run.processes.last().pid();
        final long limit;
        try (Stream<Path> open = Files.list(Path.of("/proc", String.valueOf(pid), "fd"))) {
            limit = tick % 2 == 1 ? open.count() : MANY;
        }
        Processes.run("prlimit", "--pid", String.valueOf(pid), "--nofile=" + limit + ":");
    }

    /** Socket and journals are removed, and a reload is tried; it may be refused. */
    static void folders(final Run run) throws IOException {
        Files.deleteIfExists(run.configuration.socket());
        Endings.delete(run.configuration.journal());
        run.processes.startAfter(run.processes.last(), "-sf");
    }

    /** Somebody who asks no proxy sends a query to one of the servers. */
    static void outsider(final Run run) throws IOException {
        try (Socket server = new Socket()) {
            server.setSoTimeout(PATIENCE_MILLIS);
            server.connect(new InetSocketAddress("127.0.0.1", run.serverPort(run.random.nextInt(Run.SERVERS))), PATIENCE_MILLIS);
            server.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: server\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            server.getInputStream().readAllBytes();
        } catch (SocketTimeoutException e) {
            throw new IOException("a server does not answer within " + PATIENCE_MILLIS + " ms", e);
        }
    }
}
