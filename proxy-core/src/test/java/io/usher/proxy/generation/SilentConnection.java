package io.usher.proxy.generation;

import io.usher.proxy.seat.SeatConnection;

/** A server's connection of which nothing is wanted: a ledger that asks for its end fails the test. */
final class SilentConnection implements SeatConnection {
    @Override
    public int shelf() {
        return 0;
    }

    @Override
    public void closeIdle() {
        throw new AssertionError("nobody waits for the seat of this connection, and its end is asked for");
    }
}
