package io.usher.proxy.traffic;

import io.usher.proxy.config.LogTarget;
import io.usher.proxy.config.Proxy;
import io.usher.proxy.http.HttpLimits;
import io.usher.proxy.live.AdminState;
import io.usher.proxy.live.Backend;
import io.usher.proxy.live.Frontend;
import io.usher.proxy.live.Instance;
import io.usher.proxy.live.InstanceCounters;
import io.usher.proxy.live.Server;
import io.usher.proxy.live.Spot;
import io.usher.proxy.rule.RuleSet;
import io.usher.proxy.seat.Ledger;
import io.usher.proxy.seat.NanoClock;
import io.usher.proxy.seat.SeatConnection;
import io.usher.proxy.seat.Seats;
import io.usher.proxy.seat.Take;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The data path of one generation: everything between the listeners and the servers. Public methods may be called from any
 * thread, without the instance's lock.
 */
public final class TrafficEngine {

    /** Descriptors kept for everything but clients and their server connections. */
    private static final int SPARE_DESCRIPTORS = 100;

    private final Instance instance;
    private final EventLoops loops;
    private final StreamLog log;
    private final HttpLimits limits;
    private final int maxconn;
    /** Sockets that fit beside what the rest of the process needs; 1 or more. */
    private final int sockets = DescriptorLimit.sockets(SPARE_DESCRIPTORS);
    private final List<Entrance> entrances = new ArrayList<>();
    private final Map<Backend, Optional<ForwardedFor>> forwardedFor = new IdentityHashMap<>();
    private final Listeners listeners;
    private final Sessions sessions;
    /** Client connections plus server connections plus listeners that are being emptied; written by all loops. */
    private final AtomicInteger open = new AtomicInteger();
    private final List<Runnable> drainedCalls = new CopyOnWriteArrayList<>();
    /** Written by whoever finishes the generation, read by all loops. */
    private volatile boolean finishing;
    /** Where clients leave while finishing; null = nowhere. Written and read as {@link #finishing}. */
    private volatile ClientExit exit;
    /** Written by whoever finishes the generation without a successor, read by all loops. */
    private volatile boolean closingIdleClients;
    /** Written by whoever stops the generation, read by all loops. */
    private volatile boolean stopping;

    /**
     * Builds the data path; nothing listens yet.
     *
     * @param instance proxies, servers, ledger
     * @param loops    where everything runs
     * @param log      told of every ended stream
     */
    public TrafficEngine(final Instance instance, final EventLoops loops, final StreamLog log) {
        this.instance = instance;
        this.loops = loops;
        this.log = log;
        final int head = instance.configuration().global().bufferSize() - instance.configuration().global().maxRewrite();
        limits = new HttpLimits(head, HttpLimits.DEFAULT.headers(), HttpLimits.DEFAULT.chunkLineBytes(), head);
        final int configured = instance.configuration().global().maxconn();
        maxconn = configured > 0 ? configured : DescriptorLimit.connections(SPARE_DESCRIPTORS);
        final Map<Backend, RuleSet> backendRules = new IdentityHashMap<>();
        for (final Backend backend : instance.backends()) {
            backendRules.put(backend, RuleSet.compile(backend.section(), instance));
            forwardedFor.put(backend, backend.section().options().forwardFor().map(ForwardedFor::new));
        }
        for (final Frontend frontend : instance.frontends()) {
            if (Listeners.accepts(frontend.section())) {
                entrances.add(new Entrance(this, frontend, RuleSet.compile(frontend.section(), instance), backendRules));
            }
        }
        listeners = new Listeners(this, loops);
        instance.gate(listeners);
        sessions = new Sessions(loops);
    }

    /** The listening sockets. */
    public Listeners listeners() {
        return listeners;
    }

    /** The client connections, for the stats socket. */
    public Sessions sessions() {
        return sessions;
    }

    /** The most client connections at once, all frontends together; 1 or more ({@code maxconn}, else by descriptors). */
    public int maxconn() {
        return maxconn;
    }

    /** Client connections open now, idle ones included. */
    public long clientConnections() {
        return instance.counters().connections.current();
    }

    /**
     * From now on each client gets one last answer, with {@code Connection: close}. Cannot be undone but by
     * {@link #resume()}. Does not close listeners.
     */
    public void finishing() {
        exit = null;
        finishing = true;
        checkDrained();
    }

    /**
     * Clients between two requests are closed, and from now on each one that gets there, as HAProxy does at a soft stop
     * (configuration manual, {@code close-spread-time}). One that has sent nothing at all yet gets its answer.
     */
    public void closeIdleClients() {
        closingIdleClients = true;
        loops.shelves().forEach(shelf -> shelf.loop().execute(() ->
            shelf.clients().forEach(ClientConnection::closeIfIdle)));
    }

    /** Whether clients between two requests are closed: the generation ends, and no successor takes them. */
    boolean closesIdleClients() {
        return closingIdleClients && exit == null;
    }

    /**
     * From now on clients leave for the successor whenever no request of theirs is at a server; those that it refuses get one
     * last answer, as do all once {@link #finishing()} is called. Requests queued at this moment are not offered here: the
     * ledger does that ({@link MovableWant}).
     */
    public void finishing(final ClientExit to) {
        exit = to;
        finishing = true;
        loops.shelves().forEach(shelf -> shelf.loop().execute(() -> shelf.clients().forEach(ClientConnection::offer)));
        checkDrained();
    }

    /**
     * A client that the predecessor sends. Thread {@code generation}.
     *
     * @param descriptor   its connection
     * @param luggage      what the predecessor's {@link Departure} packed
     * @param arrivalNanos a queued request's place in the order, on this process's clock; of no matter for others
     * @throws IllegalArgumentException if it cannot be served here, and why; the descriptor is the caller's to close
     * @throws IllegalStateException    if the descriptor is another client's; it is the caller's to close too
     */
    public Arrival arrival(final int descriptor, final String luggage, final long arrivalNanos) {
        return new ArrivingClient(this, descriptor, luggage, arrivalNanos);
    }

    /**
     * Whether event loops keep awake, where {@code busy-polling} says so; they do not at first. One that finishes, or whose
     * successor starts, leaves the processors to that one (cf. HAProxy configuration manual, 3.2).
     */
    public void busyPolling(final boolean on) {
        if (instance.configuration().global().busyPolling()) {
            loops.busyPolling(on);
        }
    }

    /** Keep-alive works again: this generation goes on, or asks its successor to let it. */
    public void resume() {
        finishing = false; // First, so that nobody gets a last answer for want of an exit.
        exit = null;
    }

    /**
     * Calls back each time a finishing engine has no client connection and no server connection left: no stream, no request
     * queued or on hold by a connection of ours. Called on an event loop; at once if it is so already.
     */
    public void onDrained(final Runnable call) {
        drainedCalls.add(call);
        if (drained()) {
            call.run();
        }
    }

    /** Whether a finishing engine has nothing left. */
    public boolean drained() {
        return finishing && open.get() == 0;
    }

    /** A seat's hold was ended by the ledger (its bound, or an operator): closes the connection that is still open. */
    public void closeHeld(final Take ended) {
        final SeatConnection connection = ended.connection();
        if (connection instanceof ServerConnection held) {
            held.home().loop().execute(held::expired);
        } else if (connection instanceof ArrivingHold held) {
            held.home().loop().execute(held::expired);
        }
    }

    /** A hard stop: cuts every session, on the event loops, soon after this returns. */
    public void hardStop() {
        stopping = true;
        sessions.shutdownAll();
    }

    /** Whether {@link #hardStop} was called: no client is kept. */
    boolean stopping() {
        return stopping;
    }

    /**
     * A hard stop of a generation with a successor: offers every server connection that only waits for its server to this exit,
     * and has idle ones closed. To be called again while sessions are being cut.
     */
    public void passHolds(final HoldExit to) {
        final List<PassableHold> holds = new ArrayList<>();
        lock();
        try {
            for (final Seats seats : ledger().allSeats()) {
                for (final Take take : seats.takes()) {
                    if (take.connection() instanceof PassableHold hold) {
                        if (take.state() == Take.State.IDLE) {
                            hold.closeIdle();
                        } else if (take.state() == Take.State.ON_HOLD || take.state() == Take.State.CLOSING) {
                            holds.add(hold);
                        }
                    }
                }
            }
        } finally {
            unlock();
        }
        holds.forEach(hold -> to.offer(new LeavingHold(hold)));
    }

    /**
     * A server connection on hold that the predecessor sends. Thread {@code generation}.
     *
     * @param watch what the predecessor's {@link HoldDeparture} packed
     * @throws IllegalArgumentException if it cannot be watched here, and why; the descriptor is the caller's to close
     */
    public HoldArrival holdArrival(final int descriptor, final String watch) {
        return new ArrivingHold(this, descriptor, watch);
    }

    // ---- for this package

    Instance instance() {
        return instance;
    }

    List<Entrance> entrances() {
        return entrances;
    }

    HttpLimits limits() {
        return limits;
    }

    StreamLog log() {
        return log;
    }

    NanoClock clock() {
        return instance.clock();
    }

    InstanceCounters counters() {
        return instance.counters();
    }

    Ledger ledger() {
        return instance.ledger();
    }

    void lock() {
        instance.lock().lock();
    }

    void unlock() {
        instance.lock().unlock();
    }

    Optional<ForwardedFor> forwardedFor(final Backend backend) {
        return forwardedFor.get(backend);
    }

    /** Where clients leave for the successor; null = nowhere. */
    ClientExit exit() {
        return exit;
    }

    /** Whether this client's next answer is its last here, and it cannot move. */
    boolean givesLastAnswer(final ClientConnection client) {
        return finishing && !client.mayLeave();
    }

    /** The loop with the fewest clients. */
    Shelf emptiestShelf() {
        Shelf best = null;
        for (final Shelf shelf : loops.shelves()) {
            if (best == null || shelf.reserved() < best.reserved()) {
                best = shelf;
            }
        }
        return best;
    }

    // ---- connections come and go

    /** Whether no descriptor is left for one more client that the predecessor sends: it comes whether there is room or not. */
    boolean crowded() {
        return open.get() >= sockets;
    }

    boolean full() {
        return instance.counters().connections.current() >= maxconn;
    }

    void entered(final long now) {
        open.incrementAndGet();
        instance.counters().connections.up();
        instance.counters().cumulatedConnections.increment();
        instance.counters().connectionRate.count(now);
        instance.counters().sessionRate.count(now);
    }

    /** A connection has come from the predecessor, which has counted it as new. */
    void arrived() {
        open.incrementAndGet();
        instance.counters().connections.up();
    }

    void left(final boolean wasFull) {
        final boolean allFull = full();
        instance.counters().connections.down();
        if (wasFull || allFull) {
            listeners.roomChanged();
        }
        ended();
    }

    /** A listener takes in what waits at it: not drained before it is closed. */
    void emptyingListener() {
        open.incrementAndGet();
    }

    void listenerEmptied() {
        ended();
    }

    void serverConnectionOpened() {
        open.incrementAndGet();
    }

    void serverConnectionClosed() {
        ended();
    }

    private void ended() {
        open.decrementAndGet();
        checkDrained();
    }

    private void checkDrained() {
        if (!finishing) {
            return;
        }
        if (open.get() == 0) {
            drainedCalls.forEach(Runnable::run);
        } else if (clientConnections() == 0) {
            closeIdle();
        }
    }

    /** No client is left who could use an idle server connection. */
    private void closeIdle() {
        lock();
        try {
            for (final Backend backend : instance.backends()) {
                backend.servers().forEach(server -> ledger().closeIdle(server.seats(), server));
            }
        } finally {
            unlock();
        }
    }

    /** Whether idle server connections are to be closed, since no client is left who could use them. */
    boolean closingIdle() {
        return finishing && clientConnections() == 0;
    }

    // ---- seats

    /**
     * Whether a seat is counted: where no line of its address sets a limit, waiting for the server's FIN has no use. Where
     * the last line was deleted, the next one may set a limit again.
     */
    boolean counted(final Take take) {
        return take.seats().limit() > 0 || take.seats().isRetired();
    }

    /** {@code http-reuse never}, maintenance, and a server that has moved: no connection outlives its request. Lock held. */
    static boolean mayKeepIdle(final Server server, final Spot spot) {
        return server.spot() == spot && server.adminState() != AdminState.MAINT
            && server.backend().section().httpReuse() != Proxy.HttpReuse.NEVER;
    }

    /** The end of a hold that begins now, on the ledger's clock; 0 = no bound. */
    static long holdUntil(final Server server, final long now) {
        final int hold = server.backend().section().timeouts().hold();
        return hold > 0 ? now + hold * Deadline.MILLI : 0;
    }

    /** The server has closed: the seat is free. */
    void free(final Take take) {
        lock();
        try {
            ledger().release(take);
        } finally {
            unlock();
        }
    }

    /** Whether the ledger has ended it by itself: its time was up, or an operator wished it. */
    boolean isReleased(final Take take) {
        lock();
        try {
            return take.state() == Take.State.RELEASED;
        } finally {
            unlock();
        }
    }

    /** A seat that was granted, and whose request was counted, was never used. */
    void freeUnused(final Take take) {
        lock();
        try {
            ((Server) take.line()).requestEnded();
            ledger().release(take);
        } finally {
            unlock();
        }
    }

    /** Lets the ledger end the holds whose bound has passed. */
    void expireHolds() {
        final List<Take> ended;
        lock();
        try {
            ended = ledger().expired(clock().nanoTime());
        } finally {
            unlock();
        }
        ended.forEach(this::closeHeld);
    }

    // ---- what is worth a line

    void event(final LogTarget.Severity severity, final Proxy proxy, final String text) {
        instance.events().event(severity, proxy, text);
    }

    /** A fault of this program; the connection it hit is closed, the others go on. */
    void internalError(final String where, final Throwable cause) {
        final StackTraceElement[] trace = cause.getStackTrace();
        event(LogTarget.Severity.CRIT, null, "Internal error on " + where + ": " + cause
            + (trace.length > 0 ? " at " + trace[0] : ""));
    }
}
