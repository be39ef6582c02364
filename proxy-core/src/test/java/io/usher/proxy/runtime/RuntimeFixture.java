package io.usher.proxy.runtime;

import io.usher.proxy.config.Configuration;
import io.usher.proxy.config.StatsSocket.Level;
import io.usher.proxy.generation.GenerationState;
import io.usher.proxy.generation.Neighbour;
import io.usher.proxy.live.Instance;
import io.usher.proxy.live.Server;
import io.usher.proxy.traffic.SessionView;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** The command table over an instance without traffic, a generation that does as it is told, and two sessions. */
final class RuntimeFixture implements SessionList, GenerationControl, AutoCloseable {

    static final String CONFIGURATION = """
        global
            stats socket /run/usher-admin.sock level admin
            stats socket /run/usher.sock
        defaults
            mode http
            timeout client 15s
            timeout connect 1s
            timeout server 2m
            timeout queue 10m
        frontend custom
            bind 127.0.0.1:25080
            default_backend custombe
        backend custombe
            server custom-server-1 127.0.0.1:25901 weight 1 maxconn 1 check inter 2000 rise 2 fall 1
            server custom-server-2 127.0.0.1:25902 weight 1 maxconn 1
            server b3 127.0.0.1:25903 backup disabled
        frontend tcpf
            bind 127.0.0.1:25081
            mode tcp
            default_backend tcpb
        backend tcpb
            mode tcp
            server t1 127.0.0.1:25904
        listen plain
            bind 127.0.0.1:25082
            mode tcp
            server t1 127.0.0.1:25905
        """;

    /** The instance's clock; written and read by the test's thread. */
    volatile long nanos = 1_000_000_000_000L;
    final Configuration configuration = TestInstance.configuration(CONFIGURATION);
    final List<String> events = Collections.synchronizedList(new ArrayList<>());
    final List<String> shutDown = new ArrayList<>();
    final List<Runnable> waiters = new ArrayList<>();
    final Instance instance = TestInstance.of(configuration, () -> nanos, (severity, proxy, text) -> events.add(text));
    final ProcessFacts process = new ProcessFacts("0.1.0", "2026/11/22", 4711, "test", "", 1_795_340_000_000L, 2, 1024, 500,
        () -> 3, () -> false, () -> 7, () -> 61_500L);
    final CommandTable table;
    final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    GenerationState state = GenerationState.ACTIVE;
    boolean drained;
    /** Why it cannot be active again; null = it can. */
    String refusal;
    boolean finished;
    Neighbour predecessor;

    RuntimeFixture() {
        table = RuntimeCommands.table(instance, process, this, this);
    }

    CommandSession session(final Level level) {
        return new CommandSession(level, 0, timer);
    }

    /** The answer to a line, at level admin. */
    String ask(final String line) {
        return ask(line, Level.ADMIN);
    }

    String ask(final String line, final Level level) {
        return table.run(line, session(level)).toCompletableFuture().join();
    }

    Server server(final String backend, final String name) {
        return instance.backend(backend).orElseThrow().server(name).orElseThrow();
    }

    @Override
    public List<SessionView> snapshot() {
        return List.of(new SessionView("a1b2c3d4", "tcpv4", new InetSocketAddress("127.0.0.1", 5000), "custom", "custombe",
            "custom-server-1", "EXCHANGE", 65_000_000_000L), new SessionView("00000001", "tcpv4",
            new InetSocketAddress("127.0.0.1", 5001), "tcpf", null, null, "TUNNEL", 2_000_000L));
    }

    @Override
    public int shutdown(final Server server) {
        shutDown.add(server.toString());
        return 1;
    }

    @Override
    public boolean shutdown(final String id) {
        shutDown.add(id);
        return id.equals("a1b2c3d4");
    }

    @Override
    public int number() {
        return 7;
    }

    @Override
    public GenerationState state() {
        return state;
    }

    @Override
    public boolean drained() {
        return drained;
    }

    @Override
    public long startedMillis() {
        return process.startMillis();
    }

    @Override
    public Optional<Neighbour> predecessor() {
        return Optional.ofNullable(predecessor);
    }

    @Override
    public Optional<Neighbour> successor() {
        return Optional.empty();
    }

    @Override
    public void onDrained(final Runnable action) {
        if (drained) {
            action.run();
        } else {
            waiters.add(action);
        }
    }

    @Override
    public void finish() {
        finished = true;
    }

    @Override
    public CompletionStage<Optional<String>> resume() {
        return CompletableFuture.completedFuture(Optional.ofNullable(refusal));
    }

    @Override
    public void whenWritable(final Runnable action) {
        action.run();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
