package io.usher.proxy.seat;

import java.util.Collection;
import java.util.List;

/** Signatures first; the bodies follow. */
public final class PredecessorSeats {
    PredecessorSeats() { }
    public void place(final long place, final Collection<SeatAddress> addresses) { throw soon(); }
    public void want(final long request, final long ageNanos, final long place) { throw soon(); }
    public void unwant(final long request) { throw soon(); }
    public boolean released(final TakeId id) { throw soon(); }
    /** A HOLD arrived: throws if it cannot be journaled (NAK), else ACK. */
    public Take adoptHold(final TakeId id, final SeatConnection c) throws JournalFullException { throw soon(); }
    public void queueEnd() { throw soon(); }
    /** Stream lost, P alive. */
    public void lost() { throw soon(); }
    public List<Take> died(final Collection<JournalEntry> journal, final HoldBound bound) { throw soon(); }
    /** P ended after DRAINED. */
    public void ended() { throw soon(); }
    /** When a request that moved here arrived, on this ledger's clock. */
    public long arrivalNanos(final long ageNanos) { throw soon(); }
    public Collection<Take> takes() { throw soon(); }
    private static UnsupportedOperationException soon() {
        return new UnsupportedOperationException();
    }
}
