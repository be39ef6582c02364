package io.usher.proxy.live;

import io.usher.proxy.config.AddedServer;
import io.usher.proxy.config.BindAddress;
import io.usher.proxy.config.Configuration;
import io.usher.proxy.config.LogTarget;
import io.usher.proxy.config.Proxy;
import io.usher.proxy.seat.Ledger;
import io.usher.proxy.seat.NanoClock;
import io.usher.proxy.seat.Seats;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * All proxies and servers of one generation as they are now, and the one lock that guards them, the ledger of seats and
 * the balancers.
 *
 * <p>The constructor resolves every server's address (it may block on name servers), creates queues and limits in the
 * ledger and puts the usable servers into rotation. {@code Balancers.install} must follow before the first request.
 */
public final class Instance {

    private final ReentrantLock lock = new ReentrantLock();
    private final Configuration configuration;
    private final int generation;
    private final Ledger ledger;
    private final NanoClock clock;
    private final InstanceEvents events;
    private final long startedNanos;
    private final Map<String, Frontend> frontends = new LinkedHashMap<>();
    private final Map<String, Backend> backends = new LinkedHashMap<>();
    private final Map<Seats, List<Server>> serversBySeats = new IdentityHashMap<>();
    /** Guarded by the lock. */
    private boolean quiet;
    private final InstanceCounters counters = new InstanceCounters();
    private final SeatCounters seatCounters = new SeatCounters();
    /** Added to at assembly, read on the thread generation. */
    private final List<Consumer<Frontend>> frontendListeners = new CopyOnWriteArrayList<>();
    /** Set at assembly, used on the thread generation. */
    private volatile FrontendGate gate = frontend -> CompletableFuture.completedFuture(List.of());
    /** Added to at assembly, read with the lock held. */
    private final List<ServerSetListener> setListeners = new CopyOnWriteArrayList<>();
    /** Added to at assembly, read with the lock held. */
    private final List<Consumer<Server>> changeListeners = new CopyOnWriteArrayList<>();

    /**
     * Builds it.
     *
     * @param configuration what to run
     * @param generation    its number, from 1
     * @param ledger        the ledger of seats; guarded by this instance's lock from now on
     * @param clock         source of all times
     * @param events        where log lines go
     * @throws ServerAddressException if a server's host name does not resolve, or {@code seat-of} leads nowhere
     */
    public Instance(final Configuration configuration, final int generation, final Ledger ledger, final NanoClock clock,
                    final InstanceEvents events) {
        this.configuration = configuration;
        this.generation = generation;
        this.ledger = ledger;
        this.clock = clock;
        this.events = events;
        startedNanos = clock.nanoTime();
        lock.lock();
        try {
            build();
        } finally {
            lock.unlock();
        }
    }

    private void build() {
        final ServerAddresses addresses = new ServerAddresses(configuration.proxies());
        for (final Proxy section : configuration.proxies()) {
            if (section.kind().accepts()) {
                frontends.put(section.name(), new Frontend(section));
            }
            if (section.kind().serves()) {
                backends.put(section.name(), new Backend(this, section, addresses));
            }
        }
        for (final Backend backend : backends.values()) {
            for (final Server server : backend.servers()) {
                serversBySeats.computeIfAbsent(server.seats(), s -> new ArrayList<>()).add(server);
            }
        }
        backends.values().forEach(Backend::enterLedger);
    }

    /** Guards the ledger, the balancers and all mutable state here that is no counter. Never held while blocking. */
    public ReentrantLock lock() {
        return lock;
    }

    /** What it runs. */
    public Configuration configuration() {
        return configuration;
    }

    /** The number of the generation, from 1. */
    public int generation() {
        return generation;
    }

    /** The ledger of seats. */
    public Ledger ledger() {
        return ledger;
    }

    /** The source of all times. */
    public NanoClock clock() {
        return clock;
    }

    /** When it was built, by {@link #clock()}. */
    public long startedNanos() {
        return startedNanos;
    }

    /** Where log lines go. */
    public InstanceEvents events() {
        return events;
    }

    /** Frontends in order of the configuration; a listen section is one frontend and one backend of the same name. */
    public List<Frontend> frontends() {
        return List.copyOf(frontends.values());
    }

    /** Backends in order of the configuration. */
    public List<Backend> backends() {
        return List.copyOf(backends.values());
    }

    /** The backend of that name. */
    public Optional<Backend> backend(final String name) {
        return Optional.ofNullable(backends.get(name));
    }

    /** The frontend of that name. */
    public Optional<Frontend> frontend(final String name) {
        return Optional.ofNullable(frontends.get(name));
    }

    /** Counters of the whole instance. */
    public InstanceCounters counters() {
        return counters;
    }

    /** What has become of seats. */
    public SeatCounters seatCounters() {
        return seatCounters;
    }

    /** Registers who wants to hear of every change of a server's state, health or runtime values; called with the lock held. */
    public void onServerChange(final Consumer<Server> listener) {
        changeListeners.add(listener);
    }

    /** Registers who wants to hear of servers that come and go at runtime; called with the lock held. */
    public void onServerSet(final ServerSetListener listener) {
        setListeners.add(listener);
    }

    /** Who opens and closes listening sockets; until it is named frontends have none. */
    public void gate(final FrontendGate keeper) {
        gate = keeper;
    }

    /** Registers who wants to hear of every value of a frontend that is set at runtime; called on the thread generation. */
    public void onFrontendChange(final Consumer<Frontend> listener) {
        frontendListeners.add(listener);
    }

    /**
     * {@code disable frontend} and {@code enable frontend}: releases its addresses, or listens there again. On the thread
     * generation, without the lock.
     *
     * @return completes when that is done, with why that could not be: then it is as it was before
     */
    public CompletionStage<List<String>> pause(final Frontend frontend, final boolean pause) {
        if (frontend.paused() == pause || frontend.section().disabled()) {
            return CompletableFuture.completedFuture(List.of());
        }
        if (pause && frontend.section().binds().stream().anyMatch(bind -> bind.address() instanceof BindAddress.Inherited)) {
            final String why = "Cannot pause " + frontend.name() + ": its socket is one of the parent process, which cannot be"
                + " opened again.";
            events.event(LogTarget.Severity.WARNING, frontend.section(), why);
            return CompletableFuture.completedFuture(List.of(why));
        }
        frontend.paused(pause);
        return gate.follow(frontend).thenApply(failures -> {
            if (!failures.isEmpty()) {
                frontend.paused(true);
                failures.forEach(failure -> events.event(LogTarget.Severity.ALERT, frontend.section(), failure + "."));
            } else {
                events.event(LogTarget.Severity.WARNING, frontend.section(), (pause ? "Paused " : "Resumed ")
                    + (frontend.section().kind().serves() ? "proxy " : "frontend ") + frontend.name() + ".");
            }
            frontendListeners.forEach(listener -> listener.accept(frontend));
            return failures;
        });
    }

    /**
     * {@code set maxconn frontend}. On the thread generation.
     *
     * @return completes when it is in effect for whoever comes next
     */
    public CompletionStage<Void> setMaxconn(final Frontend frontend, final int maxconn) {
        if (maxconn < 0) {
            throw new IllegalArgumentException("maxconn: " + maxconn + " (expected: 0 or more)");
        }
        frontend.maxconnIs(maxconn);
        frontendListeners.forEach(listener -> listener.accept(frontend));
        return gate.follow(frontend).thenAccept(failures -> { });
    }

    /**
     * Adds a server at runtime, last of its backend; its address shares the seats of every line, old or present, that names
     * it. Lock held.
     *
     * @throws ServerAddressException   if {@code seat-of} leads nowhere
     * @throws IllegalArgumentException if the backend has a server of that name
     */
    public Server add(final Backend backend, final AddedServer added) {
        if (backend.server(added.line().name()).isPresent()) {
            throw new IllegalArgumentException("Already exists a server with the same name in backend.");
        }
        final Server server = Server.added(backend, added, ServerAddresses.of(backends.values()));
        serversBySeats.computeIfAbsent(server.seats(), s -> new ArrayList<>()).add(server);
        warnOfOthers(server);
        backend.add(server);
        say(LogTarget.Severity.NOTICE, backend.section(), ServerTexts.name(server) + " was added at runtime, at "
            + server.seats().address() + ", as " + server.statusText() + ".");
        setListeners.forEach(listener -> listener.added(server));
        return server;
    }

    /**
     * Removes a server at runtime. Seats that are taken at its address stay so until they are released. Lock held.
     *
     * @throws IllegalStateException unless it is in maintenance and {@link Server#isInUse()} says no
     */
    public void remove(final Server server) {
        if (server.adminState() != AdminState.MAINT || server.isInUse()) {
            throw new IllegalStateException(server + " cannot be removed: expected maintenance, no request, no idle connection");
        }
        setListeners.forEach(listener -> listener.removed(server));
        leaveAlike(server, server.seats());
        server.backend().remove(server);
        say(LogTarget.Severity.NOTICE, server.backend().section(), ServerTexts.name(server) + " was removed at runtime; "
            + server.seats().taken() + " seats are taken at " + server.seats().address() + ".");
    }

    /**
     * Gives a server another address. Requests in work at the old one keep their seats there.
     *
     * @param to resolved
     */
    void relocate(final Server server, final InetSocketAddress to) {
        final ServerAddresses addresses = ServerAddresses.of(backends.values()).with(server.line(), to);
        final Seats old = server.seats();
        final SocketAddress was = server.address();
        for (final Backend backend : backends.values()) {
            for (final Server each : backend.servers()) {
                if (addresses.seatsOf(each.line(), server.line())) {
                    relocate(each, addresses);
                }
            }
        }
        say(LogTarget.Severity.NOTICE, server.backend().section(), ServerTexts.name(server) + " is at "
            + ServerTexts.address(to) + " now, it was at " + ServerTexts.address(was) + ", changed from CLI; "
            + old.taken() + " seats are taken at " + old.address() + ".");
    }

    private void relocate(final Server server, final ServerAddresses addresses) {
        final Spot old = server.relocate(addresses);
        if (old.seats() != server.seats()) {
            leaveAlike(server, old.seats());
            serversBySeats.computeIfAbsent(server.seats(), s -> new ArrayList<>()).add(server);
            warnOfOthers(server);
        }
        setListeners.forEach(listener -> listener.relocated(server));
        changed(server);
    }

    private void leaveAlike(final Server server, final Seats seats) {
        final List<Server> alike = serversBySeats.get(seats);
        alike.remove(server);
        if (alike.isEmpty()) {
            serversBySeats.remove(seats);
        }
    }

    /** Two lines of one address that set different limits: the smaller one counts for both. */
    private void warnOfOthers(final Server server) {
        serversBySeats.get(server.seats()).stream()
            .filter(other -> other.maxconn() > 0 && server.maxconn() > 0 && other.maxconn() != server.maxconn())
            .findFirst().ifPresent(other -> say(LogTarget.Severity.WARNING, server.backend().section(), ServerTexts.name(server)
                + " sets maxconn " + server.maxconn() + " for " + server.seats().address() + " but " + other + " "
                + other.maxconn() + ": the smallest counts."));
    }

    void changed(final Server server) {
        for (final Consumer<Server> listener : changeListeners) {
            listener.accept(server);
        }
    }

    /** Logs a line, unless {@link #quietly} runs. Lock held. */
    void say(final LogTarget.Severity severity, final Proxy section, final String message) {
        if (!quiet) {
            events.event(severity, section, message);
        }
    }

    /** Takes over what another generation has logged already. Lock held. */
    void quietly(final Runnable change) {
        final boolean before = quiet;
        quiet = true;
        try {
            change.run();
        } finally {
            quiet = before;
        }
    }

    /** To be called from the ledger's events: seats of an address may have come free or been taken. Lock held. */
    public void availabilityChanged(final Seats seats) {
        for (final Server server : serversBySeats.getOrDefault(seats, List.of())) {
            server.backend().availabilityChanged(server);
        }
    }

    /** {@code clear counters [all]}: forgets all maxima, with {@code all} every sum too. Any thread. */
    public void clearCounters(final boolean all) {
        frontends.values().forEach(frontend -> frontend.counters().clear(all));
        for (final Backend backend : backends.values()) {
            backend.counters().clear(all);
            backend.servers().forEach(server -> server.counters().clear(all));
        }
        counters.clear();
    }
}
