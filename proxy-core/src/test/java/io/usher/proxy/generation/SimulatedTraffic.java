package io.usher.proxy.generation;

import io.usher.proxy.seat.HoldReason;
import io.usher.proxy.seat.SeatAddress;
import io.usher.proxy.seat.Seats;
import io.usher.proxy.seat.Take;
import io.usher.proxy.seat.WaitQueue;
import io.usher.proxy.seat.Want;
import io.usher.proxy.traffic.Arrival;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a simulated process does with requests and server connections: the part of TRAFFIC and of health checks. */
final class SimulatedTraffic {
    private static final String CHECKS = "checks of x0";

    /** A server line. */
    record Line(String name, SimulatedServer server, int maxconn, Seats seats) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** A backend's, or a server's, queue: the lines that it was configured for, and those in use. */
    record Queue(WaitQueue waiting, List<Line> configured, List<Line> used) {
    }

    final SimulatedHost host;
    final SimulatedGeneration at;
    final SimulatedOrder order = new SimulatedOrder(this);
    final SimulatedClients clients;
    /** What the event loops have to do: they run beside the thread {@code generation}. */
    final Deque<Runnable> loop = new ArrayDeque<>();
    final List<Line> lines = new ArrayList<>();
    final Map<String, Queue> queues = new LinkedHashMap<>();
    final List<SimulatedQuery> queries = new ArrayList<>();
    final List<SimulatedLink> links = new ArrayList<>();
    /** When its ledger passed on last, on its clock. */
    long commitNanos;

    SimulatedTraffic(final SimulatedHost host, final SimulatedGeneration at) {
        this.host = host;
        this.at = at;
        this.clients = new SimulatedClients(host, this);
    }

    // ---- configuration

    /** Instance lock held. */
    void configure() {
        final Line x0 = line("x0", 0, host.chance(6));
        final Line x1 = line("x1", 1, false);
        queue("X", List.of(x0, x1));
        queue("X/x0", List.of(x0));
        queue(CHECKS, List.of(x0));
        if (!host.chance(3)) {
            final Line y0 = line("y0", 0, host.chance(2));
            final Line y1 = line("y1", 2, false);
            queue("Y", List.of(y0, y1));
            queue("Y/y0", List.of(y0));
        }
    }

    /** Of lines that share an address one sets the limit. */
    private Line line(final String name, final int server, final boolean lower) {
        final SimulatedServer s = host.servers.get(server);
        final SeatAddress address = host.has(HandoverMutant.COUNT_PER_LINE) ? new SeatAddress(s.address.key() + "#" + name)
            : s.address;
        final int maxconn = lower ? 1 + host.below(s.slots) : s.slots;
        final Line line = new Line(name, s, maxconn, at.ledger.seats(address));
        at.ledger.limit(line.seats, line, maxconn);
        lines.add(line);
        return line;
    }

    private void queue(final String name, final List<Line> of) {
        final WaitQueue q = at.ledger.newQueue(name);
        queues.put(name, new Queue(q, of, new ArrayList<>(of)));
        of.forEach(line -> at.ledger.serve(q, line, line.seats));
    }

    void locked(final Runnable action) {
        at.parts.locked(action);
    }

    // ---- requests

    /** A client's next request comes for any of the queues. */
    void arrive() {
        final List<String> names = List.copyOf(queues.keySet());
        final String name = names.get(host.below(names.size()));
        if (name.equals(CHECKS)) {
            check(name);
        } else {
            // Two loops that race for the lock bring their wants out of turn; nobody arrives before COMMIT, though.
            arrive(name, Want.Priority.REQUEST, at.clock() - (at.ledger.predecessor() == null ? host.below(3) : 0));
        }
    }

    private void check(final String name) {
        for (final SimulatedQuery q : queries) {
            if (q.isCheck() && q.status == SimulatedQuery.Status.WAITING) {
                locked(() -> at.ledger.priority(q, Want.Priority.NEXT));
                return;
            }
        }
        if (at.serving.checking) {
            arrive(name, Want.Priority.WHEN_FREE, at.clock());
        }
    }

    private void arrive(final String name, final Want.Priority kind, final long arrival) {
        final SimulatedRequest r = host.request(name, kind != Want.Priority.REQUEST);
        final SimulatedQuery q = new SimulatedQuery(this, r, host.below(2), arrival, kind, false);
        r.holder = q;
        queries.add(q);
        host.say(q, " arrives for ", name);
        locked(() -> admit(q));
    }

    private void admit(final SimulatedQuery q) {
        final Queue queue = queues.get(q.request.queue);
        if (!q.moved && queue.waiting.length() == 0 && at.ledger.mayTake() && !queue.used.isEmpty()) {
            final int from = host.below(queue.used.size());
            for (int i = 0; i < queue.used.size(); i++) {
                final Line line = queue.used.get((from + i) % queue.used.size());
                final Take t = at.ledger.take(line.seats, line, q);
                if (t != null) {
                    order.check(q, t, false);
                    begin(q, t);
                    return;
                }
            }
        }
        if (q.moved) {
            at.ledger.enqueueMoved(queue.waiting, q);
        } else {
            at.ledger.enqueue(queue.waiting, q);
        }
    }

    /** A client that the predecessor sends. */
    Arrival arriving(final int descriptor, final String luggage, final long arrival) {
        if (host.isIdle(descriptor)) {
            return clients.arriving(descriptor, luggage);
        }
        final SimulatedQuery old = host.packed(descriptor, SimulatedQuery.class);
        if (!old.request.toString().equals(luggage)) {
            throw new SimulationFailure("the descriptor of " + old + " came with the luggage of " + luggage);
        }
        if (!queues.containsKey(old.request.queue) || host.chance(8)) {
            throw new IllegalArgumentException("no backend " + old.request.queue);
        }
        old.request.arriving = at;
        return () -> enter(old, arrival);
    }

    private void enter(final SimulatedQuery old, final long arrival) {
        final SimulatedRequest r = old.request;
        if (r.holder != old || old.in.at.alive && old.status != SimulatedQuery.Status.AWAY
            && old.status != SimulatedQuery.Status.MOVED && old.status != SimulatedQuery.Status.LOST) {
            throw new SimulationFailure(r + " enters generation " + at.number + " and is " + r.holder.status + " in "
                + r.holder.in.at.number);
        }
        r.arriving = null;
        final SimulatedQuery q = new SimulatedQuery(this, r, host.below(2), arrival, Want.Priority.REQUEST, true);
        r.holder = q;
        queries.add(q);
        host.say(q, " has moved here", "");
        locked(() -> admit(q));
    }

    /** A seat for a query: on the connection that comes with it, or on a new one. */
    void begin(final SimulatedQuery q, final Take t) {
        if (q.status != SimulatedQuery.Status.WAITING) {
            throw new SimulationFailure(q + " is granted " + t + " while it is " + q.status);
        }
        q.status = SimulatedQuery.Status.IN_WORK;
        if (t.connection() != null) {
            q.link = (SimulatedLink) t.connection();
            q.link.phase = SimulatedLink.Phase.TOOK;
            q.link.fresh = false;
        } else {
            q.link = new SimulatedLink(this, host.serverAt(t.seats().address()), q.shelf(), t);
            links.removeIf(l -> l.phase == SimulatedLink.Phase.GONE && !l.working);
            links.add(q.link);
            q.link.server.opened(q.link);
        }
        q.link.query = q;
        host.say(q, " has ", q.link);
    }

    /** A seat for nobody: its loop gives it back. */
    void returnUnused(final Take t) {
        final SimulatedLink idle = (SimulatedLink) t.connection();
        loop.add(() -> locked(() -> {
            if (idle == null) {
                at.ledger.release(t);
            } else {
                pool(idle);
            }
        }));
    }

    /** A client leaves, or time runs out for its request. */
    void leave(final SimulatedQuery q) {
        if (q.status == SimulatedQuery.Status.WAITING) {
            locked(() -> {
                q.request.left = true;
                if (at.ledger.withdraw(q)) {
                    q.status = SimulatedQuery.Status.LEFT;
                }
            });
        } else if (q.status == SimulatedQuery.Status.IN_WORK) {
            q.request.left = true;
            q.status = SimulatedQuery.Status.LEFT;
            locked(() -> giveUp(q.link));
        }
        host.say(q, " is left by its client", "");
    }

    /** Lock held: nobody waits for that connection's answer any more. */
    void giveUp(final SimulatedLink l) {
        if (l.phase == SimulatedLink.Phase.TOOK && l.fresh) {
            close(l);
        } else if (l.phase == SimulatedLink.Phase.TOOK) {
            pool(l);
        } else if (l.phase == SimulatedLink.Phase.SENT) {
            if (host.has(HandoverMutant.RELEASE_ON_ABORT)) {
                l.phase = SimulatedLink.Phase.GONE;
                at.ledger.release(l.take);
                return;
            }
            final boolean bounded = host.chance(2);
            at.ledger.hold(l.take, bounded ? HoldReason.SERVER_TIMEOUT : HoldReason.CLIENT_GONE,
                bounded ? at.clock() + SimulatedHost.LONGEST_JOB + 1 : 0);
        }
    }

    // ---- connections

    /** What a running process does next with a connection that needs something done. */
    void advance(final SimulatedLink l) {
        if (l.passing || l.owner != this) {
            // It is on its way, or has arrived although the ACK has not: nobody here reads it.
            return;
        }
        switch (l.phase) {
            case TOOK -> connected(l);
            case ANSWERED -> {
                answered(l);
                locked(() -> pool(l));
            }
            case ANSWERED_AND_CLOSED -> {
                answered(l);
                locked(() -> close(l));
            }
            case CLOSING, IDLE -> locked(() -> close(l));
            default -> {
                // SENT: the server's turn.
            }
        }
    }

    private void connected(final SimulatedLink l) {
        if (l.fresh && host.chance(12)) {
            final SimulatedQuery q = l.query;
            l.query = null;
            locked(() -> close(l));
            if (host.chance(2) && !q.isCheck()) {
                host.say(q, " tries again", "");
                q.status = SimulatedQuery.Status.WAITING;
                q.atCommit = false;
                locked(() -> admit(q));
            } else {
                q.status = SimulatedQuery.Status.FAILED;
                q.request.answered();
            }
            return;
        }
        locked(() -> at.ledger.connected(l.take, l));
        l.phase = SimulatedLink.Phase.SENT;
        host.sent(l);
        if (host.has(HandoverMutant.JOURNAL_LATE)) {
            loop.add(((SimulatedHost.Journal) at.journal)::catchUp);
        }
    }

    private void answered(final SimulatedLink l) {
        final SimulatedQuery q = l.query;
        if (q != null && q.link == l && q.status == SimulatedQuery.Status.IN_WORK) {
            q.status = SimulatedQuery.Status.DONE;
            q.request.answered();
        }
    }

    private void pool(final SimulatedLink l) {
        if (l.take.state() == Take.State.RELEASED) {
            l.phase = SimulatedLink.Phase.GONE;
            return;
        }
        l.phase = SimulatedLink.Phase.IDLE;
        l.query = null;
        if (!at.ledger.idle(l.take)) {
            closes(l);
        }
    }

    /** Usher closes first: the seat is free when the server has closed too. */
    void closes(final SimulatedLink l) {
        l.phase = SimulatedLink.Phase.CLOSING;
        if (host.has(HandoverMutant.RELEASE_BEFORE_FIN)) {
            loop.add(() -> locked(() -> at.ledger.release(l.take)));
        }
    }

    private void close(final SimulatedLink l) {
        l.phase = SimulatedLink.Phase.GONE;
        host.say(l, " is closed", "");
        at.ledger.release(l.take);
    }

    /**
     * Holds whose bound has passed: by the premise their servers are done, so what is left of their connections does not count.
     */
    void expire() {
        for (final SimulatedLink l : links) {
            if (!l.working && l.owner == this && l.take.state() == Take.State.ON_HOLD && l.take.holdUntilNanos() != 0
                && l.take.holdUntilNanos() - at.clock() <= 0) {
                if (l.passing) {
                    l.pastBound = true;
                } else {
                    l.phase = SimulatedLink.Phase.GONE;
                }
            }
        }
        at.ledger.allSeats().forEach(s -> s.takes().forEach(this::expireArriving));
        locked(() -> at.ledger.expired(at.clock()).forEach(t -> host.say(t, " is on hold no more", "")));
    }

    /** The same for one that is this generation's already, whose loop has not come to it yet. */
    private void expireArriving(final Take t) {
        if (t.state() == Take.State.ON_HOLD && t.holdUntilNanos() != 0 && t.holdUntilNanos() - at.clock() <= 0
            && t.connection() instanceof SimulatedLink l && l.owner != this && !l.working) {
            l.pastBound = true;
        }
    }

    // ---- what an operator does

    /** A line goes out of use, or comes back. */
    void flip(final Queue queue, final Line line) {
        locked(() -> {
            if (queue.used.remove(line)) {
                at.ledger.unserve(queue.waiting, line);
                if (host.chance(2)) {
                    at.ledger.closeIdle(line.seats, line);
                }
            } else {
                queue.used.add(line);
                at.ledger.serve(queue.waiting, line, line.seats);
            }
        });
        host.say(line, " goes out of use or comes back in ", queue.waiting);
        queries.forEach(q -> q.excused = true);
    }

    void flipAny() {
        final List<Queue> all = List.copyOf(queues.values());
        final Queue queue = all.get(host.below(all.size()));
        flip(queue, queue.configured.get(host.below(queue.configured.size())));
    }

    /** Every line is in use again, with its own limit. */
    void restore() {
        for (final Queue q : queues.values()) {
            for (final Line line : q.configured) {
                if (!q.used.contains(line)) {
                    flip(q, line);
                }
            }
        }
        closeIdle();
    }

    void closeIdle() {
        locked(() -> lines.forEach(line -> at.ledger.closeIdle(line.seats, line)));
    }

    void changeLimit() {
        final Line line = lines.get(host.below(lines.size()));
        locked(() -> at.ledger.limit(line.seats, line, 1 + host.below(line.server.slots)));
    }

    /** {@return whether a client that is here could still bring a request} */
    boolean keepsClients() {
        for (final SimulatedQuery q : queries) {
            if (!q.isCheck() && q.unsettled()) {
                return true;
            }
        }
        return clients.any();
    }
}
