import io.usher.agent.demo.SlotServer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** One program in one event: its servers, its processes, its clients. Used by the main thread only. */
final class Run implements Closeable {

    static final int SERVERS = 10;

    final Event event;
    final Processes processes;
    final Configuration configuration;
    /** Null where the event is not about it. */
    final WallClock clock;
    /** The same changes for both programs. */
    final SplittableRandom random = new SplittableRandom(1);
    /** Servers as the sockets name them now, by their index, and those that are still to be deleted. */
    final String[] names = new String[SERVERS];
    final Set<String> removed = new LinkedHashSet<>();
    private final Path file;
    private final int[] ports;
    private final Neighbours neighbours = new Neighbours();
    private final List<SlotServer> servers = new ArrayList<>();
    private final List<SlotServer> retired = new ArrayList<>();
    private final List<Clients> loads = new ArrayList<>();
    private boolean changed;

    Run(final boolean usher, final Event event, final Path folder, final Ports ports) throws IOException,
            InterruptedException {
        this.event = event;
        this.ports = new int[] {ports.free(), ports.free()};
        configuration = new Configuration(event, usher, folder, this.ports);
        file = folder.resolve("proxy.cfg");
        clock = event.wallClock ? new WallClock(folder) : null;
        processes = new Processes(usher, folder, file, configuration.socket(), clock == null ? Map.of() : clock.environment());
        for (int i = 0; i < SERVERS; i++) {
            servers.add(server(i, ports.free()));
            names[i] = "out/s" + (i + 1);
        }
        write();
    }

    private SlotServer server(final int index, final int port) throws IOException {
        final int millis = index % 2 == 0 ? event.workMillis : event.otherWorkMillis;
        final SlotServer server = new SlotServer(port, event.slots, TimeUnit.MILLISECONDS.toNanos(millis), true);
        if (event.checks == Event.Checks.HTTP) {
            server.checkPath("/health");
        }
        server.failEvery(event.failEvery);
        return server;
    }

    private void write() throws IOException {
        Files.writeString(file, configuration.text(servers.stream().map(SlotServer::port).toList(), neighbours.agentPort(),
                neighbours.deafPort(), changed));
    }

    /** Writes the event's other configuration, or its first one again. */
    void change() throws IOException {
        changed = !changed;
        write();
    }

    int serverPort(final int index) {
        return servers.get(index).port();
    }

    void closeServer(final int index) throws IOException {
        servers.get(index).close();
    }

    void resetServer(final int index) throws IOException {
        servers.get(index).reset();
    }

    /** Sets whether a server fails its health checks. */
    void failChecks(final int index, final boolean fail) {
        servers.get(index).failChecks(fail);
    }

    /** Puts a new server at a closed one's port. */
    void replaceServer(final int index) throws IOException {
        final SlotServer old = servers.get(index);
        retired.add(old);
        servers.set(index, server(index, old.port()));
    }

    /** Starts the program and waits until it listens. */
    void start() throws IOException {
        processes.start();
        for (int i = 0; i < places(); i++) {
            processes.awaitPort(ports[i]);
        }
    }

    /** Lets the clients begin; {@link #close} ends them. */
    void load() throws IOException {
        for (int i = 0; i < places(); i++) {
            loads.add(new Clients(ports[i], event, event.clients / places()));
        }
    }

    /** At how many ports the clients knock. */
    private int places() {
        return event.twice == Event.Twice.NO ? 1 : 2;
    }

    /** Where the program listens. */
    int port() {
        return ports[0];
    }

    /** Queries that the servers have refused so far. */
    long refused() {
        return Stream.concat(retired.stream(), servers.stream()).mapToLong(SlotServer::refused).sum();
    }

    /**
     * Starts the program, loads it, disturbs it, and counts.
     *
     * @param seconds length of the load; up to two of them, and no more than a third, warm up: they count for refusals and
     *                failures, but not for the throughput
     */
    Result measure(final int seconds) throws Exception {
        start();
        load();
        final int warmUpMillis = Math.min(2000, seconds * 1000 / 3);
        Pause.millis(warmUpMillis);
        final long before = clients(load -> load.ok);
        final long begin = System.nanoTime();
        disturb(begin, begin + TimeUnit.MILLISECONDS.toNanos(seconds * 1000L - warmUpMillis));
        final double perSecond = (clients(load -> load.ok) - before) * 1e9 / (System.nanoTime() - begin);
        loads.forEach(Clients::close);
        processes.reportFailed(event.title);
        retired.addAll(servers);
        return new Result(atServers(SlotServer::refused), atServers(SlotServer::checksWhileBusy), most(),
                clients(load -> load.notOk), clients(load -> load.broken), clients(load -> load.cut), perSecond);
    }

    private void disturb(final long begin, final long end) throws Exception {
        long next = begin;
        for (int tick = 1; next < end; tick++) {
            event.disturbance.act(this, tick);
            next = Math.max(next + TimeUnit.MILLISECONDS.toNanos(event.everyMillis), System.nanoTime());
            Pause.until(Math.min(next, end));
        }
    }

    private long clients(final Function<Clients, LongAdder> field) {
        return loads.stream().mapToLong(load -> field.apply(load).sum()).sum();
    }

    private long atServers(final ToLongFunction<SlotServer> field) {
        return retired.stream().mapToLong(field).sum();
    }

    private int most() {
        return retired.stream().mapToInt(event.countsConnections ? SlotServer::peakOpen : SlotServer::peak).max().orElse(0);
    }

    @Override
    public void close() throws IOException {
        loads.forEach(Clients::close);
        processes.close();
        neighbours.close();
        for (final SlotServer server : servers) {
            server.close();
        }
    }
}
