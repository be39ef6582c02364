package io.usher.proxy.seat;

/**
 * What the ledger reports to logs, balancers and the handover. Called with the instance's lock held: implementations only note or
 * post, never block, and never call the ledger.
 */
public interface LedgerEvents {

    /** Hears nothing. */
    LedgerEvents NONE = new LedgerEvents() {
    };

    /** A seat is on hold from now on; {@link Take#holdReason()} says why. */
    default void held(final Take take) {
    }

    /** A hold is over since the server has answered or closed: the seat comes back as it should. */
    default void holdEnded(final Take take) {
    }

    /**
     * A hold's bound passed and its seat came free. Where {@link HoldReason#mayBeAtWork()}, this is a possible double sale; for
     * other reasons it is the planned end.
     */
    default void holdExpired(final Take take) {
    }

    /** An operator released a hold: a possible double sale, by intent. */
    default void holdReleased(final Take take) {
    }

    /** A take was refused because the journal is full. */
    default void journalFull(final SeatAddress address, final JournalFullException why) {
    }

    /** {@code seats.available(...)} may now answer otherwise than before; for balancers that keep full servers aside. */
    default void availabilityChanged(final Seats seats) {
    }

    /** A finishing ledger holds no want, no move under way and no seat any more ({@link Ledger#empty()}). */
    default void emptied() {
    }
}
