package io.usher.proxy.seat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a ledger has written down, and how a take begins and ends in it; not who may take when. */
final class Books {

    final int generation;
    final SeatJournal journal;
    final NanoClock clock;
    final LedgerEvents events;
    private final Map<SeatAddress, Seats> seats = new LinkedHashMap<>();
    private final Set<WaitQueue> queues = new LinkedHashSet<>();
    private final TreeSet<Take> boundedHolds = new TreeSet<>(Books::byBound);
    private final Set<Take> unwritten = new LinkedHashSet<>();
    private long takes;
    private long sequence;
    /** Takes that this process must see to the end: all but those elsewhere and a dead generation's. */
    private long own;
    private long waiting;

    Books(final int generation, final SeatJournal journal, final NanoClock clock, final LedgerEvents events) {
        this.generation = generation;
        this.journal = journal;
        this.clock = clock;
        this.events = events;
    }

    private static int byBound(final Take a, final Take b) {
        final long apart = a.holdUntilNanos() - b.holdUntilNanos();
        if (apart != 0) {
            return apart < 0 ? -1 : 1;
        }
        final int generations = Integer.compare(a.id().generation(), b.id().generation());
        return generations != 0 ? generations : Long.compare(a.id().counter(), b.id().counter());
    }

    // ---- seats and queues

    Map<SeatAddress, Seats> seats() {
        return seats;
    }

    Set<WaitQueue> queues() {
        return queues;
    }

    /** Forgets an address that is here for its takes and queues only, once it has none. */
    void forget(final Seats s) {
        if ((s.foreign || s.retired) && !s.limit.isKnown() && s.taken() == 0 && s.services().isEmpty()) {
            seats.remove(s.address(), s);
        }
    }

    void serve(final WaitQueue q, final Object line, final Seats s) {
        final Service service = new Service(q, line, s);
        q.add(service);
        s.add(service);
    }

    void unserve(final WaitQueue q, final Object line) {
        final Service service = q.service(line);
        if (service != null) {
            service.seats.remove(service);
            q.remove(service);
            forget(service.seats);
        }
    }

    void enqueue(final WaitQueue q, final Want w, final boolean beforeQueueEnd) {
        w.sequence = ++sequence;
        q.add(w, beforeQueueEnd);
        waiting++;
    }

    void dequeue(final Want w, final Want.State next) {
        w.queue.remove(w);
        w.state = next;
        waiting--;
    }

    /** Whether no want waits and no take of this process is left. */
    boolean isEmpty() {
        return waiting == 0 && own == 0;
    }

    // ---- takes

    /** Takes a seat for a line of this generation; the journal knows it when this returns. */
    Take open(final Seats s, final Object line) throws JournalFullException {
        return open(new TakeId(generation, ++takes), s, line);
    }

    /** The same, with the name that the ledger's keeper gave it. */
    Take open(final TakeId id, final Seats s, final Object line) throws JournalFullException {
        final long now = clock.nanoTime();
        final Take t = new Take(id, s, line, Take.State.IN_WORK, now, now);
        try {
            journal.write(t);
        } catch (JournalFullException e) {
            events.journalFull(s.address(), e);
            throw e;
        }
        t.journaled = true;
        own++;
        s.add(t);
        return t;
    }

    /** Takes a seat for the predecessor, which journals it. */
    Take openElsewhere(final Seats s) {
        return elsewhere(new TakeId(generation, ++takes), s, 0);
    }

    /** Enters a seat that another generation has. */
    Take elsewhere(final TakeId id, final Seats s, final long ageNanos) {
        final long now = clock.nanoTime();
        final Take t = new Take(id, s, null, Take.State.ELSEWHERE, now - ageNanos, now);
        s.add(t);
        return t;
    }

    /** Enters a seat whose connection nobody has. A full journal leaves it in {@link #unwritten()}, never unheld. */
    Take orphan(final TakeId id, final Seats s, final long ageNanos, final HoldReason why, final long untilNanos) {
        final Take t = elsewhere(id, s, ageNanos);
        orphan(t, why, untilNanos);
        return t;
    }

    /** A dead generation's seat, by its journal's word; {@code t} is the take if it was known as elsewhere, else null. */
    Take orphan(final JournalEntry e, final Take t, final Seats s, final HoldBound bound) {
        final long usual = bound.untilNanos(e.address());
        final long now = clock.nanoTime();
        final long soon = now + HoldBound.IDLE_NANOS == 0 ? 1 : now + HoldBound.IDLE_NANOS;
        final long until = e.idle() && (usual == 0 || usual - soon > 0) ? soon : usual;
        final Take held = t == null ? elsewhere(e.id(), s, 0) : t;
        orphan(held, e.idle() ? HoldReason.DEAD_IDLE : HoldReason.DEAD_GENERATION, until);
        return held;
    }

    /** Puts every free seat of the limited addresses on hold; answers how many. */
    int holdFree(final HoldBound bound, final HoldReason why) {
        int held = 0;
        for (final Seats s : seats.values()) {
            for (; s.limit() > 0 && s.isFree(); held++) {
                orphan(elsewhere(new TakeId(generation, ++takes), s, 0), why, bound.untilNanos(s.address()));
            }
        }
        return held;
    }

    /** A seat that was elsewhere is nobody's from now on. */
    void orphan(final Take t, final HoldReason why, final long untilNanos) {
        t.onHold(Take.State.ON_HOLD, why, untilNanos, clock.nanoTime());
        bound(t);
        write(t);
        events.held(t);
    }

    /** A seat that was elsewhere is this process's, with its connection. */
    void adopt(final Take t, final HoldReason why, final long untilNanos, final SeatConnection c)
        throws JournalFullException {
        journal.write(t);
        t.journaled = true;
        own++;
        t.connection(c);
        t.onHold(Take.State.ON_HOLD, why, untilNanos, clock.nanoTime());
        bound(t);
    }

    void hold(final Take t, final HoldReason why, final long untilNanos) {
        boundedHolds.remove(t);
        if (t.state() == Take.State.IDLE) {
            mark(t, false);
            t.seats().removeIdle(t);
        }
        final boolean again = t.state() == Take.State.ON_HOLD;
        t.onHold(Take.State.ON_HOLD, why, untilNanos, clock.nanoTime());
        bound(t);
        if (!again) {
            events.held(t);
        }
    }

    /** The server is done with it: if it was on hold, that has ended as it should. */
    void reclaimed(final Take t) {
        if (t.state() == Take.State.ON_HOLD) {
            events.holdEnded(t);
        }
    }

    private void bound(final Take t) {
        if (t.holdUntilNanos() != 0) {
            boundedHolds.add(t);
        }
    }

    /** The hold that ends first; null = none has a bound. */
    Take firstHold() {
        return boundedHolds.isEmpty() ? null : boundedHolds.first();
    }

    void enter(final Take t, final Take.State next) {
        if (t.state() == Take.State.ON_HOLD) {
            boundedHolds.remove(t);
        }
        t.enter(next, clock.nanoTime());
    }

    void keepIdle(final Take t) {
        enter(t, Take.State.IDLE);
        t.holder(null);
        t.seats().addIdle(t);
        mark(t, true);
    }

    private void mark(final Take t, final boolean idle) {
        if (t.journaled) {
            journal.markIdle(t, idle);
        }
    }

    /** An idle connection goes to its next request. */
    void reuse(final Take t) {
        mark(t, false);
        t.seats().removeIdle(t);
        enter(t, Take.State.IN_WORK);
    }

    /** Asks an idle connection to close. */
    void close(final Take t, final WaitQueue forWhom) {
        t.closedFor = forWhom;
        enter(t, Take.State.CLOSING);
        t.seats().removeIdle(t);
        t.connection().closeIdle();
    }

    /** The seat is free, or another's, once the journal no longer has its word. */
    void end(final Take t) {
        if (t.state() == Take.State.IDLE) {
            t.seats().removeIdle(t);
        }
        boundedHolds.remove(t);
        unwritten.remove(t);
        own -= isOwn(t) ? 1 : 0;
        if (t.journaled) {
            journal.clear(t);
            t.journaled = false;
        }
        t.end(clock.nanoTime());
        t.seats().remove(t);
        forget(t.seats());
    }

    /** Whether this process has, or had, the connection; else the seat is a dead generation's or elsewhere. */
    static boolean isOwn(final Take t) {
        return t.line() != null || t.connection() != null;
    }

    // ---- the journal

    private void write(final Take t) {
        try {
            journal.write(t);
            t.journaled = true;
            mark(t, t.holdReason() == HoldReason.DEAD_IDLE);
            unwritten.remove(t);
        } catch (JournalFullException e) {
            events.journalFull(t.seats().address(), e);
            unwritten.add(t);
        }
    }

    Collection<Take> unwritten() {
        for (final Take t : List.copyOf(unwritten)) {
            write(t);
        }
        return new ArrayList<>(unwritten);
    }
}
