package io.usher.proxy.seat;

/** How long a dead generation's seat stays on hold: {@code timeout hold}, else {@code timeout server} of who uses the address. */
@FunctionalInterface
public interface HoldBound {

    /** No bound for any address: only {@code release seats} ends the holds. */
    HoldBound NONE = address -> 0;

    /** When a hold on that address ends, on the ledger's {@link NanoClock}; 0 = never by itself. */
    long untilNanos(SeatAddress address);
}
