package io.usher.proxy.seat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The predecessor as the active ledger knows it: the seats it has, and what it asks for. One method for each of its messages (see
 * the package), and one for each way of losing it. It lives until {@link #died} or {@link #ended}. Guarded by the
 * instance's lock.
 *
 * <p>Ages are counted from COMMIT, on both sides: the order of the predecessor's own requests is exact, whatever the stream
 * delays, and against this generation's requests they are younger than in truth by the time COMMIT took to arrive, which was
 * a freeze.
 */
public final class PredecessorSeats {

    private final Books books;
    private final Turns turns;
    private final Ledger ledger;
    private final PredecessorLink link;
    private final long commitNanos;
    private final Map<TakeId, Take> takes = new LinkedHashMap<>();
    private final Set<TakeId> passed = new HashSet<>();
    private final Map<Long, WaitQueue> places = new LinkedHashMap<>();
    private final Map<Long, PredecessorWant> wants = new LinkedHashMap<>();
    private final Set<Seats> limited = new LinkedHashSet<>();
    /** Wants that wait for nothing while the predecessor is silent, with their queues. */
    private final Map<PredecessorWant, WaitQueue> suspended = new LinkedHashMap<>();
    private boolean reachable = true;
    private boolean silent;

    PredecessorSeats(final Books books, final Turns turns, final Ledger ledger, final PredecessorLink link) {
        this.books = books;
        this.turns = turns;
        this.ledger = ledger;
        this.link = link;
        this.commitNanos = books.clock.nanoTime();
    }

    /** TAKEN: enters the predecessor's limits, then its seats. */
    void enter(final TakenList list) {
        for (final TakenList.AddressLimit limit : list.limits()) {
            final Seats s = seats(limit.address());
            s.limit.inherit(limit.limit());
            s.offersChanged();
            limited.add(s);
        }
        for (final TakenList.TakenSeat seat : list.seats()) {
            enter(seat, seats(seat.address()));
        }
    }

    private void enter(final TakenList.TakenSeat seat, final Seats s) {
        final long until = seat.holdRemainingNanos() == 0 ? 0 : bound(seat.holdRemainingNanos());
        if (seat.passes()) {
            passed.add(seat.id());
            books.orphan(seat.id(), s, seat.ageNanos(), seat.hold(), until);
            return;
        }
        final Take t = books.elsewhere(seat.id(), s, seat.ageNanos());
        if (seat.hold() != null) {
            t.onHold(Take.State.ELSEWHERE, seat.hold(), until, books.clock.nanoTime());
        }
        takes.put(seat.id(), t);
    }

    /** 0 means "no bound", so a bound that falls on it is moved by a nanosecond. */
    private long bound(final long remaining) {
        final long until = commitNanos + remaining;
        return until == 0 ? 1 : until;
    }

    private Seats seats(final SeatAddress address) {
        return ledger.seats(address, true);
    }

    // ---- messages

    /** The addresses that wants of a place may use, from now on. After DRAINED it says nothing any more, and is ignored. */
    public void place(final long place, final Collection<SeatAddress> addresses) {
        if (!reachable) {
            return;
        }
        WaitQueue q = places.get(place);
        if (q == null) {
            q = ledger.newQueue("predecessor's " + place);
            places.put(place, q);
        }
        final Set<SeatAddress> wanted = new HashSet<>(addresses);
        for (final Service service : List.copyOf(q.services())) {
            if (!wanted.contains(service.seats.address())) {
                books.unserve(q, service.line);
            }
        }
        final Set<SeatAddress> known = q.addresses();
        for (final SeatAddress address : addresses) {
            if (known.add(address)) {
                // Nobody's connections are those of an address as such: the predecessor connects anew.
                books.serve(q, address, seats(address));
            }
        }
        turns.settle(q, q.waiting());
    }

    /**
     * WANT.
     *
     * @param ageNanos as in {@link SuccessorLink#want}
     * @throws IllegalArgumentException if the place was never named or the number is in use, or after DRAINED
     */
    public void want(final long request, final long ageNanos, final long place) {
        final WaitQueue q = places.get(place);
        if (q == null || wants.containsKey(request)) {
            throw new IllegalArgumentException("WANT " + request + ": expected a new number and a place that was named, got"
                + " place " + place);
        }
        final PredecessorWant w = new PredecessorWant(request, arrivalNanos(ageNanos), this::grant);
        wants.put(request, w);
        books.enqueue(q, w, false);
        turns.settle(q, 1);
    }

    private void grant(final PredecessorWant w, final Take t) {
        wants.remove(w.number);
        takes.put(t.id(), t);
        link.grant(w.number, t.id(), t.seats().address());
    }

    /** UNWANT. A request that is unknown was granted meanwhile; the predecessor answers its GRANT by RELEASE. */
    public void unwant(final long request) {
        final PredecessorWant w = wants.remove(request);
        suspended.remove(w);
        if (w != null && w.queued()) {
            books.dequeue(w, Want.State.WITHDRAWN);
        }
    }

    /**
     * RELEASE.
     *
     * @return false if the predecessor has no such seat: it came free before the TAKEN list, was a dead generation's, or
     *     was granted to a request that left at the same time, and answers that grant after DRAINED
     */
    public boolean released(final TakeId id) {
        final Take t = takes.remove(id);
        if (t == null) {
            return false;
        }
        books.end(t);
        turns.freed(t);
        return true;
    }

    /**
     * HOLD: the connection of a seat on hold has arrived here, and this process watches it from now on. Returns = ACK.
     *
     * @param untilNanos its bound on this ledger's clock; 0 = none
     * @throws JournalFullException     NAK: the seat stays the predecessor's
     * @throws IllegalArgumentException if the predecessor has no such seat
     */
    public Take adoptHold(final TakeId id, final HoldReason why, final long untilNanos, final SeatConnection c)
        throws JournalFullException {
        final Take t = takes.get(id);
        if (t == null) {
            throw new IllegalArgumentException("HOLD " + id + ": expected a seat that the predecessor has");
        }
        books.adopt(t, why, untilNanos, c);
        takes.remove(id);
        passed.add(id);
        return t;
    }

    /** QUEUE-END: this generation's own arrivals get seats from now on. Further calls do nothing. */
    public void queueEnd() {
        ledger.open();
    }

    // ---- a predecessor that does not answer

    /**
     * It has said nothing for long, or speaks again. While it is silent it gets no seat, which it could not use, and an operator
     * may end the ones it has; what waited keeps its place in the order.
     */
    public void silent(final boolean now) {
        silent = now;
        if (now) {
            for (final PredecessorWant w : wants.values()) {
                if (w.queued()) {
                    suspended.put(w, w.queue);
                    books.dequeue(w, Want.State.WITHDRAWN);
                }
            }
        } else {
            final Map<PredecessorWant, WaitQueue> again = new LinkedHashMap<>(suspended);
            suspended.clear();
            again.forEach((w, q) -> books.enqueue(q, w, false));
            again.values().stream().distinct().forEach(q -> turns.settle(q, q.waiting()));
        }
    }

    /** {@code release seats}: ends its seats at an address, if it does not answer; nothing it still says of them counts. */
    List<Take> releaseSilent(final Seats s) {
        final List<Take> ended = new ArrayList<>();
        for (final Take t : List.copyOf(takes.values())) {
            if ((silent || !reachable) && t.seats() == s) {
                takes.remove(t.id());
                passed.add(t.id());
                t.onHold(Take.State.ELSEWHERE, HoldReason.DEAD_GENERATION, 0, books.clock.nanoTime());
                books.end(t);
                ended.add(t);
                books.events.holdReleased(t);
            }
        }
        ended.forEach(turns::freed);
        return ended;
    }

    // ---- ends

    /** The stream is lost but the predecessor lives: it asks for nothing more, and its seats stay taken until {@link #died}. */
    public void lost() {
        reachable = false;
        dropWants();
        ledger.open();
    }

    /**
     * Dead(P): what its journal still has is held, all else is free. Its file may be deleted once {@link Ledger#unwritten()}
     * is empty.
     *
     * @return the holds
     */
    public List<Take> died(final Collection<JournalEntry> journal, final HoldBound bound) {
        reachable = false;
        dropWants();
        final Map<TakeId, JournalEntry> entries = new LinkedHashMap<>();
        journal.forEach(e -> entries.put(e.id(), e));
        final List<Take> held = new ArrayList<>();
        final List<Take> free = new ArrayList<>();
        for (final Take t : takes.values()) {
            final JournalEntry entry = entries.remove(t.id());
            if (entry != null) {
                held.add(books.orphan(entry, t, t.seats(), bound));
            } else {
                free.add(t);
            }
        }
        takes.clear();
        entries.keySet().removeAll(passed);
        held.addAll(ledger.holdEntries(entries.values(), bound));
        finish(free);
        return held;
    }

    /** The predecessor said DRAINED and has ended, or cannot take a seat any more: nothing of it is left. */
    public void ended() {
        died(List.of(), HoldBound.NONE);
    }

    /** The ledger goes back to it: its own ledger knows its seats and its wants. Nothing is handed on here. */
    void handedBack() {
        reachable = false;
        dropWants();
        takes.values().forEach(books::end);
        takes.clear();
        ledger.predecessorGone(this);
        limited.forEach(s -> {
            s.limit.inherit(0);
            s.offersChanged();
            books.forget(s);
        });
    }

    private void finish(final List<Take> free) {
        ledger.predecessorGone(this);
        free.forEach(books::end);
        for (final Seats s : limited) {
            s.limit.inherit(0);
            s.offersChanged();
        }
        ledger.open();
        free.forEach(turns::freed);
        limited.forEach(turns::serve);
        limited.forEach(books::forget);
    }

    private void dropWants() {
        for (final PredecessorWant w : wants.values()) {
            if (w.queued()) {
                books.dequeue(w, Want.State.WITHDRAWN);
            }
        }
        wants.clear();
        suspended.clear();
        for (final WaitQueue q : places.values()) {
            for (final Service service : List.copyOf(q.services())) {
                books.unserve(q, service.line);
            }
            books.queues().remove(q);
        }
        places.clear();
    }

    // ---- views

    /** Whether it can still ask for seats. */
    public boolean reachable() {
        return reachable;
    }

    /** When a request of that age (from COMMIT) arrived, on this ledger's clock: for clients that moved here. */
    public long arrivalNanos(final long ageNanos) {
        return commitNanos - ageNanos;
    }

    /** The seats it has, also by grants under way; a copy. */
    public Collection<Take> takes() {
        return List.copyOf(takes.values());
    }

    /** How many requests of it wait here. */
    public int wants() {
        return wants.size();
    }
}
