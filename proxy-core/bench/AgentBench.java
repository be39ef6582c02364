import io.usher.agent.demo.Load;
import io.usher.agent.demo.SlotServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the agent costs and how fast it is, as a table: start, idle, changes and status at a thousand servers, subscribers of events.
 *
 * <p>Run it after {@code mvn -DskipTests package}, from the top:
 * {@code java -cp "agent/target/*:agent/target/lib/*" proxy-core/bench/AgentBench.java [SECONDS]}; SECONDS is how long each thing is
 * measured (default 10; idle six times that). Everything stays on loopback and is ended by process id.
 */
public final class AgentBench {

    private static final Path ROOT = Path.of("").toAbsolutePath();
    private static final int MANY = 1000;
    private static final int STARTS = 5;
    private static final int SUBSCRIBERS = 100;
    private static final int ROUNDS = 3;
    private static final int CLIENTS = 4;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Process> started = new ArrayList<>();
    private final Path folder;
    private final int seconds;
    private int api;

    private AgentBench(final Path folder, final int seconds) {
        this.folder = folder;
        this.seconds = seconds;
    }

    public static void main(final String[] arguments) throws Exception {
        final AgentBench bench = new AgentBench(Files.createTempDirectory("usher-bench-"),
                arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10);
        Runtime.getRuntime().addShutdownHook(new Thread(bench::end));
        System.out.println("| what | wanted | measured |");
        System.out.println("|---|---|---|");
        bench.startAndIdle();
        bench.manyServers();
    }

    /** With ten servers: starts that begin with no proxy, then one that finds a proxy at work, then nothing. */
    private void startAndIdle() throws Exception {
        final List<SlotServer> servers = servers(10);
        final Path configuration = configuration("few", freePort(), servers, 0);
        final double[] cold = new double[STARTS];
        for (int i = 0; i < STARTS; i++) {
            cold[i] = start(configuration, "few-" + i);
            if (i < STARTS - 1) {
                stop();
            }
        }
        row("start to ready, the proxy's start included, median of " + STARTS, "2 s", "%.2f s", median(cold));
        final double[] warm = new double[STARTS];
        for (int i = 0; i < STARTS; i++) {
            final Process agent = started.get(started.size() - 1);
            agent.destroy();
            agent.waitFor();
            warm[i] = start(configuration, "few-" + (STARTS - 1));
        }
        row("start to ready where a proxy serves already, median of " + STARTS, "2 s", "%.2f s", median(warm));
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(6L * seconds)); // its compilers come to rest
        final long pid = started.get(started.size() - 1).pid();
        final long before = ticks(pid);
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(6L * seconds));
        row("idle", "0.2 % of a core", "%.2f %%", (ticks(pid) - before) / (6.0 * seconds));
        row("resident, idle", "160 MiB", "%.0f MiB", resident(pid));
        stop();
        close(servers);
    }

    private void manyServers() throws Exception {
        final List<SlotServer> servers = servers(10);
        final int port = freePort();
        start(configuration("many", port, servers, MANY), "many");
        changes(true);
        final double[] answers = changes(false);
        row("PATCH of a weight, " + MANY + " servers, " + CLIENTS + " clients", "100 a second", "%.0f a second", answers.length / (double) seconds);
        row("– one of them, median / 99th percentile", "", "%.1f / %.1f ms", percentile(answers, 50), percentile(answers, 99));
        status();
        final double[] status = status();
        row("GET /v1/status, " + MANY + " servers, median / 99th percentile", "20 ms", "%.1f / %.1f ms", percentile(status, 50), percentile(status, 99));
        subscribers(port);
        row("resident after all that", "", "%.0f MiB", resident(started.get(started.size() - 1).pid()));
        stop();
        close(servers);
    }

    /** Milliseconds of each answer. */
    private double[] changes(final boolean warmUp) throws Exception {
        final List<Double> all = new ArrayList<>();
        final AtomicLong next = new AtomicLong();
        final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(warmUp ? Math.min(5, seconds) : seconds);
        final List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new Thread(() -> change(next, end, all)));
        }
        clients.forEach(Thread::start);
        for (final Thread client : clients) {
            client.join();
        }
        return all.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private void change(final AtomicLong next, final long end, final List<Double> all) {
        while (System.nanoTime() < end) {
            final long number = next.getAndIncrement();
            final long begin = System.nanoTime();
            final HttpResponse<String> answer = send(HttpRequest.newBuilder(uri("/v1/backends/many/servers/s" + number % MANY))
                    .header("Content-Type", "application/json")
                    .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"weight\":" + (1 + number % 200) + "}")));
            if (answer.statusCode() != 200) {
                throw new IllegalStateException("PATCH: " + answer.statusCode() + " " + answer.body());
            }
            synchronized (all) {
                all.add((System.nanoTime() - begin) / 1e6);
            }
        }
    }

    private double[] status() {
        final double[] all = new double[200];
        for (int i = 0; i < all.length; i++) {
            final long begin = System.nanoTime();
            final HttpResponse<String> answer = send(HttpRequest.newBuilder(uri("/v1/status")));
            all[i] = (System.nanoTime() - begin) / 1e6;
            if (answer.statusCode() != 200) {
                throw new IllegalStateException("status: " + answer.statusCode() + " " + answer.body());
            }
        }
        return all;
    }

    /** The same load without and with subscribers, in turn, while servers change. */
    private void subscribers(final int port) throws Exception {
        final double[] without = new double[ROUNDS];
        final double[] with = new double[ROUNDS];
        long events = 0;
        for (int round = 0; round < ROUNDS; round++) {
            without[round] = answersASecond(port);
            final List<Socket> open = new ArrayList<>();
            final AtomicLong bytes = new AtomicLong();
            for (int i = 0; i < SUBSCRIBERS; i++) {
                open.add(subscribe(bytes));
            }
            with[round] = answersASecond(port);
            for (final Socket each : open) {
                each.close();
            }
            events += bytes.get();
        }
        row("answers a second of ten one-slot servers while 20 weights a second change", "", "%.0f", median(without));
        row("the same with " + SUBSCRIBERS + " event subscribers, who read " + events / ROUNDS / SUBSCRIBERS / 1024 + " KiB each", "as many", "%.0f (x%.2f)",
                median(with), median(with) / median(without));
    }

    private Socket subscribe(final AtomicLong bytes) throws IOException {
        final Socket socket = new Socket(InetAddress.getLoopbackAddress(), api);
        socket.getOutputStream().write(("GET /v1/events HTTP/1.1\r\nHost: localhost:" + api + "\r\nAccept: text/event-stream\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        final InputStream in = socket.getInputStream();
        final ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            head.write(in.read());
        }
        if (!head.toString(StandardCharsets.US_ASCII).startsWith("HTTP/1.1 200")) {
            throw new IOException("events: " + head);
        }
        final Thread reader = new Thread(() -> drain(in, bytes));
        reader.setDaemon(true);
        reader.start();
        return socket;
    }

    private static void drain(final InputStream in, final AtomicLong bytes) {
        final byte[] buffer = new byte[8192];
        try {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                bytes.addAndGet(n);
            }
        } catch (final IOException closedByThisProgram) {
            return;
        }
    }

    private double answersASecond(final int port) throws Exception {
        try (Load load = new Load(port, 20, true, "/query")) {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(2)); // until all are at work
            final long before = load.answers();
            final long begin = System.nanoTime();
            for (int i = 0; i < 20 * seconds; i++) {
                send(HttpRequest.newBuilder(uri("/v1/backends/many/servers/s" + i % MANY)).header("Content-Type", "application/json")
                        .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"weight\":" + (1 + i % 100) + "}")));
                LockSupport.parkNanos(begin + TimeUnit.MILLISECONDS.toNanos(50L * (i + 1)) - System.nanoTime());
            }
            return (load.answers() - before) * 1e9 / (System.nanoTime() - begin);
        }
    }

    private HttpResponse<String> send(final HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (final IOException e) {
            throw new IllegalStateException("no answer from the agent", e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private URI uri(final String path) {
        return URI.create("http://127.0.0.1:" + api + path);
    }

    /** Seconds from the launcher's start to the first answer that it is ready. */
    private double start(final Path configuration, final String name) throws Exception {
        api = freePort();
        final long begin = System.nanoTime();
        started.add(new ProcessBuilder(ROOT.resolve("agent/bin/usher-agent").toString(), "-f", configuration.toString(), "--listen",
                "127.0.0.1:" + api, "--run-dir", folder.resolve(name + "-run").toString(), "--data-dir", folder.resolve(name + "-data").toString(),
                "--limit", "requests-per-second=100000", "--limit", "burst=100000").redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("agent.log").toFile())).start());
        while (!ready()) {
            if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(60) || !started.get(started.size() - 1).isAlive()) {
                throw new IllegalStateException("the agent does not come up:\n" + Files.readString(folder.resolve("agent.log")));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    private boolean ready() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api)) {
            socket.getOutputStream().write(("GET /readyz HTTP/1.1\r\nHost: localhost:" + api + "\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).startsWith("HTTP/1.1 200");
        } catch (final IOException e) {
            return false;
        }
    }

    /** Ends agent and proxies. */
    private void stop() throws Exception {
        send(HttpRequest.newBuilder(uri("/v1/stop")).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"mode\":\"now\"}")));
        started.get(started.size() - 1).waitFor();
    }

    /** What is left, by process id: a proxy's command line names this run's folder. */
    private void end() {
        started.forEach(Process::destroyForcibly);
        ProcessHandle.allProcesses().filter(process -> commandLine(process).contains(folder.toString() + "/")).forEach(ProcessHandle::destroyForcibly);
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (final IOException e) {
            System.err.println(folder + " stays: " + e.getMessage());
        }
    }

    private static String commandLine(final ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"), StandardCharsets.ISO_8859_1);
        } catch (final IOException e) {
            return "";
        }
    }

    private Path configuration(final String name, final int port, final List<SlotServer> servers, final int many) throws IOException {
        final StringBuilder text = new StringBuilder("""
                global
                    stats socket %s mode 600 level admin
                defaults
                    mode http
                    timeout client 30s
                    timeout connect 5s
                    timeout server 30s
                    timeout queue 30s
                frontend f
                    bind 127.0.0.1:%d
                    default_backend b
                backend b
                """.formatted(folder.resolve(name + ".sock"), port));
        for (int i = 0; i < servers.size(); i++) {
            text.append("    server s").append(i).append(" 127.0.0.1:").append(servers.get(i).port()).append(" maxconn 1\n");
        }
        if (many > 0) {
            text.append("backend many\n");
        }
        for (int i = 0; i < many; i++) {
            text.append("    server s").append(i).append(" 127.1.").append(i / 250).append('.').append(1 + i % 250).append(":9 maxconn 1\n");
        }
        return Files.writeString(folder.resolve(name + ".cfg"), text);
    }

    private static List<SlotServer> servers(final int count) throws IOException {
        final List<SlotServer> servers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            servers.add(new SlotServer(0, 1, TimeUnit.MILLISECONDS.toNanos(5), true));
        }
        return servers;
    }

    private static void close(final List<SlotServer> servers) throws IOException {
        for (final SlotServer server : servers) {
            server.close();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    /** Of a hundredth of a second each. */
    private static long ticks(final long pid) throws IOException {
        final String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        final String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    private static double resident(final long pid) throws IOException {
        final Matcher line = Pattern.compile("VmRSS:\\s+(\\d+)").matcher(Files.readString(Path.of("/proc/" + pid + "/status")));
        return line.find() ? Long.parseLong(line.group(1)) / 1024.0 : Double.NaN;
    }

    private static double median(final double[] values) {
        return percentile(values, 50);
    }

    private static double percentile(final double[] values, final int percent) {
        final double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
    }

    private static void row(final String what, final String wanted, final String format, final Object... values) {
        System.out.println("| " + what + " | " + wanted + " | " + String.format(Locale.ROOT, format, values) + " |");
    }
}
