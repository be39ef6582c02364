package io.usher.proxy.seat;

/**
 * One word read from the journal of a dead generation.
 *
 * @param id      the take
 * @param address the seat's address
 * @param idle    its connection was open and idle: the kernel has closed it, and the server has nothing in work for it
 */
public record JournalEntry(TakeId id, SeatAddress address, boolean idle) {

    /** A take that was in work, or may have been. */
    public JournalEntry(final TakeId id, final SeatAddress address) {
        this(id, address, false);
    }
}
