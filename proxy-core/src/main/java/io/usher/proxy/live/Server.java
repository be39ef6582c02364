package io.usher.proxy.live;

import io.usher.proxy.config.AddedServer;
import io.usher.proxy.config.LogTarget;
import io.usher.proxy.config.ServerLine;
import io.usher.proxy.seat.SeatAddress;
import io.usher.proxy.seat.Seats;
import io.usher.proxy.seat.Take;
import io.usher.proxy.seat.WaitQueue;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;

/**
 * A server as it is now: address, weight, seats, state and health, with HAProxy's meanings. Instance lock held for all
 * that changes; counters and the traffic notes are free of it.
 */
public final class Server {

    static final long NANOS_PER_SECOND = 1_000_000_000L;
    /** Bits of {@code srv_admin_state} in {@code show servers state}. */
    private static final int FORCED_MAINT = 0x01;
    private static final int CONFIGURED_MAINT = 0x04;
    private static final int FORCED_DRAIN = 0x08;

    private final Backend backend;
    private final ServerLine line;
    private final SocketAddress configuredAddress;
    private final WaitQueue queue;
    private final Health health;
    private final Agent agent;
    private final ServerStates states;
    private final ServerCounters counters = new ServerCounters();
    private final TrafficNotes traffic = new TrafficNotes();
    private int weight;
    private int maxconn;
    /** Written with the lock held; read by any loop, which sees all of one or all of the next. */
    private volatile Spot spot;

    Server(final Backend backend, final ServerLine line, final ServerAddresses addresses) {
        this(backend, line, addresses, line.disabled());
    }

    /** @param maintenance whether it begins in maintenance */
    private Server(final Backend backend, final ServerLine line, final ServerAddresses addresses, final boolean maintenance) {
        this.backend = backend;
        this.line = line;
        spot = spot(addresses);
        configuredAddress = spot.address();
        queue = backend.instance().ledger().newQueue(backend.name() + "/" + line.name(), this);
        health = new Health(line.check(), maintenance);
        agent = new Agent(line.agent(), line.agent().map(check -> addresses.agentAddress(line, check)).orElse(null));
        states = new ServerStates(this, maintenance);
        weight = line.weight();
        maxconn = line.maxconn();
    }

    private Spot spot(final ServerAddresses addresses) {
        final SocketAddress address = addresses.connectAddress(line);
        final SocketAddress checkAddress = line.check().map(check -> addresses.checkAddress(line, check)).orElse(address);
        final SeatAddress key = addresses.seatAddress(line);
        final boolean checkNeedsSeat = ServerAddresses.keyOf(checkAddress).equals(ServerAddresses.keyOf(address))
            || ServerAddresses.keyOf(checkAddress).equals(key);
        return new Spot(address, checkAddress, checkNeedsSeat, backend.instance().ledger().seats(key));
    }

    /** One that came at runtime: its checks wait for {@code enable health}, its agent for {@code enable agent}. */
    static Server added(final Backend backend, final AddedServer added, final ServerAddresses addresses) {
        final Server server = new Server(backend, added.line(), addresses, !added.enabled());
        server.health.disableFromStart(added.line().disabled());
        server.agent.enabled(false);
        return server;
    }

    /** Enters limit and queue into the ledger; called once, when the backend is complete. */
    void enterLedger() {
        backend.instance().ledger().limit(seats(), this, maxconn);
        states.refresh();
    }

    /** Its configuration. */
    public ServerLine line() {
        return line;
    }

    /** The backend it belongs to. */
    public Backend backend() {
        return backend;
    }

    /** Its name, unique in the backend. */
    public String name() {
        return line.name();
    }

    /** Where it is now, in one piece. Any thread. */
    public Spot spot() {
        return spot;
    }

    /** Where to connect: an {@link java.net.InetSocketAddress} or netty's DomainSocketAddress. See {@link #spot()}. */
    public SocketAddress address() {
        return spot.address();
    }

    /** Where checks connect; equals {@link #address()} unless {@code addr} or {@code port} are set. */
    public SocketAddress checkAddress() {
        return spot.checkAddress();
    }

    /** Whether its checks go to the very address its seats are for, and so need a seat. */
    public boolean checkNeedsSeat() {
        return spot.checkNeedsSeat();
    }

    /** The seats at its address, shared with all lines of that address. */
    public Seats seats() {
        return spot.seats();
    }

    /**
     * Moves to where these addresses say it is. Its idle connections are closed. What is taken at the old address stays taken
     * there, and counted, until it is released; who waits, waits for the new one. Lock held.
     *
     * @return where it was
     */
    Spot relocate(final ServerAddresses addresses) {
        assertLocked();
        final Spot old = spot;
        spot = spot(addresses);
        agent.follow(spot.address());
        backend.instance().ledger().closeIdle(old.seats(), this);
        if (old.seats() != spot.seats()) {
            // The limit first: nobody may get a seat there that it does not count for.
            backend.instance().ledger().limit(spot.seats(), this, maxconn);
            backend.rotation().relocated(this);
            backend.instance().ledger().unlimit(old.seats(), this);
        }
        return old;
    }

    /** Requests that wait for this very server. */
    public WaitQueue queue() {
        return queue;
    }

    /** Its counters. */
    public ServerCounters counters() {
        return counters;
    }

    /** Its agent and what that said last. */
    public Agent agent() {
        return agent;
    }

    /** Its health counter and last check. */
    public Health health() {
        return health;
    }

    /** The weight now (HAProxy's uweight), 0 to 256. */
    public int weight() {
        return weight;
    }

    /** The weight of the configuration (HAProxy's iweight). */
    public int configuredWeight() {
        return line.weight();
    }

    /**
     * Sets the weight at runtime; effective at once. 0: no new requests from the balancing.
     *
     * @param newWeight 0 to 256
     * @throws IllegalArgumentException outside that
     */
    public void setWeight(final int newWeight) {
        assertLocked();
        if (newWeight < 0 || newWeight > 256) {
            throw new IllegalArgumentException("weight: " + newWeight + " (expected: 0 to 256)");
        }
        weight = newWeight;
        states.weightChanged();
        backend.instance().changed(this);
    }

    /**
     * Sets the weight relative to the configured one, as {@code set weight B/S 50%} does: rounded down, at most 256.
     *
     * @param percent 0 or more
     * @throws IllegalArgumentException if negative
     */
    public void setWeightPercent(final int percent) {
        if (percent < 0) {
            throw new IllegalArgumentException("weight: " + percent + "% (expected: 0% or more)");
        }
        setWeight(Math.min(256, line.weight() * Math.min(percent, 25600) / 100));
    }

    /** The limit this line sets for its seats now; 0 = none. */
    public int maxconn() {
        return maxconn;
    }

    /**
     * Sets the limit at runtime. A higher one hands seats out at once; a lower one takes effect as seats come free.
     *
     * @param newMaxconn 0 = no limit
     * @throws IllegalArgumentException if negative
     */
    public void setMaxconn(final int newMaxconn) {
        assertLocked();
        if (newMaxconn < 0) {
            throw new IllegalArgumentException("maxconn: " + newMaxconn + " (expected: 0 or more)");
        }
        maxconn = newMaxconn;
        backend.instance().ledger().limit(seats(), this, newMaxconn);
        backend.instance().changed(this);
    }

    /**
     * Gives it another address at runtime; effective at once for whatever begins from now on. Its own seats and those of lines
     * that share them by {@code seat-of} are those of the new address.
     *
     * @throws IllegalStateException if it is at a unix socket
     */
    public void setAddress(final InetSocketAddress to) {
        assertLocked();
        if (!(address() instanceof InetSocketAddress)) {
            throw new IllegalStateException(this + " is at " + address() + " (expected: an IP address)");
        }
        if (!to.equals(address())) {
            backend.instance().relocate(this, to);
        }
    }

    /** The address set at runtime; empty = it is where its line says, as that was resolved at the start. */
    Optional<InetSocketAddress> movedTo() {
        return address().equals(configuredAddress) ? Optional.empty() : Optional.of((InetSocketAddress) address());
    }

    /** Where its line says it is, as that was resolved at the start. Never changes. */
    public SocketAddress configuredAddress() {
        return configuredAddress;
    }

    /** Takes limit and queue out of the ledger again. What is taken at its address stays taken, and counted. */
    void leaveLedger() {
        backend.instance().ledger().unlimit(seats(), this);
        backend.instance().ledger().closeQueue(queue);
    }

    /** Whether a request, an idle connection or a place in its queue is left. What is on hold has no request any more. */
    public boolean isInUse() {
        return counters.sessions.current() > 0 || queue.length() > 0
            || seats().takes().stream().anyMatch(take -> take.line() == this && take.state() == Take.State.IDLE);
    }

    /** {@code enable health} and {@code disable health}: whether its checks run; nothing else changes. Lock held. */
    public void setChecking(final boolean enabled) {
        assertLocked();
        if (enabled) {
            health.enable(adminState() == AdminState.MAINT);
        } else {
            health.disable();
        }
        backend.instance().changed(this);
    }

    /** {@code enable agent} and {@code disable agent}: whether its agent is asked; nothing else changes. Lock held. */
    public void setAgentChecking(final boolean enabled) {
        assertLocked();
        agent.enabled(enabled);
        backend.instance().changed(this);
    }

    /** {@code set server B/S agent up|down}: as if the agent had said so, until it says something. Lock held. */
    public void forceAgent(final boolean up) {
        assertLocked();
        agent.level(up);
        states.agentForced(up);
        backend.instance().changed(this);
    }

    /** Where its agent is asked from now on; null or 0 = unchanged. Lock held. */
    public void setAgentAddress(final InetAddress host, final int port) {
        assertLocked();
        if (host != null) {
            agent.host(host);
        }
        if (port > 0) {
            agent.port(port);
        }
        backend.instance().changed(this);
    }

    /** What its agent is sent from now on. Lock held. */
    public void setAgentSend(final String text) {
        assertLocked();
        agent.send(text);
        backend.instance().changed(this);
    }

    /** The seats at its agent's address, which a question takes one of; null = none are limited there. Lock held. */
    public Seats agentSeats() {
        final SeatAddress key = ServerAddresses.keyOf(agent.address());
        for (final Backend other : backend.instance().backends()) {
            for (final Server there : other.servers()) {
                if (there.seats().address().equals(key) && there.seats().limit() > 0) {
                    return there.seats();
                }
            }
        }
        return null;
    }

    /** Its agent is being asked. Lock held. */
    public void agentStarted() {
        assertLocked();
        agent.started();
    }

    /** A question to its agent was given up. Lock held. */
    public void agentAbandoned() {
        assertLocked();
        agent.abandoned();
    }

    /** Its agent has said a line: does what that says. Lock held. */
    public void agentSaid(final AgentReply reply, final long durationMillis) {
        assertLocked();
        if (agent.enabled()) {
            AgentEffects.apply(this, reply, durationMillis);
        } else {
            agent.abandoned();
        }
    }

    /** A question to its agent has ended; anything but a word about health leaves its state alone. Lock held. */
    public void agentEnded(final CheckResult end) {
        assertLocked();
        states.agentEnded(end);
    }

    /** Closes its idle connections: it went down or into maintenance. */
    void closeIdle() {
        backend.instance().ledger().closeIdle(seats(), this);
    }

    /** What the administrator wants of it. */
    public AdminState adminState() {
        return states.admin();
    }

    /**
     * Sets the administrative state at runtime; effective at once, logged as HAProxy does.
     *
     * @param state what to do
     * @param cause shown in the log line in brackets; "" = none
     */
    public void setAdminState(final AdminState state, final String cause) {
        assertLocked();
        states.admin(state, cause);
        backend.instance().changed(this);
    }

    /** Up, down, or in between. */
    public OperationalState operationalState() {
        return states.operational();
    }

    /** srv_admin_state: the bits of {@code show servers state}. */
    public int adminBits() {
        return switch (adminState()) {
            case READY -> 0;
            case DRAIN -> FORCED_DRAIN;
            case MAINT -> FORCED_MAINT;
        } | (line.disabled() ? CONFIGURED_MAINT : 0);
    }

    /** Whether the balancing may choose it: up, ready, and its weight is not 0. */
    public boolean usable() {
        return weight > 0 && adminState() == AdminState.READY && operationalState() == OperationalState.RUNNING
            && !backend.section().disabled();
    }

    /** Whether requests bound to it (retries without redispatch) may still get its seats: up and not in maintenance. */
    public boolean reachable() {
        return adminState() != AdminState.MAINT && operationalState() == OperationalState.RUNNING
            && !backend.section().disabled();
    }

    /** The column {@code status} of {@code show stat}. */
    public String statusText() {
        return StatusText.of(this);
    }

    /** lastchg: seconds since state or administrative state last changed. */
    public long secondsSinceChange() {
        return states.secondsSinceChange();
    }

    /** downtime: seconds it was down in all. */
    public long downtimeSeconds() {
        return states.downtimeSeconds();
    }

    /** Requests at the server now. */
    public int inWork() {
        return counters.sessions.current();
    }

    /** A request got a seat of this server: scur, stot, rate, lastsess, and the balancer's count. Lock held. */
    public void requestBegan(final long nowNanos) {
        assertLocked();
        counters.sessions.up();
        counters.sessionStarted(nowNanos);
        backend.balancer().taken(this);
    }

    /** What {@link #requestBegan} counted has ended. Lock held. */
    public void requestEnded() {
        assertLocked();
        counters.sessions.down();
        backend.balancer().released(this);
    }

    /** What traffic tells the checks. No lock. */
    public TrafficNotes traffic() {
        return traffic;
    }

    /** A whole answer came from the server. No lock; any event loop. */
    public void trafficSucceeded(final int status, final long nowNanos) {
        traffic.succeeded(status, nowNanos);
    }

    /** A connection to the server could not be made, or broke in the middle of an answer. No lock; any event loop. */
    public void trafficFailed(final long nowNanos) {
        traffic.failed();
    }

    /**
     * Its host left all keep-alive probes on a connection unanswered. No lock; any event loop.
     *
     * @param silenceNanos how long nothing has come from it
     */
    public void hostSilent(final long silenceNanos) {
        traffic.silent(silenceNanos);
    }

    /**
     * It closed a connection without a byte of an answer while that was rightly ours: see
     * {@link SeatCounters#contested}. No lock; any event loop.
     *
     * @param request whose request got no answer
     * @param at      where, which may not be this server's address any more
     */
    public void contested(final String request, final SeatAddress at) {
        backend.instance().seatCounters().contested(this, at);
        backend.instance().events().event(LogTarget.Severity.WARNING, backend.section(), ServerTexts.name(this)
            + " closed a connection without an answer, at " + at + ", request " + request
            + ": it failed, or somebody else is at it (contested " + counters.contested.sum() + " times).");
    }

    /** A health check has begun. Lock held. */
    public void checkStarted() {
        assertLocked();
        health.started();
    }

    /** A begun health check was given up without a result. Lock held. */
    public void checkAbandoned() {
        assertLocked();
        health.abandoned();
    }

    /** A health check has ended: counts, may change the state, logs. Ignored in maintenance. Lock held. */
    public void checkEnded(final CheckResult end) {
        assertLocked();
        states.checkEnded(end);
    }

    /** What was set at runtime. Lock held. */
    public ServerOverrides overrides() {
        return Overrides.of(this);
    }

    /**
     * Takes over what another generation had set at runtime, where the configured value is still the same. Nothing is logged:
     * that generation did. Lock held.
     */
    public void apply(final ServerOverrides overrides) {
        assertLocked();
        backend.instance().quietly(() -> Overrides.apply(overrides, this));
    }

    /** Its health, for a successor. Lock held. */
    public ServerHealth exportHealth() {
        return new ServerHealth(operationalState(), health.level(), health.status(), health.result(), health.code(),
            health.info(), health.durationMillis(), secondsSinceChange());
    }

    /**
     * Takes over a predecessor's (or successor's) knowledge of its health, without a log line. Ignored if it is not checked
     * or in maintenance. Lock held.
     */
    public void importHealth(final ServerHealth known) {
        assertLocked();
        states.importHealth(known);
    }

    /** What is known of its agent, for a successor. Lock held. */
    public AgentKnowledge exportAgent() {
        return agent.knowledge();
    }

    /**
     * Takes over a predecessor's (or successor's) knowledge of its agent, without a log line: a server that its agent holds
     * down does not come up because the generation is another. Ignored if it has none. Lock held.
     *
     * @param changeSeconds seconds since its state last changed there, 0 or more
     */
    public void importAgent(final AgentKnowledge known, final long changeSeconds) {
        assertLocked();
        if (agent.configured()) {
            states.importAgent(known, changeSeconds);
        }
    }

    /** Where and how its agent is asked, as set at runtime. Lock held. */
    public AgentOverrides agentOverrides() {
        return agent.overrides();
    }

    /** Takes over what another generation had set at runtime, where the configured value is still the same. Lock held. */
    public void apply(final AgentOverrides overrides) {
        assertLocked();
        if (agent.configured()) {
            overrides.applyTo(this);
        }
    }

    void assertLocked() {
        assert backend.instance().lock().isHeldByCurrentThread() : "instance lock not held";
    }

    @Override
    public String toString() {
        return ServerTexts.path(this);
    }
}
