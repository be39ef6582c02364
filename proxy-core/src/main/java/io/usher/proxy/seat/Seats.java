package io.usher.proxy.seat;

import java.util.Collection;

/** Signatures first; the bodies follow. */
public final class Seats {
    public SeatAddress address() { throw soon(); }
    public int limit() { throw soon(); }
    public int taken() { throw soon(); }
    public int idle() { throw soon(); }
    public boolean available(final Object line) { throw soon(); }
    public Collection<Take> takes() { throw soon(); }
    private static UnsupportedOperationException soon() {
        return new UnsupportedOperationException();
    }
}
