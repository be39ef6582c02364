package io.usher.proxy.seat;

/** How long a dead generation's seat stays on hold: {@code timeout hold}, else {@code timeout server} of who uses the address. */
@FunctionalInterface
public interface HoldBound {

    /** How long the seat of a connection that was idle at its generation's death is held: until the kernel's FIN is there, ns. */
    long IDLE_NANOS = 1_000_000_000L;

    /** No bound for any address: only {@code release seats} ends the holds. */
    HoldBound NONE = address -> 0;

    /** When a hold on that address ends, on the ledger's {@link NanoClock}; 0 = never by itself. */
    long untilNanos(SeatAddress address);
}
