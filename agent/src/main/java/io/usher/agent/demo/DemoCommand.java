package io.usher.agent.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code usher demo}: ten one-slot servers, a load, the agent and the proxy on the example configuration, reloads under
 * load, and what the servers say about it.
 *
 * <p>Runs on the main thread. Ctrl-C, or the end, stops the agent, the proxies and the servers, and removes the files.
 */
@Command(name = "demo", mixinStandardHelpOptions = true,
        description = "Ten one-slot servers, a load and reloads: watch that no server refuses a query.")
public final class DemoCommand implements Callable<Integer> {

    static {
        // Lets the JDK's client open a kept connection again that was closed between two requests, for POST as for GET: a second
        // reload "when drained" joins the first.
        System.setProperty("jdk.httpclient.enableAllMethodRetry", "true");
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SERVERS = 10;
    private static final int INTERRUPTED = 130;

    @Option(names = "--once", description = "End by itself after five reloads; exit 1 if the servers refused one query.")
    private boolean once;

    @Option(names = "--clients", defaultValue = "40", description = "Clients (default: ${DEFAULT-VALUE}).")
    private int clients;

    @Option(names = "--work", defaultValue = "50", description = "Work per query, ms (default: ${DEFAULT-VALUE}).")
    private int workMillis;

    @Option(names = "--home", hidden = true, defaultValue = "${sys:usher.home}", description = "Folder of this program.")
    private Path home;

    private final PrintStream out = System.out;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<SlotServer> servers = new ArrayList<>();
    private String api;
    private Process agent;
    private Load load;
    private LogCounter log;
    private Path folder;
    /** Set by whichever of the main thread and the JVM's end comes first. */
    private final AtomicBoolean ended = new AtomicBoolean();

    @Override
    public Integer call() throws Exception {
        folder = Files.createTempDirectory("usher-demo-");
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "demo-end"));
        try {
            start();
            return run();
        } catch (IOException e) {
            if (ended.get()) {
                return INTERRUPTED; // Ctrl-C took away what this thread was talking to.
            }
            throw e;
        } finally {
            end();
        }
    }

    private void start() throws IOException, InterruptedException {
        for (int i = 0; i < SERVERS; i++) {
            servers.add(new SlotServer(0, 1, TimeUnit.MILLISECONDS.toNanos(workMillis), true));
        }
        log = new LogCounter();
        final int clientPort = freePort();
        final int apiPort = freePort();
        final Path example = home.resolve("../proxy-core/examples/one-slot.cfg").normalize();
        final DemoConfiguration configuration = DemoConfiguration.adapt(example, clientPort,
                servers.stream().map(SlotServer::port).toList(), log.port(), folder.resolve("haproxy.sock"));
        final Path file = folder.resolve("one-slot.cfg");
        Files.write(file, configuration.lines());
        out.println("The configuration is " + example + " with these lines changed:");
        configuration.differences().forEach(line -> out.println("    " + line));
        api = "http://127.0.0.1:" + apiPort;
        // In a session of its own: the terminal's Ctrl-C is for the demonstration, which then stops the agent and its proxies.
        agent = new ProcessBuilder("setsid", home.resolve("bin/usher-agent").toString(), "-f", file.toString(),
                "--listen", "127.0.0.1:" + apiPort, "--run-dir", folder.resolve("run").toString(),
                "--data-dir", folder.resolve("data").toString())
                .redirectErrorStream(true).redirectOutput(folder.resolve("agent.log").toFile()).start();
        awaitReady();
        load = new Load(clientPort, clients, true, "/query");
        out.println();
        out.println(clients + " clients, " + SERVERS + " servers with one slot each, " + workMillis + " ms of work a query.");
        out.println("Try in another terminal:");
        out.println("    curl " + api + "/status");
        out.println("    curl -i -X POST " + api + "/v1/reloads -H 'Content-Type: application/json' -d '{\"when\":\"now\"}'");
        out.println("    curl -X POST " + api + "/v1/backends/custombe/servers/custom-server-1/drain");
        out.println("    curl http://127.0.0.1:" + clientPort + "/");
        out.println();
    }

    private void awaitReady() throws IOException, InterruptedException {
        final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (System.nanoTime() < end) {
            if (!agent.isAlive()) {
                break;
            }
            try {
                if (send(HttpRequest.newBuilder(URI.create(api + "/readyz")).GET()).statusCode() == 200) {
                    return;
                }
            } catch (java.net.ConnectException e) {
                // It does not listen yet: what this loop is for. The deadline bounds it.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        throw new IOException("the agent is not ready (expected: 200 from " + api + "/readyz); it said:\n"
                + Files.readString(folder.resolve("agent.log")));
    }

    private int run() throws IOException, InterruptedException {
        int reloads = 0;
        final long began = System.nanoTime();
        for (int second = 1; !once || reloads < 5 || second % 3 != 0; second++) {
            final long tick = began + TimeUnit.SECONDS.toNanos(second);
            for (long left = tick - System.nanoTime(); left > 0; left = tick - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            if (second % 3 == 0) {
                reloads++;
                reload(reloads);
            }
            printLine(second);
        }
        load.close();
        return report();
    }

    private void reload(final int number) throws IOException, InterruptedException {
        final HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(api + "/v1/reloads"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"when\":\"drained\",\"reason\":\"demonstration\"}")));
        final JsonNode body = JSON.readTree(answer.body());
        out.println("-- reload " + number + ": " + answer.statusCode() + " "
                + (answer.statusCode() == 202 ? body.path("id").asText() + " " + body.path("state").asText()
                : body.path("detail").asText()));
    }

    private void printLine(final int second) throws IOException, InterruptedException {
        final JsonNode status = JSON.readTree(send(HttpRequest.newBuilder(URI.create(api + "/v1/status")).GET()).body());
        final StringBuilder generations = new StringBuilder();
        for (final JsonNode generation : status.path("generations")) {
            generations.append(generation.path("number").asText()).append(' ').append(generation.path("state").asText())
                    .append(" (queued ").append(generation.path("queued").asText()).append(") ");
        }
        out.printf("%3d s  answers %6d  failed %d  servers: in work %2d, served %6d, refused %d   generation %s%n", second,
                load.answers(), load.failed(), servers.stream().mapToInt(SlotServer::inWork).sum(), served(), refused(),
                generations);
    }

    private int report() {
        out.println();
        out.println("Answers:              " + load.statuses());
        out.println("Failures:             " + load.failures());
        out.println("Connections reopened: " + load.reopened());
        out.println("Log lines:            " + log.lines());
        out.println("Served:               " + served());
        out.println("Refused by servers:   " + refused());
        out.println("Most at once, each:   " + servers.stream().map(server -> String.valueOf(server.peak())).toList());
        return refused() == 0 && load.failed() == 0 ? 0 : 1;
    }

    private long served() {
        return servers.stream().mapToLong(SlotServer::served).sum();
    }

    private long refused() {
        return servers.stream().mapToLong(SlotServer::refused).sum();
    }

    private HttpResponse<String> send(final HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Ends everything that {@link #start()} began; each step runs whatever became of the others. */
    private void end() {
        if (ended.getAndSet(true)) {
            return;
        }
        if (agent != null && agent.isAlive()) {
            try {
                send(HttpRequest.newBuilder(URI.create(api + "/v1/stop")).header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"mode\":\"now\"}")));
                if (!agent.waitFor(20, TimeUnit.SECONDS)) {
                    out.println("the agent (pid " + agent.pid() + ") did not end within 20 s and is killed");
                    agent.destroyForcibly();
                }
            } catch (IOException e) {
                out.println("stopping the agent (pid " + agent.pid() + "): " + e.getMessage());
                agent.destroyForcibly();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        try {
            for (final SlotServer server : servers) {
                server.close();
            }
            if (log != null) {
                log.close();
            }
            killRest();
            removeFolder();
        } catch (IOException e) {
            out.println("cleaning up " + folder + ": " + e.getMessage());
        }
    }

    /** Whatever still names this demonstration's folder, should the agent have died before its proxies. */
    private void killRest() {
        ProcessHandle.allProcesses().filter(process -> process.pid() != ProcessHandle.current().pid()
                && commandLine(process).contains(folder.toString())).forEach(ProcessHandle::destroyForcibly);
    }

    private static String commandLine(final ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(process.pid()), "cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // It has ended meanwhile.
        }
    }

    private void removeFolder() throws IOException {
        try (var files = Files.walk(folder)) {
            for (final Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            return probe.getLocalPort();
        }
    }
}
