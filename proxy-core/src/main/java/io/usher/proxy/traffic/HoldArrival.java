package io.usher.proxy.traffic;

import io.usher.proxy.seat.SeatConnection;
import io.usher.proxy.seat.Take;

/** A server connection on hold that has come from the predecessor, not touched yet. Thread {@code generation}. */
public interface HoldArrival {

    /** What the ledger is to know of it. */
    SeatConnection connection();

    /**
     * Reads and discards from now on, until the server has closed; then frees the seat. Once only.
     *
     * @param take  the seat, in this ledger
     * @param alone whether the predecessor's copy is void; else it may have read some bytes, and only the server's FIN or RST
     *              says that it is done
     */
    void begin(Take take, boolean alone);
}
