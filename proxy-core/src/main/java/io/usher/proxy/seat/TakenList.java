package io.usher.proxy.seat;

import java.util.ArrayList;
import java.util.List;

/**
 * The ledger as it passes to the successor at COMMIT (message TAKEN).
 *
 * @param seats  every taken seat of the predecessor; in reverse, those that the other generation has itself are left out
 * @param limits every address that the predecessor limits, for addresses that the successor does not name itself
 */
public record TakenList(List<TakenSeat> seats, List<AddressLimit> limits) {

    public TakenList {
        seats = List.copyOf(seats);
        limits = List.copyOf(limits);
    }

    /** The ledger as it is now. */
    static TakenList of(final Books books, final long commitNanos) {
        final List<TakenSeat> seats = new ArrayList<>();
        final List<AddressLimit> limits = new ArrayList<>();
        for (final Seats s : books.seats().values()) {
            if (s.limit() > 0) {
                limits.add(new AddressLimit(s.address(), s.limit()));
            }
            for (final Take t : s.takes()) {
                if (t.state() == Take.State.ELSEWHERE) {
                    continue; // The ledger goes back to whose seat it is.
                }
                final long remaining = t.holdUntilNanos() == 0 ? 0 : Math.max(1, t.holdUntilNanos() - commitNanos);
                seats.add(new TakenSeat(t.id(), s.address(), Math.max(0, commitNanos - t.sinceNanos()), t.holdReason(), remaining,
                    !Books.isOwn(t)));
            }
        }
        return new TakenList(seats, limits);
    }

    /**
     * One taken seat.
     *
     * @param id                 its take
     * @param address            where
     * @param ageNanos           since it was taken, 0 or more
     * @param hold               why it is on hold; null = it is not
     * @param holdRemainingNanos until the hold's bound, at least 1; 0 = no bound or no hold
     * @param passes             nobody holds its connection (a dead generation's seat): the successor holds and journals it from
     *                           now on; else the predecessor keeps it until RELEASE
     */
    public record TakenSeat(TakeId id, SeatAddress address, long ageNanos, HoldReason hold, long holdRemainingNanos,
                            boolean passes) {
    }

    /**
     * A limit of the predecessor.
     *
     * @param limit 1 or more
     */
    public record AddressLimit(SeatAddress address, int limit) {
    }
}
