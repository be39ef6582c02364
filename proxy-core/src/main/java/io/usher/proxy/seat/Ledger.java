package io.usher.proxy.seat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The ledger of seats of one generation: who may connect where, who waits, in which order. Pure state; see the package for the
 * rules of calling it.
 *
 * <p><b>Invariants.</b> No seat is taken unless fewer than {@link Seats#limit()} are taken at its address, over all generations.
 * While a seat that a waiting want could use is free, and {@link #mayTake()}, nothing waits for it; so a newcomer may take a free
 * seat directly. A seat that comes free goes to the oldest want of all queues that may use the address.
 *
 * <p><b>Cost.</b> Constant in the length of queues (logarithmic for wants out of turn and for bounded holds) and in the number of
 * servers of a queue; linear in the number of lines that name one address, and of queues that they serve.
 *
 * <p>Which call belongs to which message of a handover is told in the package's description; a handover in reverse has calls
 * of its own, in {@link #reverse()}.
 */
public final class Ledger {

    private final Books books;
    private final Turns turns;
    private final ReverseHandover reverse;
    private Role role;
    private PredecessorSeats predecessor;
    private long commitNanos;

    /** A ledger that is active at once; a generation with a predecessor calls {@link #awaitPredecessor()} first. */
    public Ledger(final int generation, final SeatJournal journal, final NanoClock clock, final LedgerEvents events) {
        this.books = new Books(generation, journal, clock, events);
        this.turns = new Turns(books);
        this.role = new ActiveRole(books, turns);
        this.reverse = new ReverseHandover(this, books, turns);
    }

    public int generation() {
        return books.generation;
    }

    /** The clock of all its moments. Any thread. */
    public NanoClock clock() {
        return books.clock;
    }

    /**
     * {@code active}, {@code cold}, {@code waiting for QUEUE-END}, {@code frozen}, {@code finishing}, {@code finishing
     * alone}.
     */
    public String roleName() {
        return role.name();
    }

    // ---- seats, limits, queues

    /** The seats of an address; always the same object while a line, queue or take names it. */
    public Seats seats(final SeatAddress address) {
        return seats(address, false);
    }

    Seats seats(final SeatAddress address, final boolean foreign) {
        Seats s = books.seats().get(address);
        if (s == null) {
            s = new Seats(address, this, books.events);
            s.foreign = foreign;
            books.seats().put(address, s);
        }
        if (!foreign) {
            s.foreign = false;
        }
        return s;
    }

    /** Every address that anybody names; a copy. */
    public Collection<Seats> allSeats() {
        return List.copyOf(books.seats().values());
    }

    /**
     * A line names an address. More seats are handed out at once; fewer take effect as seats come free.
     *
     * @param maxconn the line's; 0 = it sets none
     */
    public void limit(final Seats s, final Object line, final int maxconn) {
        if (maxconn < 0) {
            throw new IllegalArgumentException("maxconn " + maxconn + " of " + line + ": expected 0 or more");
        }
        s.retired = false;
        s.limit.set(line, maxconn);
        limitChanged(s);
    }

    /** A line no longer names an address (it has another, or is gone). Its takes there stay until they are released. */
    public void unlimit(final Seats s, final Object line) {
        s.limit.remove(line);
        s.retired = !s.limit.hasLines();
        limitChanged(s);
        s.forgetLine(line);
        books.forget(s);
    }

    private void limitChanged(final Seats s) {
        s.offersChanged();
        turns.shrink(s);
        role.seatsAdded(s);
    }

    public WaitQueue newQueue(final String name) {
        return newQueue(name, null);
    }

    /** A queue that serves no line yet. A check waits in a queue of its own, served also while the server takes no requests. */
    public WaitQueue newQueue(final String name, final Object owner) {
        final WaitQueue q = new WaitQueue(name, owner);
        books.queues().add(q);
        return q;
    }

    /**
     * Removes a queue for good.
     *
     * @throws IllegalStateException if something waits in it
     */
    public void closeQueue(final WaitQueue q) {
        if (!q.all().isEmpty()) {
            throw new IllegalStateException("queue " + q + " cannot be removed: " + q.all().size() + " wait in it");
        }
        for (final Service service : List.copyOf(q.services())) {
            books.unserve(q, service.line);
        }
        books.queues().remove(q);
    }

    /** Wants of the queue may use the line's seats from now on; what is free is handed out at once. */
    public void serve(final WaitQueue q, final Object line, final Seats s) {
        final Service old = q.service(line);
        if (old != null && old.seats == s) {
            return;
        }
        books.unserve(q, line);
        books.serve(q, line, s);
        role.servicesChanged(q);
    }

    /** Wants of the queue may not use that line any more. Wants that nothing serves stay: see {@link #fail}, {@link #drain}. */
    public void unserve(final WaitQueue q, final Object line) {
        if (q.service(line) != null) {
            books.unserve(q, line);
            role.servicesChanged(q);
        }
    }

    // ---- wants

    /**
     * False while no newcomer gets a seat here: before the predecessor's QUEUE-END, while frozen, while finishing (seats
     * come by GRANT only).
     */
    public boolean mayTake() {
        return role.mayTake();
    }

    /**
     * A seat for a newcomer: an idle connection of that line (of the want's shelf if there is one), else a free seat.
     *
     * @param line the server line, not null
     * @param w    who asks; null = nobody's want (then a full journal shows only as null)
     * @return null when it must wait, or when the journal is full: then the want has failed, and enqueuing it does nothing
     */
    public Take take(final Seats s, final Object line, final Want w) {
        if (line == null) {
            throw new IllegalArgumentException("a take at " + s + " needs the line it is for");
        }
        if (!role.mayTake() || w != null && w.hasFailed()) {
            return null;
        }
        try {
            final Take t = turns.direct(s, line, w == null ? -1 : w.shelf());
            if (t != null && w != null) {
                w.state = Want.State.GRANTED;
            }
            return t;
        } catch (JournalFullException e) {
            if (w != null) {
                w.fail(WantFailure.JOURNAL_FULL);
            }
            return null;
        }
    }

    /**
     * Waits in arrival order. It may be granted, or fail, before this returns, by call-back as ever; an idle connection of
     * another line is asked to close if that is what it takes.
     *
     * @throws IllegalStateException if it waits already
     */
    public void enqueue(final WaitQueue q, final Want w) {
        if (w.queued()) {
            throw new IllegalStateException("a want cannot wait in " + q + ": it waits in " + w.queue);
        }
        if (!w.hasFailed()) {
            role.arrived(q, w);
        }
    }

    /** The same for a request whose client moved here from the predecessor: it is served before QUEUE-END too. */
    public void enqueueMoved(final WaitQueue q, final Want w) {
        w.older = true;
        enqueue(q, w);
    }

    /**
     * The client has gone, or {@code timeout queue} is over.
     *
     * @return false if it does not wait any more, or is on its way to the successor
     */
    public boolean withdraw(final Want w) {
        if (!w.queued() || !role.leaves(w)) {
            return false;
        }
        books.dequeue(w, Want.State.WITHDRAWN);
        tellIfEmpty();
        return true;
    }

    /** Takes all wants out of a queue, requests oldest first, for another try elsewhere. Those that are moving away stay. */
    public List<Want> drain(final WaitQueue q) {
        final List<Want> all = new ArrayList<>();
        for (final Want w : q.all()) {
            if (withdraw(w)) {
                all.add(w);
            }
        }
        return all;
    }

    /** Fails all wants of a queue. Those that are moving away stay. */
    public void fail(final WaitQueue q, final WantFailure why) {
        drain(q).forEach(w -> w.fail(why));
    }

    /** Changes a waiting check's turn, once it was deferred too long. */
    public void priority(final Want w, final Want.Priority p) {
        if (w.queued()) {
            w.queue.replace(w, p);
        } else {
            w.priority(p);
        }
    }

    // ---- takes

    /** The connection now belongs to the take, until its release. */
    public void connected(final Take t, final SeatConnection c) {
        t.connection(c);
    }

    /**
     * The server has closed, or was never reached: the seat is free, and goes to the oldest want that may use it. A take
     * that is over already (its hold ran out meanwhile) is left alone.
     */
    public void release(final Take t) {
        refuseElsewhere(t);
        if (t.state() != Take.State.RELEASED) {
            books.reclaimed(t);
            end(t);
        }
    }

    private void end(final Take t) {
        books.end(t);
        role.freed(t);
        tellIfEmpty();
    }

    /**
     * The server has answered in full and the connection can be reused.
     *
     * @return true = keep it open: it is idle now, or was granted on to a waiting want of the line, with its connection;
     *     false = close it, and release the take when the server has closed too
     */
    public boolean idle(final Take t) {
        refuseElsewhere(t);
        if (t.state() != Take.State.IN_WORK && t.state() != Take.State.ON_HOLD || t.connection() == null) {
            throw new IllegalStateException("take " + t + " cannot idle: expected a connection in work or on hold");
        }
        books.reclaimed(t);
        // A hold that came from the predecessor belongs to no line here: nobody could reuse its connection.
        if (t.line() != null && role.idle(t)) {
            return true;
        }
        books.enter(t, Take.State.CLOSING);
        return false;
    }

    /** Asks all idle connections of a line to close: it is down, in maintenance or gone. */
    public void closeIdle(final Seats s, final Object line) {
        for (Take t = s.idle(line, -1); t != null; t = s.idle(line, -1)) {
            books.close(t, null);
        }
    }

    /**
     * The request was given up but the server may be at work: the seat stays taken until {@link #release}, {@link #idle} or
     * the bound.
     *
     * @param untilNanos the bound on the ledger's clock; 0 = none
     */
    public void hold(final Take t, final HoldReason why, final long untilNanos) {
        refuseElsewhere(t);
        if (t.state() != Take.State.RELEASED) {
            books.hold(t, why, untilNanos);
        }
    }

    private static void refuseElsewhere(final Take t) {
        if (t.state() == Take.State.ELSEWHERE) {
            throw new IllegalStateException("take " + t + " is another generation's: only its RELEASE or death ends it");
        }
    }

    /**
     * Ends the holds whose bound has passed, reported by {@link LedgerEvents#holdExpired}.
     *
     * @return them; connections that are still open are the caller's to close
     */
    public List<Take> expired(final long nowNanos) {
        final List<Take> ended = new ArrayList<>();
        for (Take t = books.firstHold(); t != null && t.holdUntilNanos() - nowNanos <= 0; t = books.firstHold()) {
            end(t);
            ended.add(t);
            books.events.holdExpired(t);
        }
        return ended;
    }

    /**
     * {@code release seats}: an operator ends the holds at an address. A predecessor's seats are its own to end, unless it does
     * not answer.
     *
     * @return them; connections that are still open are the caller's to close
     */
    public List<Take> releaseHolds(final Seats s) {
        final List<Take> ended = new ArrayList<>();
        for (final Take t : s.takes()) {
            if (t.state() == Take.State.ON_HOLD) {
                end(t);
                ended.add(t);
                books.events.holdReleased(t);
            }
        }
        if (predecessor != null) {
            ended.addAll(predecessor.releaseSilent(s));
        }
        return ended;
    }

    /** Whether no want waits or moves, and no seat is taken by this process. Dead generations' holds do not count. */
    public boolean empty() {
        return books.isEmpty();
    }

    private void tellIfEmpty() {
        if (isLeaving() && books.isEmpty()) {
            books.events.emptied();
        }
    }

    private boolean isLeaving() {
        return role instanceof FinishingRole || role instanceof AloneRole;
    }

    // ---- this generation as P

    /**
     * From now on no seat is taken or handed on; what is released is remembered for the successor.
     *
     * @throws IllegalStateException if this generation is not active, or a predecessor of its own is left
     */
    public void freeze() {
        if (!(role instanceof ActiveRole) || predecessor != null) {
            throw new IllegalStateException("generation " + books.generation + " cannot hand over while it is " + role.name()
                + (predecessor == null ? "" : " and has a predecessor itself"));
        }
        role = new FrozenRole(books, turns);
    }

    /** Message TAKEN: the ledger as it passes, which is COMMIT for all ages. Called while frozen. */
    public TakenList takenList() {
        if (!(role instanceof FrozenRole)) {
            throw new IllegalStateException("the ledger passes only while frozen, not while " + role.name());
        }
        commitNanos = books.clock.nanoTime();
        return TakenList.of(books, commitNanos);
    }

    /** ACTIVE has come: sends what is due, see {@link FinishingRole}. Only while frozen. */
    public void finishing(final SuccessorLink link) {
        if (!(role instanceof FrozenRole)) {
            throw new IllegalStateException("generation " + books.generation + " cannot finish while " + role.name());
        }
        final List<TakeId> released = ((FrozenRole) role).released();
        final FinishingRole finishing = new FinishingRole(books, turns, link, commitNanos);
        role = finishing;
        finishing.start(released);
        tellIfEmpty();
    }

    /** GRANT. After {@link #alone()} or {@link #regain} it is void. */
    public void granted(final long request, final TakeId id, final SeatAddress address) {
        if (role instanceof FinishingRole) {
            ((FinishingRole) role).granted(request, id, address);
            tellIfEmpty();
        }
    }

    /** ACK of a MOVE: client and want are the successor's. */
    public void moveAcknowledged(final long request) {
        if (role instanceof FinishingRole) {
            ((FinishingRole) role).moveAcknowledged(request);
            tellIfEmpty();
        }
    }

    /** NAK of a MOVE: the want stays here and asks by WANT. */
    public void moveRefused(final long request) {
        if (role instanceof FinishingRole) {
            ((FinishingRole) role).moveRefused(request);
        }
    }

    /** ACK of a HOLD: the successor has its connection and its journal word; nothing is released. */
    public void holdPassed(final Take t) {
        if (t.state() != Take.State.RELEASED) {
            books.end(t);
            tellIfEmpty();
        }
    }

    /**
     * The successor lives but its stream is lost: what waits here fails, what is in work ends. {@link #regain} is still
     * possible.
     */
    public void alone() {
        endLink();
        final AloneRole alone = new AloneRole(books, turns);
        role = alone;
        alone.start();
        tellIfEmpty();
    }

    /**
     * This generation holds {@code owner} again, from whatever part of a handover. The stream's inbox has been drained.
     *
     * @param ofDeadSuccessor its journal; empty if it lives and never was active
     * @return the holds made of that
     */
    public List<Take> regain(final Collection<JournalEntry> ofDeadSuccessor, final HoldBound bound) {
        endLink();
        return activate(ofDeadSuccessor, bound);
    }

    /**
     * The process ends: nothing is taken, granted or handed on any more, so that the journal is final. An empty one may be
     * deleted from now on.
     */
    public void close() {
        endLink();
        role = new FrozenRole(books, turns);
    }

    private void endLink() {
        if (role instanceof FinishingRole) {
            ((FinishingRole) role).end();
        }
    }

    // ---- going back

    /** The calls of a handover in reverse. */
    public ReverseHandover reverse() {
        return reverse;
    }

    Role role() {
        return role;
    }

    void role(final Role next) {
        role = next;
    }

    void predecessor(final PredecessorSeats theirs) {
        predecessor = theirs;
    }

    // ---- this generation as S, or F

    /** Nothing is handed out before {@link #inherit} or {@link #activate}. */
    public void awaitPredecessor() {
        role = new WaitingRole(books, turns, "cold");
    }

    /**
     * Active without a predecessor: what dead generations' journals name is held.
     *
     * @return the holds
     */
    public List<Take> activate(final Collection<JournalEntry> dead, final HoldBound bound) {
        final List<Take> held = holdEntries(dead, bound);
        serveAll();
        return held;
    }

    /** Active with a predecessor: the ledger is TAKEN. Own arrivals wait until QUEUE-END. */
    public PredecessorSeats inherit(final TakenList list, final PredecessorLink link) {
        if (predecessor != null || !(role instanceof WaitingRole)) {
            throw new IllegalStateException("generation " + books.generation + " cannot inherit while " + role.name());
        }
        role = new WaitingRole(books, turns, "waiting for QUEUE-END");
        predecessor = new PredecessorSeats(books, turns, this, link);
        predecessor.enter(list);
        return predecessor;
    }

    /** The predecessor that still has, or may ask for, seats; null = none. */
    public PredecessorSeats predecessor() {
        return predecessor;
    }

    /**
     * A dead generation's journal cannot be read in full: any seat that seems free may be taken, so all of them are held. To be
     * called before {@link #activate} or {@link #regain}.
     *
     * @return how many
     */
    public int holdFree(final HoldBound bound) {
        return books.holdFree(bound, HoldReason.DEAD_GENERATION);
    }

    /**
     * Neither a predecessor nor a journal says what may be taken at the servers: every seat is held for that time. To be called
     * before {@link #activate}.
     *
     * @param nanos more than 0
     * @return how many
     */
    public int startCold(final long nanos) {
        final long until = books.clock.nanoTime() + nanos;
        return books.holdFree(address -> until == 0 ? 1 : until, HoldReason.COLD_START);
    }

    /** Holds that the journal had no room for; each call tries again. Empty is the condition for deleting a dead journal. */
    public Collection<Take> unwritten() {
        return books.unwritten();
    }

    /** QUEUE-END, or its assumption. */
    void open() {
        if (role instanceof WaitingRole && predecessorKnown()) {
            serveAll();
        }
    }

    private void serveAll() {
        role = new ActiveRole(books, turns);
        books.queues().forEach(WaitQueue::open);
        turns.pause(false);
        turns.settleAll();
    }

    private boolean predecessorKnown() {
        return !role.name().equals("cold");
    }

    void predecessorGone(final PredecessorSeats gone) {
        if (predecessor == gone) {
            predecessor = null;
        }
    }

    List<Take> holdEntries(final Collection<JournalEntry> entries, final HoldBound bound) {
        final List<Take> held = new ArrayList<>();
        for (final JournalEntry e : entries) {
            final Seats s = seats(e.address(), true);
            if (s.take(e.id()) == null) {
                held.add(books.orphan(e, null, s, bound));
            }
        }
        return held;
    }
}
