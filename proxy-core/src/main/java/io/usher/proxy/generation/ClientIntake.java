package io.usher.proxy.generation;

import io.usher.proxy.traffic.Arrival;

/** Takes in clients that come from another generation. Called on the thread {@code generation}; must not block. */
public interface ClientIntake {

    /**
     * A client that the predecessor sends.
     *
     * @param descriptor   its connection
     * @param luggage      what goes with it, as in MOVE
     * @param arrivalNanos when its request arrived, on this process's clock
     * @throws IllegalArgumentException if it cannot be served here, and why; the descriptor is still to be discarded
     * @throws IllegalStateException    if the descriptor is another client's; it is the caller's to close too
     */
    Arrival arrival(int descriptor, String luggage, long arrivalNanos);

    /** Closes a received descriptor: close(2) only, since shutdown(2) would end the connection for its owner too. */
    void discard(int descriptor);
}
