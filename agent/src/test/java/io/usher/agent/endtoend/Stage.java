package io.usher.agent.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usher.agent.demo.DemoConfiguration;
import io.usher.agent.demo.LogCounter;
import io.usher.agent.demo.SlotServer;
import io.usher.api.Contract;
import java.io.IOException;
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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One test's world: ten one-slot servers, the example configuration adapted to free ports, a folder, and the programs that
 * the test starts. Closing it ends, by process id, everything that names its folder.
 */
final class Stage implements AutoCloseable {

    static {
        // A kept connection that is found closed before the first byte of an answer is opened again for POST and PATCH too, as
        // the JDK's client does by itself for GET (RFC 9112, 9.3.1): every request of these tests may be sent twice.
        System.setProperty("jdk.httpclient.enableAllMethodRetry", "true");
    }

    static final ObjectMapper JSON = new ObjectMapper();
    private static final int LOWEST_PORT = 10_000;
    private static final int PORTS = 22_000;
    private static final AtomicInteger NEXT_PORT = new AtomicInteger(ThreadLocalRandom.current().nextInt(PORTS));
    private static final Contract CONTRACT = contract();
    static final Path ROOT = Path.of(System.getProperty("user.dir")).resolve("..").normalize();

    final List<SlotServer> servers = new ArrayList<>();
    final LogCounter log = new LogCounter();
    final int clientPort = freePort();
    final int apiPort = freePort();
    final Path folder;
    final Path configuration;
    private final HttpClient http = HttpClient.newHttpClient();
    private Process agent;

    Stage(final int workMillis) throws IOException {
        this(10, workMillis);
    }

    Stage(final int serverCount, final int workMillis) throws IOException {
        folder = Files.createTempDirectory("usher-it-");
        configuration = folder.resolve("one-slot.cfg");
        for (int i = 0; i < serverCount; i++) {
            servers.add(new SlotServer(0, 1, TimeUnit.MILLISECONDS.toNanos(workMillis), true));
        }
        final List<Integer> ports = new ArrayList<>(servers.stream().map(SlotServer::port).toList());
        while (ports.size() < 10) {
            ports.add(ports.get(0));
        }
        final List<String> lines = new ArrayList<>(DemoConfiguration.adapt(ROOT.resolve("proxy-core/examples/one-slot.cfg"),
                clientPort, ports, log.port(), folder.resolve("haproxy.sock")).lines());
        lines.removeIf(line -> line.strip().matches("server +custom-server-.*") && Integer.parseInt(
                line.strip().split(" +")[1].substring("custom-server-".length())) > serverCount);
        // Rights are not dropped here: the folder belongs to whoever runs the test.
        lines.removeIf(line -> line.strip().equals("user haproxy") || line.strip().equals("group haproxy"));
        Files.write(configuration, lines);
    }

    /** Replaces text in the configuration file. */
    void edit(final String from, final String to) throws IOException {
        final String old = Files.readString(configuration);
        if (!old.contains(from)) {
            throw new IllegalArgumentException("'" + from + "' is not in " + configuration);
        }
        Files.writeString(configuration, old.replace(from, to));
    }

    /** Starts {@code usher-proxy} with these arguments; its output goes to a file of that name. */
    Process proxy(final String output, final String... arguments) throws IOException {
        return proxy(output, Map.of(), arguments);
    }

    /** The same with more environment variables. */
    Process proxy(final String output, final Map<String, String> environment, final String... arguments) throws IOException {
        final List<String> command = new ArrayList<>(List.of(ROOT.resolve("proxy-core/bin/usher-proxy").toString()));
        command.addAll(List.of(arguments));
        return start(command, output, environment);
    }

    /** Starts the agent on this stage's configuration and waits until it is ready. */
    void startAgent() throws IOException {
        launchAgent();
        Await.until("the agent is ready", 60, () -> get("/readyz").statusCode() == 200, this::outputs);
    }

    /** Starts the agent, and does not wait. */
    void launchAgent(final String... more) throws IOException {
        final List<String> command = new ArrayList<>(List.of(ROOT.resolve("agent/bin/usher-agent").toString(), "-f",
                configuration.toString(), "--listen", "127.0.0.1:" + apiPort, "--run-dir", folder.resolve("run").toString(),
                "--data-dir", folder.resolve("data").toString()));
        command.addAll(List.of(more));
        agent = start(command, "agent.out", Map.of());
    }

    Process agent() {
        return agent;
    }

    /** Kills the agent as {@code kill -9} does, and waits until it is gone. */
    void killAgent() throws InterruptedException {
        agent.destroyForcibly();
        if (!agent.waitFor(20, TimeUnit.SECONDS)) {
            throw new IllegalStateException("agent " + agent.pid() + " outlives kill -9");
        }
    }

    HttpResponse<String> get(final String path) throws IOException, InterruptedException {
        return ask(path, HttpRequest.newBuilder(api(path)).GET());
    }

    JsonNode json(final String path) throws IOException, InterruptedException {
        return JSON.readTree(get(path).body());
    }

    HttpResponse<String> post(final String path, final String body) throws IOException, InterruptedException {
        return ask(path, HttpRequest.newBuilder(api(path)).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> put(final String path, final String body) throws IOException, InterruptedException {
        return ask(path, HttpRequest.newBuilder(api(path)).header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** A request with a text as its body and these headers, names and values in turn. */
    HttpResponse<String> text(final String method, final String path, final String body, final String... headers)
            throws IOException, InterruptedException {
        final HttpRequest.Builder request = HttpRequest.newBuilder(api(path)).header("Content-Type", "text/plain");
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return ask(path, request.method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> patch(final String path, final String body) throws IOException, InterruptedException {
        return ask(path, HttpRequest.newBuilder(api(path)).header("Content-Type", "application/merge-patch+json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString(body)));
    }

    /** A PATCH that is no merge patch. */
    HttpResponse<String> patchJson(final String path, final String body) throws IOException, InterruptedException {
        return ask(path, HttpRequest.newBuilder(api(path)).header("Content-Type", "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> delete(final String path) throws IOException, InterruptedException {
        return ask(path, HttpRequest.newBuilder(api(path)).DELETE());
    }

    /** The active generation as the agent shows it. */
    JsonNode active() throws IOException, InterruptedException {
        for (final JsonNode generation : json("/v1/generations").path("generations")) {
            if (generation.path("state").asText().equals("active")) {
                return generation;
            }
        }
        throw new IllegalStateException("no active generation: " + get("/v1/generations").body());
    }

    /** Asks for a reload and waits for its end; returns it. */
    JsonNode reload(final String when) throws IOException, InterruptedException {
        final HttpResponse<String> answer = post("/v1/reloads", "{\"when\":\"" + when + "\"}");
        if (answer.statusCode() != 202) {
            throw new AssertionError("reload: " + answer.statusCode() + " " + answer.body() + "\n" + outputs());
        }
        return end(JSON.readTree(answer.body()).path("id").asText());
    }

    /** Waits for a reload's end; returns it. */
    JsonNode end(final String id) throws IOException, InterruptedException {
        Await.until("reload " + id + " ends", 60, () -> !json("/v1/reloads/" + id).path("finished").isNull()
                && json("/v1/reloads/" + id).has("finished"), this::outputs);
        return json("/v1/reloads/" + id);
    }

    /** A client's request to the proxy. */
    HttpResponse<String> request(final String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + clientPort + path)).GET());
    }

    long served() {
        return servers.stream().mapToLong(SlotServer::served).sum();
    }

    long refused() {
        return servers.stream().mapToLong(SlotServer::refused).sum();
    }

    /** Everything the programs said, for the report of a failed test. */
    String outputs() {
        final StringBuilder text = new StringBuilder();
        try (var files = Files.walk(folder)) {
            for (final Path file : files.filter(path -> path.toString().matches(".*\\.(out|log)(\\.\\d+)?")).sorted().toList()) {
                final String content = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
                text.append("--- ").append(file).append('\n')
                        .append(content.substring(Math.max(0, content.length() - 20_000))).append('\n');
            }
        } catch (IOException e) {
            text.append(e);
        }
        return text.toString();
    }

    /** Processes whose command line names this stage's folder. */
    List<ProcessHandle> processes() {
        return ProcessHandle.allProcesses().filter(process -> commandLine(process).contains(folder.toString())).toList();
    }

    /** Living proxies of this stage, by process id. */
    List<Long> proxies() {
        return processes().stream().filter(process -> commandLine(process).contains("io.usher.proxy.launch.Main")
                && !commandLine(process).contains(" -c ")).map(ProcessHandle::pid).toList();
    }

    static String commandLine(final ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(process.pid()), "cmdline"), StandardCharsets.ISO_8859_1)
                    .replace('\0', ' ');
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() throws IOException {
        for (int round = 0; round < 3; round++) {
            processes().forEach(ProcessHandle::destroyForcibly);
        }
        Await.until("all processes of " + folder + " are gone", 20, () -> processes().isEmpty());
        for (final SlotServer server : servers) {
            server.close();
        }
        log.close();
        try (var files = Files.walk(folder)) {
            for (final Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    /** Below those that the kernel gives to connections (ip_local_port_range): none of these can take it meanwhile. */
    static int freePort() {
        IOException last = null;
        for (int i = 0; i < PORTS; i++) {
            final int port = LOWEST_PORT + Math.floorMod(NEXT_PORT.getAndIncrement(), PORTS);
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
                return probe.getLocalPort();
            } catch (IOException e) {
                last = e; // somebody else's: the next one
            }
        }
        throw new IllegalStateException("no free port from " + LOWEST_PORT + " on", last);
    }

    private Process start(final List<String> command, final String output, final Map<String, String> environment)
            throws IOException {
        final ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve(output).toFile()));
        builder.environment().put("XDG_STATE_HOME", folder.resolve("state").toString());
        Optional.ofNullable(System.getProperty("java.home")).ifPresent(home -> builder.environment().put("JAVA_HOME", home));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static Contract contract() {
        try {
            return Contract.load();
        } catch (IOException e) {
            throw new IllegalStateException("the contract cannot be read", e);
        }
    }

    private URI api(final String path) {
        return URI.create("http://127.0.0.1:" + apiPort + path);
    }

    /** Asks the agent, and holds its answer, errors too, against the contract. */
    private HttpResponse<String> ask(final String path, final HttpRequest.Builder request)
            throws IOException, InterruptedException {
        final HttpResponse<String> answer = send(request);
        final List<String> breaches = CONTRACT.judge(answer.request().method(), path, answer.statusCode(),
                answer.headers().firstValue("Content-Type").orElse(null), answer.body());
        if (!breaches.isEmpty()) {
            throw new AssertionError(answer.request().method() + " " + path + " breaks openapi.yaml: " + breaches + "\n"
                    + answer.body());
        }
        return answer;
    }

    private HttpResponse<String> send(final HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
