package io.usher.proxy.traffic;

import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.usher.proxy.balance.Admission;
import io.usher.proxy.config.Timeouts;
import io.usher.proxy.live.Backend;
import io.usher.proxy.live.SeatRequest;
import io.usher.proxy.live.Server;
import io.usher.proxy.seat.Take;
import io.usher.proxy.seat.WaitQueue;
import io.usher.proxy.seat.WantFailure;

/**
 * Gets a stream its server connection: a place in the queue, a seat, an idle connection or a new one, retries and
 * redispatch. One object serves all requests of a client connection, one after another; it runs on that client's loop.
 */
final class SeatSeeker {

    /** HAProxy waits this long, or {@code timeout connect} if shorter, before it tries the same server again. */
    private static final int TURN_AROUND_MILLIS = 1_000;
    /** When an elapsed connect turns out to be established already, its event is due any moment. */
    private static final int GRACE_MILLIS = 50;

    /** Who seeks. */
    interface Seeker extends ServerUser, SeatRequest.Holder {

        /** The seat and an open connection, whose user the seeker is from now on. */
        void connected(ServerConnection connection, boolean reused);

        /** There will be none. */
        void refused(Refusal why);

        /** Whose request it is. */
        ClientConnection client();

        /** A server was chosen; logs show it even if the connection fails. */
        void assigned(Server server);
    }

    private enum State { REST, QUEUED, MOVING, CONNECTING, TURN_AROUND }

    private final TrafficEngine engine;
    private final Shelf shelf;
    private final Seeker seeker;
    private final Deadline deadline;
    private State state = State.REST;
    private Backend backend;
    private long arrival;
    private SeatWant want;
    private Take take;
    private Server server;
    private ConnectAttempt connecting;
    private final Attempts attempts;
    private long queuedBackend;
    private long queuedServer;
    private long queueNanos;
    private boolean assignedOnce;
    /** It waits for {@link #server} alone. */
    private boolean pinned;
    /** After the turn-around another server is to be tried. */
    private boolean leaving;

    SeatSeeker(final TrafficEngine engine, final Shelf shelf, final Seeker seeker) {
        this.engine = engine;
        this.shelf = shelf;
        this.seeker = seeker;
        this.attempts = new Attempts(engine);
        this.deadline = new Deadline(shelf.deadlines(), this::timeUp);
    }

    // ---- for the stream

    /** Starts seeking. */
    void start(final Backend from, final long now) {
        backend = from;
        arrival = now;
        server = null;
        take = null;
        attempts.start(from);
        queuedBackend = 0;
        queuedServer = 0;
        assignedOnce = false;
        admit(null, null);
    }

    /** The idle connection failed before it had answered a byte: connects anew, with the same seat. */
    void again(final Take kept) {
        take = kept;
        connect();
    }

    /** Whether the request may be sent once more after it was. */
    boolean mayRetry() {
        return attempts.left();
    }

    /**
     * Sends the request once more: to the same server or another one, as {@code option redispatch} says, without a turn-around.
     *
     * @param kept the seat of the last attempt, whose connection the server has closed; null = that seat is no longer ours
     */
    void retry(final Take kept) {
        take = kept;
        if (attempts.next(server).allowed()) {
            giveBack();
            admit(null, server);
        } else if (take == null) {
            admit(server, null);
        } else {
            noteChoice(server);
            connect();
        }
    }

    /** The stream does not want a connection any more. Leaves the queue or drops the connection attempt at once. */
    void abort() {
        deadline.clear();
        final State was = state;
        state = State.REST;
        switch (was) {
            case QUEUED:
                withdraw();
                break;
            case CONNECTING:
                dropAttempt();
                giveBack();
                break;
            case TURN_AROUND:
                giveBack();
                break;
            default:
                // MOVING: the connection is on its way; it is parked again when it arrives.
                break;
        }
    }

    /** No more use. */
    void end() {
        deadline.end();
    }

    /** Whether it waits in a queue. */
    boolean queued() {
        return state == State.QUEUED;
    }

    Attempts attempts() {
        return attempts;
    }

    long backendQueue() {
        return queuedBackend;
    }

    long serverQueue() {
        return queuedServer;
    }

    // ---- moving to the next generation

    /** Whether it waits with that very want. */
    boolean waitsWith(final SeatWant which) {
        return state == State.QUEUED && want == which;
    }

    /** Stops its deadline and notes what is left of it. */
    void departs(final Luggage luggage) {
        luggage.queueLeft = deadline.left(shelf.now());
        deadline.clear();
    }

    /** Packs its place and what it has tried. */
    void pack(final Luggage luggage, final long now) {
        luggage.backend = backend.name();
        luggage.server = server == null ? "" : server.name();
        luggage.pinned = pinned;
        luggage.retries = attempts.retries();
        luggage.redispatched = attempts.redispatched();
        luggage.assignedAge = assignedOnce ? now - queueNanos : Luggage.NEVER;
        luggage.serverQueue = queuedServer;
        engine.lock();
        try {
            // The position counts the request itself, and will count it once more.
            luggage.backendQueue = queuedBackend + Math.max(0, backend.queue().position(want) - 1);
        } finally {
            engine.unlock();
        }
    }

    /** It is gone with its want, or nobody can tell. */
    void forget() {
        state = State.REST;
        want = null;
    }

    /** It did not leave after all. */
    void returned(final Luggage luggage) {
        if (state == State.QUEUED) {
            deadline.nanos(shelf.now(), luggage.queueLeft);
        }
    }

    /** The counterpart of {@link #pack}; not on the loop yet. */
    void unpack(final ArrivingClient from) {
        final Luggage luggage = from.luggage();
        final long now = shelf.now();
        backend = from.backend();
        server = from.server();
        arrival = from.arrivalNanos();
        attempts.resume(backend, luggage.retries, luggage.redispatched);
        queuedBackend = luggage.backendQueue;
        queuedServer = luggage.serverQueue;
        pinned = luggage.pinned;
        assignedOnce = luggage.assignedAge != Luggage.NEVER;
        queueNanos = assignedOnce ? now - luggage.assignedAge : 0;
        want = new SeatWant(shelf.index(), arrival);
        state = State.QUEUED;
    }

    /** Instance lock held. */
    void queueAgain() {
        if (!Admission.admitMoved(backend, want, pinned ? server : null)) {
            want.failed(WantFailure.NO_SERVER_LEFT); // The last one went since the client was looked at.
        }
    }

    // ---- admission

    private void admit(final Server bound, final Server avoid) {
        pinned = bound != null;
        final SeatWant mine = new SeatWant(shelf.index(), arrival);
        want = mine;
        final Admission.Outcome outcome;
        engine.lock();
        try {
            outcome = Admission.admit(backend, mine, bound, avoid);
            if (outcome == Admission.Outcome.GRANTED) {
                began(mine.take());
            }
        } finally {
            engine.unlock();
        }
        switch (outcome) {
            case GRANTED -> accept(mine.take());
            case QUEUED -> {
                state = State.QUEUED;
                final Timeouts limits = backend.section().timeouts();
                deadline.in(shelf.now(), limits.queue() > 0 ? limits.queue() : limits.connect());
            }
            case QUEUE_FULL -> refuse(Refusal.QUEUE_FULL);
            default -> refuse(Refusal.NO_SERVER);
        }
    }

    /** Lock held: counts the request as the server's. */
    private void began(final Take granted) {
        granted.holder(seeker);
        ((Server) granted.line()).requestBegan(engine.clock().nanoTime());
    }

    private void withdraw() {
        engine.lock();
        try {
            notePosition();
            engine.ledger().withdraw(want);
            // false: granted a moment ago; the posted call finds that nobody waits and gives the seat back.
        } finally {
            engine.unlock();
        }
        want = null;
    }

    private void notePosition() {
        queuedBackend += backend.queue().position(want);
        if (server != null) {
            final WaitQueue own = server.queue();
            queuedServer += own.position(want);
        }
    }

    private void grantArrived(final SeatWant which, final Take granted, final long backendPosition) {
        if (which != want || state != State.QUEUED) {
            LateSeat.giveBack(engine, granted);
        } else if (!postponed(() -> grantArrived(which, granted, backendPosition))) {
            deadline.clear();
            queuedBackend += backendPosition;
            accept(granted);
        }
    }

    /** The connection that was granted has ended where it was; {@code rest} is its seat, null if that is not ours any more. */
    private void grantArrivedWithout(final SeatWant which, final Server chosen, final Take rest, final long backendPosition) {
        if (which != want || state != State.QUEUED) {
            if (rest != null) {
                engine.freeUnused(rest);
            }
        } else if (!postponed(() -> grantArrivedWithout(which, chosen, rest, backendPosition))) {
            deadline.clear();
            queuedBackend += backendPosition;
            noteChoice(chosen);
            goOn(rest);
        }
    }

    /** A client that was on its way out was called back, and is on its loop again in a moment: this comes then. */
    private boolean postponed(final Runnable again) {
        final boolean away = seeker.client().away();
        if (away) {
            shelf.loop().execute(again);
        }
        return away;
    }

    private void failureArrived(final SeatWant which, final WantFailure why) {
        if (which == want && state == State.QUEUED && !postponed(() -> failureArrived(which, why))) {
            refuse(switch (why) {
                case JOURNAL_FULL -> Refusal.NO_RESOURCE;
                case NO_SERVER_LEFT -> Refusal.NO_SERVER;
                default -> Refusal.QUEUE_FULL;
            });
        }
    }

    private void accept(final Take granted) {
        take = granted;
        final Server chosen = (Server) granted.line();
        noteChoice(chosen);
        final ServerConnection idle = (ServerConnection) granted.connection();
        if (idle == null) {
            connect();
        } else if (idle.home() == shelf) {
            reuse(idle);
        } else {
            state = State.MOVING;
            idle.home().loop().execute(() -> idle.moveTo(shelf, () -> arrived(idle), this::arrivedWithout));
        }
    }

    private void noteChoice(final Server chosen) {
        attempts.chosen(server, chosen);
        server = chosen;
        if (!assignedOnce) {
            assignedOnce = true;
            queueNanos = shelf.now();
        }
        seeker.assigned(chosen);
    }

    // ---- idle connections

    private void arrived(final ServerConnection idle) {
        if (state != State.MOVING) {
            if (idle.attach(seeker)) {
                idle.park();
            } else {
                take = idle.claim();
                giveBack();
            }
            return;
        }
        reuse(idle);
    }

    private void arrivedWithout(final Take rest) {
        if (state == State.MOVING) {
            goOn(rest);
        } else if (rest != null) {
            engine.freeUnused(rest);
        }
    }

    private void reuse(final ServerConnection idle) {
        if (idle.attach(seeker)) {
            state = State.REST;
            server.counters().reuses.increment();
            backend.counters().reuses.increment();
            seeker.connected(idle, true);
        } else {
            goOn(idle.claim());
        }
    }

    /** Goes on without the granted connection: with its seat, or where that is null by asking for another. */
    private void goOn(final Take rest) {
        take = rest;
        if (rest != null) {
            connect();
        } else {
            admit(null, null);
        }
    }

    // ---- connecting

    private void connect() {
        state = State.CONNECTING;
        final ConnectAttempt attempt;
        try {
            attempt = ConnectAttempt.open(engine, server, take, shelf);
        } catch (final ChannelException e) {
            engine.internalError("connecting to " + server, e);
            connectFailed(Refusal.CONNECT_FAILED);
            return;
        }
        if (attempt == null) { // Its place among all that wait is by arrival, so it loses nothing.
            giveBack();
            admit(null, null);
            return;
        }
        connecting = attempt;
        final ChannelFuture done = attempt.begin();
        if (done.isDone()) {
            connectEnded(attempt, done);
            return;
        }
        deadline.in(shelf.now(), backend.section().timeouts().connect());
        done.addListener(ended -> connectEnded(attempt, done));
    }

    private void connectEnded(final ConnectAttempt ended, final ChannelFuture done) {
        if (connecting != ended) {
            return; // Dropped, or abandoned.
        }
        connecting = null;
        deadline.clear();
        if (!done.isSuccess()) {
            connectFailed(Refusal.CONNECT_FAILED);
            return;
        }
        state = State.REST;
        seeker.connected(ended.established(seeker), false);
    }

    private void connectFailed(final Refusal why) {
        server.trafficFailed(shelf.now());
        if (!attempts.leftAfterConnectFailure()) {
            server.counters().failedConnections.increment();
            backend.counters().failedConnections.increment();
            giveBack();
            refuse(why);
            return;
        }
        final Redispatch choice = attempts.next(server);
        if (choice.allowed()) {
            final Server failed = server;
            giveBack();
            if (choice.afterTurnAround()) {
                turnAround(true);
            } else {
                admit(null, failed);
            }
        } else {
            turnAround(false);
        }
    }

    private void turnAround(final boolean forAnother) {
        state = State.TURN_AROUND;
        leaving = forAnother;
        final int connect = backend.section().timeouts().connect();
        deadline.in(shelf.now(), connect > 0 ? Math.min(connect, TURN_AROUND_MILLIS) : TURN_AROUND_MILLIS);
    }

    private void timeUp() {
        switch (state) {
            case QUEUED:
                withdraw();
                backend.counters().failedConnections.increment();
                refuse(Refusal.QUEUE_TIMEOUT);
                break;
            case CONNECTING:
                connectTimeUp();
                break;
            case TURN_AROUND:
                if (take != null) {
                    noteChoice(server);
                    connect();
                } else if (leaving) {
                    admit(null, server);
                } else {
                    admit(server, null);
                }
                break;
            default:
                break;
        }
    }

    private void connectTimeUp() {
        if (connecting.isEstablished()) {
            deadline.in(shelf.now(), GRACE_MILLIS);
            return;
        }
        dropAttempt();
        connectFailed(Refusal.CONNECT_TIMEOUT);
    }

    /** Its seat stays ours, unless it was established after all. */
    private void dropAttempt() {
        final ConnectAttempt unwanted = connecting;
        connecting = null;
        if (!unwanted.drop()) {
            take = null;
        }
    }

    // ---- ends

    private void refuse(final Refusal why) {
        state = State.REST;
        deadline.clear();
        seeker.refused(why);
    }

    /** Frees a seat whose connection was never established. */
    private void giveBack() {
        if (take != null) {
            final Take unused = take;
            take = null;
            engine.freeUnused(unused);
        }
    }

    /** This seeker's wish as the ledger knows it; one for each time it is asked. */
    final class SeatWant extends Admission.Request implements MovableWant {

        SeatWant(final int index, final long arrivalNanos) {
            super(index, arrivalNanos);
        }

        @Override
        public void granted(final Take granted) {
            began(granted);
            final long position = backend.queue().position(this);
            final ServerConnection idle = (ServerConnection) granted.connection();
            if (idle == null || idle.home() == shelf) {
                shelf.loop().execute(() -> grantArrived(this, granted, position));
            } else {
                // By way of the connection's loop, which as a rule is the one that grants: one wake-up instead of three.
                final Server chosen = (Server) granted.line();
                idle.home().loop().execute(() -> idle.moveTo(shelf, () -> grantArrived(this, granted, position),
                    rest -> grantArrivedWithout(this, chosen, rest, position)));
            }
        }

        @Override
        public Departure departure() {
            return new LeavingClient(seeker.client(), this);
        }

        @Override
        public void failed(final WantFailure why) {
            shelf.loop().execute(() -> failureArrived(this, why));
        }
    }
}
