package io.usher.proxy.seat;

import java.util.ArrayList;
import java.util.List;

/** What a generation of the simulation does with requests and connections: the part of TRAFFIC and of health checks. */
abstract class SimTraffic implements LedgerEvents {

    /** A line: its name, its address, the maxconn it sets. */
    static final class Line {
        final String name;
        final String where;
        final int maxconn;
        Seats seats;

        Line(final String name, final String where, final int maxconn) {
            this.name = name;
            this.where = where;
            this.maxconn = maxconn;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    final SimWorld world;
    final int number;
    final SimJournal journal;
    final Ledger ledger;
    final List<Line> lines = new ArrayList<>();
    final List<WaitQueue> queues = new ArrayList<>();
    final List<List<Line>> served = new ArrayList<>();
    private final List<List<Line>> configured = new ArrayList<>();
    final List<SimRequest> requests = new ArrayList<>();

    SimTraffic(final SimWorld world, final int number) {
        this.world = world;
        this.number = number;
        this.journal = new SimJournal(world);
        this.ledger = new Ledger(number, journal, this::clock, this);
    }

    /** This generation, whole. */
    abstract SimGeneration self();

    /** Whether the predecessor may still have requests that were here before any of this generation's. */
    abstract boolean hasPredecessor();

    /** Refuses a seat for one of this generation's own requests while one that was queued at COMMIT waits for it. */
    abstract void checkPredecessorsOrder(SimRequest r, Take t);

    /** Each process has its own idea of time. */
    final long clock() {
        return world.now + 1_000L * number;
    }

    @Override
    public final String toString() {
        return "generation " + number;
    }

    // ---- configuration

    final void configure() {
        final int first = 1 + world.below(world.capacity("a0"));
        final Line x0 = line("x0", "a0", first);
        final Line x1 = line("x1", "a1", 1 + world.below(world.capacity("a1")));
        queue("X", List.of(x0, x1));
        queue("X/x0", List.of(x0));
        queue("checks of x0", List.of(x0));
        if (!world.chance(4)) {
            final Line y0 = line("y0", "a0", world.chance(2) ? 0 : 1 + world.below(world.capacity("a0")));
            final Line y1 = line("y1", "a2", 1 + world.below(world.capacity("a2")));
            queue("Y", List.of(y0, y1));
            queue("Y/y0", List.of(y0));
        }
    }

    private Line line(final String name, final String where, final int maxconn) {
        final Line line = new Line(name, where, maxconn);
        line.seats = ledger.seats(address(line));
        ledger.limit(line.seats, line, maxconn);
        lines.add(line);
        return line;
    }

    private SeatAddress address(final Line line) {
        return new SeatAddress(world.has(SimMutant.COUNT_PER_LINE) ? line.where + "#" + line.name : line.where);
    }

    private void queue(final String name, final List<Line> of) {
        final WaitQueue q = ledger.newQueue(name);
        queues.add(q);
        configured.add(of);
        served.add(new ArrayList<>(of));
        of.forEach(line -> ledger.serve(q, line, line.seats));
    }

    // ---- requests

    void arrive(final int queueIndex, final Want.Priority priority) {
        // Two loops that race for the lock bring their wants out of turn; nobody arrives before COMMIT, though.
        final long arrival = clock() - (!hasPredecessor() ? world.below(3) : 0);
        final SimRequest r = new SimRequest(world.nextRequest(), self(), queueIndex, arrival, priority, world.chance(2), false);
        requests.add(r);
        world.say(r + " arrives for " + queues.get(queueIndex));
        admit(r, false);
    }

    void arriveMoved(final int queueIndex, final long arrival) {
        final SimRequest r = new SimRequest(world.nextRequest(), self(), queueIndex, arrival, Want.Priority.REQUEST, true, true);
        requests.add(r);
        world.say(r + " has moved here");
        admit(r, true);
    }

    private void admit(final SimRequest r, final boolean moved) {
        final WaitQueue q = queues.get(r.queueIndex);
        final List<Line> may = served.get(r.queueIndex);
        if (!moved && q.length() == 0 && (ledger.mayTake())) {
            final int from = may.isEmpty() ? 0 : world.below(may.size());
            for (int i = 0; i < may.size(); i++) {
                final Line line = may.get((from + i) % may.size());
                final Take t = ledger.take(line.seats, line, r);
                if (t != null) {
                    checkOrder(r, t, false);
                    begin(r, t);
                    return;
                }
            }
        }
        final boolean newFirst = world.has(SimMutant.NEW_QUEUE_FIRST);
        if (moved || newFirst) {
            ledger.enqueueMoved(q, r);
        } else {
            ledger.enqueue(q, r);
        }
    }

    /** A seat for a request: on the connection that comes with it, or on a new one. */
    void begin(final SimRequest r, final Take t) {
        if (r.status != SimRequest.Status.WAITING) {
            throw new SimViolation(r + " is granted " + t + " while it is " + r.status);
        }
        r.refuseIfMoved();
        r.status = SimRequest.Status.IN_WORK;
        if (t.connection() != null) {
            r.connection = (SimConnection) t.connection();
            r.connection.phase = SimConnection.Phase.TOOK;
        } else {
            final String key = t.seats().address().key();
            final int hash = key.indexOf('#');
            r.connection = new SimConnection(self(), hash < 0 ? key : key.substring(0, hash), r.shelf(), t);
            world.opened(r.connection, r);
        }
        t.holder(r);
        world.say(r + " has " + t.id() + " at " + r.connection.where + (t.connection() != null ? ", reused" : ""));
    }

    /** Nobody is overtaken: holds for everyone that waited here, and for what the predecessor had queued at COMMIT. */
    void checkOrder(final SimRequest r, final Take t, final boolean queued) {
        if (r.isCheck()) {
            return;
        }
        for (final SimRequest other : requests) {
            final boolean waits = other != r && other.status == SimRequest.Status.WAITING && !other.isCheck()
                && other.queued() && mayUse(other, t.seats().address());
            if (waits && (!queued || Want.compare(other, r) < 0) && ledger.mayTake()) {
                throw new SimViolation(r + " gets " + t + " before " + other + " that waits in " + other.queue);
            }
        }
        checkPredecessorsOrder(r, t);
    }

    boolean mayUse(final SimRequest r, final SeatAddress address) {
        for (final Line line : served.get(r.queueIndex)) {
            if (line.seats.address().equals(address)) {
                return true;
            }
        }
        return false;
    }

    /** The client leaves. */
    void leave(final SimRequest r) {
        if (r.status == SimRequest.Status.WAITING) {
            if (ledger.withdraw(r)) {
                r.status = SimRequest.Status.GONE;
                world.say(r + " leaves the queue");
            }
            return;
        }
        final SimConnection c = r.connection;
        r.status = SimRequest.Status.GONE;
        world.say(r + " gives up while its connection is " + c.phase);
        if (c.phase == SimConnection.Phase.TOOK && c.take.connection() == null) {
            gone(c);
        } else if (c.phase == SimConnection.Phase.TOOK) {
            answered(c);
        } else if (c.phase == SimConnection.Phase.SENT) {
            if (world.has(SimMutant.RELEASE_ON_ABORT)) {
                c.phase = SimConnection.Phase.GONE;
                ledger.release(c.take);
                return;
            }
            ledger.hold(c.take, HoldReason.CLIENT_GONE, world.chance(2) ? 0 : clock() + SimWorld.LONGEST_JOB + 1);
        }
    }

    /** What a living owner does next with a connection that needs something done. */
    void advance(final SimConnection c) {
        if (c.passing) {
            return;
        }
        switch (c.phase) {
            case TOOK:
                if (c.take.connection() == null && world.chance(12)) {
                    end(c, SimRequest.Status.FAILED);
                    gone(c);
                    return;
                }
                ledger.connected(c.take, c);
                c.phase = SimConnection.Phase.SENT;
                world.sent(c);
                return;
            case ANSWERED:
                end(c, SimRequest.Status.DONE);
                answered(c);
                return;
            case ANSWERED_AND_CLOSED:
                end(c, SimRequest.Status.DONE);
                gone(c);
                return;
            case CLOSING:
                gone(c);
                return;
            case IDLE:
                gone(c);
                return;
            default:
                return;
        }
    }

    private void end(final SimConnection c, final SimRequest.Status how) {
        if (c.take.holder() instanceof SimRequest && ((SimRequest) c.take.holder()).status == SimRequest.Status.IN_WORK) {
            ((SimRequest) c.take.holder()).status = how;
        }
    }

    private void answered(final SimConnection c) {
        if (c.take.state() == Take.State.RELEASED) {
            c.phase = SimConnection.Phase.GONE;
            return;
        }
        c.phase = SimConnection.Phase.IDLE;
        final boolean open = ledger.idle(c.take);
        world.say(c.take.id() + " is done at " + c.where + (open ? "" : ", closes"));
        if (!open) {
            c.phase = SimConnection.Phase.CLOSING;
            if (world.has(SimMutant.RELEASE_BEFORE_FIN)) {
                ledger.release(c.take);
            }
        }
    }

    private void gone(final SimConnection c) {
        c.phase = SimConnection.Phase.GONE;
        world.say(c.take.id() + " closes at " + c.where);
        ledger.release(c.take);
    }

    /**
     * Holds whose bound has passed: by the premise their servers are done, so what is left of their connections does
     * not count.
     */
    void expire() {
        for (final SimConnection c : world.connections()) {
            if (c.owner == this && !c.working && c.take.state() == Take.State.ON_HOLD && c.take.holdUntilNanos() != 0
                && c.take.holdUntilNanos() - clock() <= 0) {
                c.phase = SimConnection.Phase.GONE;
            }
        }
        for (final Take t : ledger.expired(clock())) {
            world.say("the hold of " + t.id() + " at " + t.seats().address() + " ends");
        }
    }

    HoldBound bound() {
        final long until = clock() + SimWorld.LONGEST_JOB + 1;
        return address -> until;
    }

    /** A line goes out of, or comes back into, use. */
    void flip(final int queueIndex, final int lineIndex) {
        final List<Line> may = served.get(queueIndex);
        final WaitQueue q = queues.get(queueIndex);
        final Line line = lines.get(lineIndex);
        if (may.contains(line)) {
            may.remove(line);
            ledger.unserve(q, line);
            if (world.chance(2)) {
                ledger.closeIdle(line.seats, line);
            }
        } else if (configured.get(queueIndex).contains(line)) {
            may.add(line);
            ledger.serve(q, line, line.seats);
        } else {
            return;
        }
        world.say(this + " flips " + line + " in " + q);
        for (final SimRequest r : requests) {
            r.excused |= r.queueIndex == queueIndex;
        }
    }

    /** Every line is in use again. */
    void restore() {
        for (int i = 0; i < queues.size(); i++) {
            for (int j = 0; j < lines.size(); j++) {
                if (!served.get(i).contains(lines.get(j))) {
                    flip(i, j);
                }
            }
        }
    }
}
