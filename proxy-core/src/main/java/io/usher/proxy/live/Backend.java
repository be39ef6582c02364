package io.usher.proxy.live;

import io.usher.proxy.config.Proxy;
import io.usher.proxy.config.ServerLine;
import io.usher.proxy.seat.WaitQueue;
import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A section with servers, as it is now. Instance lock held for all but counters, section and names. */
public final class Backend {

    private final Instance instance;
    private final Proxy section;
    private final WaitQueue queue;
    private final Rotation rotation = new Rotation(this);
    private final BackendCounters counters = new BackendCounters();
    /** Written with the lock held, read by any thread: in order, replaced when a server comes or goes. */
    private volatile List<Server> serverList;
    /** The same by name. */
    private volatile Map<String, Server> servers;
    /** Servers whose own queue may not be empty; kept so that counting costs nothing for the others. */
    private final Set<Server> awaited = new LinkedHashSet<>();
    private Balancer balancer;
    private long changedSeconds;
    private long downtimeSeconds;

    Backend(final Instance instance, final Proxy section, final ServerAddresses addresses) {
        this.instance = instance;
        this.section = section;
        queue = instance.ledger().newQueue(section.name(), this);
        changedSeconds = nowSeconds();
        final Map<String, Server> all = new LinkedHashMap<>();
        for (final ServerLine line : section.servers()) {
            all.put(line.name(), new Server(this, line, addresses));
        }
        replace(all);
    }

    private void replace(final Map<String, Server> all) {
        servers = all;
        serverList = List.copyOf(all.values());
    }

    void add(final Server server) {
        final Map<String, Server> all = new LinkedHashMap<>(servers);
        all.put(server.name(), server);
        replace(all);
        final boolean hadServers = hasServers();
        server.enterLedger();
        rotation.foundServers(hadServers);
    }

    void remove(final Server server) {
        final Map<String, Server> all = new LinkedHashMap<>(servers);
        all.remove(server.name());
        replace(all);
        awaited.remove(server);
        server.leaveLedger();
        rotation.forget(server);
        if (balancer != null) {
            balancer.removed(server);
        }
    }

    /** The lowest number that no server of it has, from 1, as HAProxy gives it to one that comes at runtime. */
    public int nextServerId() {
        final BitSet used = new BitSet();
        serverList.forEach(server -> used.set(server.line().id()));
        return used.nextClearBit(1);
    }

    void enterLedger() {
        serverList.forEach(Server::enterLedger);
    }

    /** The instance it belongs to. */
    public Instance instance() {
        return instance;
    }

    /** Its configuration. */
    public Proxy section() {
        return section;
    }

    /** Its name. */
    public String name() {
        return section.name();
    }

    /** Its servers in order of the configuration, then those added at runtime; does not change. Any thread. */
    public List<Server> servers() {
        return serverList;
    }

    /** The server of that name. Any thread. */
    public Optional<Server> server(final String name) {
        return Optional.ofNullable(servers.get(name));
    }

    /** Requests that wait for any of the servers. */
    public WaitQueue queue() {
        return queue;
    }

    /**
     * Who chooses the next server.
     *
     * @throws IllegalStateException before {@link #balancer(Balancer)}
     */
    public Balancer balancer() {
        if (balancer == null) {
            throw new IllegalStateException("backend " + name() + " has no balancer yet (expected: Balancers.install)");
        }
        return balancer;
    }

    /** Gives it its balancer, once, and tells that one of every server. */
    public void balancer(final Balancer chosen) {
        balancer = chosen;
        serverList.forEach(chosen::changed);
    }

    void tellBalancer(final Server server) {
        if (balancer != null) {
            balancer.changed(server);
        }
    }

    void availabilityChanged(final Server server) {
        if (balancer != null) {
            balancer.availabilityChanged(server);
        }
    }

    /** Its counters. */
    public BackendCounters counters() {
        return counters;
    }

    Rotation rotation() {
        return rotation;
    }

    /** nbsrv: usable active servers; if there is none, 1 for the first usable backup, else 0. */
    public int usableServers() {
        return rotation.active() > 0 ? rotation.active() : rotation.firstBackup() != null ? 1 : 0;
    }

    /** act: usable active servers. */
    public int activeServers() {
        return rotation.active();
    }

    /** bck: usable backup servers. */
    public int backupServers() {
        return rotation.backup();
    }

    /** The usable backup server that serves while no active one is usable; null = none. */
    public Server firstBackup() {
        return rotation.firstBackup();
    }

    boolean hasServers() {
        return rotation.active() > 0 || rotation.backup() > 0;
    }

    /** weight: the sum of the weights that take part now. */
    public long totalWeight() {
        return rotation.weight();
    }

    /** Whether {@code show stat} says UP: some weight is left, or it never had servers. */
    public boolean up() {
        return serverList.isEmpty() || totalWeight() > 0;
    }

    /** queue: requests waiting in its own queue and its servers'. */
    public int totalQueued() {
        int sum = queue.length();
        for (final Iterator<Server> i = awaited.iterator(); i.hasNext();) {
            final int length = i.next().queue().length();
            sum += length;
            if (length == 0) {
                i.remove();
            }
        }
        return sum;
    }

    /** A request has been put into that server's own queue. */
    public void awaited(final Server server) {
        awaited.add(server);
    }

    /** lastchg: seconds since it last lost all servers, or found one again. */
    public long secondsSinceChange() {
        return Math.max(0, nowSeconds() - changedSeconds);
    }

    /** downtime: seconds without any server, in all. */
    public long downtimeSeconds() {
        return downtimeSeconds + (up() ? 0 : secondsSinceChange());
    }

    void wentDown() {
        changedSeconds = nowSeconds();
        counters.downTransitions.increment();
    }

    void cameUp() {
        downtimeSeconds += secondsSinceChange();
        changedSeconds = nowSeconds();
    }

    private long nowSeconds() {
        return Math.floorDiv(instance.clock().nanoTime(), Server.NANOS_PER_SECOND);
    }

    @Override
    public String toString() {
        return name();
    }
}
