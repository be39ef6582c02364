package io.usher.proxy.generation;

import io.usher.proxy.seat.HoldReason;
import io.usher.proxy.seat.JournalFullException;
import io.usher.proxy.seat.PredecessorSeats;
import io.usher.proxy.seat.Take;
import io.usher.proxy.traffic.HoldArrival;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The successor's receiving of seats on hold, each with its connection: journaled here before the ACK, touched only after it.
 * Knows no sockets. Thread: {@code generation}.
 */
final class ArrivingHolds {
    private final Parts parts;
    private final Peer peer;
    private final Supplier<PredecessorSeats> seats;
    private final LongSupplier clock;

    /** @param clock the ledger's clock */
    ArrivingHolds(final Parts parts, final Peer peer, final Supplier<PredecessorSeats> seats, final LongSupplier clock) {
        this.parts = parts;
        this.peer = peer;
        this.seats = seats;
        this.clock = clock;
    }

    /**
     * HOLD, and its descriptor.
     *
     * @param descriptor -1 = it was lost on the way
     */
    void arrived(final Message m, final int descriptor) {
        if (descriptor < 0) {
            refuse(m);
            return;
        }
        try {
            final HoldArrival hold = parts.serving().holdArrival(descriptor, m.text(4));
            final Take take = adopt(m, hold);
            // The predecessor's copy is void once it has the ACK; if that is lost, it may be read there too.
            peer.send(Message.of(MessageType.ACK, m.count(0)), () -> hold.begin(take, true), () -> hold.begin(take, false));
        } catch (final IllegalArgumentException | JournalFullException e) {
            parts.log().warning("a seat on hold stays with the generation before: " + e.getMessage());
            parts.serving().discard(descriptor);
            refuse(m);
        }
    }

    private void refuse(final Message m) {
        peer.send(Message.of(MessageType.NAK, m.count(0)));
    }

    private Take adopt(final Message m, final HoldArrival hold) throws JournalFullException {
        final HoldReason why = HoldReason.valueOf(m.text(2));
        parts.lock().lock();
        try {
            final long until = m.count(3) == 0 ? 0 : clock.getAsLong() + m.count(3);
            return seats.get().adoptHold(m.take(1), why, m.count(3) != 0 && until == 0 ? 1 : until, hold.connection());
        } finally {
            parts.lock().unlock();
        }
    }
}
