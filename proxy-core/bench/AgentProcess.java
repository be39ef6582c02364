import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An agent with its proxies, in a folder of its own: started, asked, measured from outside, ended. {@link #send} from any thread.
 */
final class AgentProcess implements Closeable {

    static final Path PROGRAM = Path.of("").toAbsolutePath().resolve("agent/bin/usher-agent");
    private static final long PATIENCE_SECONDS = 60;
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);
    private static final double MILLIS_PER_TICK = 10; // USER_HZ is 100 on every Linux this runs on

    final int api;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path folder;
    private final Path log;
    private final Process process;
    private final double secondsToReady;

    /**
     * Starts it and waits until it is ready.
     *
     * @param folder        holds {@code usher.cfg} with {@code stats socket FOLDER/usher.sock}; a proxy left there is adopted
     * @throws IOException if it ends, or is not ready within a minute; then nothing of it is left
     */
    AgentProcess(final Path folder, final int api) throws IOException {
        this.folder = folder;
        this.api = api;
        log = folder.resolve("agent.log");
        final long begin = System.nanoTime();
        process = new ProcessBuilder(PROGRAM.toString(), "-f", folder.resolve("usher.cfg").toString(), "--listen",
                "127.0.0.1:" + api, "--run-dir", folder.resolve("run").toString(), "--data-dir",
                folder.resolve("data").toString(), "--limit", "requests-per-second=100000", "--limit", "burst=100000", "--limit",
                "event-subscribers=200")
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
        while (!ready()) {
            if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS) || !process.isAlive()) {
                kill(folder);
                throw new IOException("the agent does not come up:\n" + Files.readString(log));
            }
            Pause.millis(10);
        }
        secondsToReady = (System.nanoTime() - begin) / 1e9;
    }

    /** From the launcher's start to the first answer that it is ready. */
    double secondsToReady() {
        return secondsToReady;
    }

    private boolean ready() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api)) {
            socket.setSoTimeout((int) ANSWER_LIMIT.toMillis());
            socket.getOutputStream().write(("GET /readyz HTTP/1.1\r\nHost: localhost:" + api + "\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).startsWith("HTTP/1.1 200");
        } catch (IOException e) {
            // It does not listen yet: what the caller's loop is for.
            return false;
        }
    }

    /** Sends a body of JSON, and returns the body of an answer 200 or 202; any other is a failure. */
    String send(final String method, final String path, final String body) throws IOException {
        try {
            final HttpResponse<String> answer = http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api + path))
                    .timeout(ANSWER_LIMIT).header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200 && answer.statusCode() != 202) {
                throw new IOException(method + " " + path + " " + body + ": " + answer.statusCode() + " " + answer.body());
            }
            return answer.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** What the proxy itself says to a command on its stats socket. */
    String proxy(final String command) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(folder.resolve("usher.sock")));
            channel.write(ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.US_ASCII)));
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    /** User and system time so far, in milliseconds, to 10 (proc(5), stat, fields 14 and 15). */
    double cpuMillis() throws IOException {
        final String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        final String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * MILLIS_PER_TICK;
    }

    double residentMib() throws IOException {
        final Matcher line = Pattern.compile("VmRSS:\\s+(\\d+)")
                .matcher(Files.readString(Path.of("/proc/" + process.pid() + "/status")));
        if (!line.find()) {
            throw new IOException("no VmRSS of process " + process.pid());
        }
        return Long.parseLong(line.group(1)) / 1024.0;
    }

    /** Ends the agent alone, as by its service manager's restart: the proxy goes on. */
    void endAlone() throws IOException {
        process.destroy();
        await();
    }

    /** Ends agent and proxies, in good order if that can be, else by force. */
    @Override
    public void close() throws IOException {
        try {
            if (process.isAlive()) {
                send("POST", "/v1/stop", "{\"mode\":\"now\"}");
                await();
            }
        } finally {
            process.destroyForcibly();
            kill(folder);
        }
    }

    private void await() throws IOException {
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                throw new IOException("the agent (pid " + process.pid() + ") does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Ends by pid each process whose command line names a file in the folder: this program's agents and their proxies. */
    static void kill(final Path folder) {
        ProcessHandle.allProcesses().filter(one -> commandLine(one).contains(folder + "/"))
                .forEach(ProcessHandle::destroyForcibly);
    }

    private static String commandLine(final ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // It has ended meanwhile, or is somebody else's.
            return "";
        }
    }
}
