package io.usher.proxy.seat;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** Signatures first; the bodies follow. */
public final class Ledger {
    public Ledger(final int generation, final SeatJournal journal, final NanoClock clock, final LedgerEvents events) {
    }
    public int generation() { throw soon(); }
    public String roleName() { throw soon(); }
    // ---- seats, limits, queues
    public Seats seats(final SeatAddress address) { throw soon(); }
    public Collection<Seats> allSeats() { throw soon(); }
    /** Registers a line at an address with its maxconn; 0 = this line sets none. */
    public void limit(final Seats s, final Object line, final int maxconn) { throw soon(); }
    public void unlimit(final Seats s, final Object line) { throw soon(); }
    public WaitQueue newQueue(final String name) { throw soon(); }
    public WaitQueue newQueue(final String name, final Object owner) { throw soon(); }
    /** Removes an empty queue for good. */
    public void closeQueue(final WaitQueue q) { throw soon(); }
    public void serve(final WaitQueue q, final Object line, final Seats s) { throw soon(); }
    public void unserve(final WaitQueue q, final Object line) { throw soon(); }
    // ---- takes
    public boolean mayTake() { throw soon(); }
    public Take take(final Seats s, final Object line, final Want w) { throw soon(); }
    public void enqueue(final WaitQueue q, final Want w) { throw soon(); }
    /** As enqueue, for a request whose client moved here from the predecessor: may be served before QUEUE-END. */
    public void enqueueMoved(final WaitQueue q, final Want w) { throw soon(); }
    public boolean withdraw(final Want w) { throw soon(); }
    /** Takes all wants out of a queue (they are NEW again), oldest first, for another try elsewhere. */
    public List<Want> drain(final WaitQueue q) { throw soon(); }
    public void fail(final WaitQueue q, final WantFailure why) { throw soon(); }
    public void priority(final Want w, final Want.Priority p) { throw soon(); }
    public void connected(final Take t, final SeatConnection c) { throw soon(); }
    public void release(final Take t) { throw soon(); }
    public boolean idle(final Take t) { throw soon(); }
    /** Asks all idle connections of a line to close (server down, in maintenance or gone). */
    public void closeIdle(final Seats s, final Object line) { throw soon(); }
    public void hold(final Take t, final HoldReason why, final long untilNanos) { throw soon(); }
    public List<Take> expired(final long nowNanos) { throw soon(); }
    /** Operator's release seats: ends holds at an address; returns them (RELEASED), their connections are to be closed. */
    public List<Take> releaseHolds(final Seats s) { throw soon(); }
    /** No want, no move and no seat of this generation. */
    public boolean empty() { throw soon(); }
    // ---- handover, this generation as P
    public void freeze() { throw soon(); }
    public TakenList takenList() { throw soon(); }
    public void finishing(final SuccessorLink link) { throw soon(); }
    public void granted(final long request, final TakeId id, final SeatAddress a) { throw soon(); }
    public void moveAcknowledged(final long request) { throw soon(); }
    public void moveRefused(final long request) { throw soon(); }
    /** A HOLD was acknowledged: the successor has it. */
    public void holdPassed(final Take t) { throw soon(); }
    /** Stream lost, S alive: wants fail with SUCCESSOR_LOST. */
    public void alone() { throw soon(); }
    public List<Take> regain(final Collection<JournalEntry> ofDeadSuccessor, final HoldBound bound) { throw soon(); }
    // ---- handover, this generation as S, or F
    public void awaitPredecessor() { throw soon(); }
    /** Heir or F: dead journals' entries become holds, then this generation is active. */
    public List<Take> activate(final Collection<JournalEntry> dead, final HoldBound bound) { throw soon(); }
    public PredecessorSeats inherit(final TakenList list, final PredecessorLink link) { throw soon(); }
    /** Tries again to journal holds that did not fit; returns those that still do not. */
    public List<Take> unwritten() { throw soon(); }

    private static UnsupportedOperationException soon() {
        return new UnsupportedOperationException();
    }
}
