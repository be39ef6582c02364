package io.usher.proxy.seat;

/**
 * One word read from the journal of a dead generation.
 *
 * @param id      the take
 * @param address the seat's address
 */
public record JournalEntry(TakeId id, SeatAddress address) {
}
