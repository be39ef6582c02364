package io.usher.proxy.traffic;

import io.netty.channel.Channel;
import io.usher.proxy.seat.SeatConnection;
import io.usher.proxy.seat.Take;

/** A server connection that can leave for the next generation while its seat is on hold. On its loop, but for the first three. */
interface PassableHold extends SeatConnection {

    /** The loop it lives on. */
    Shelf home();

    Take take();

    Channel channel();

    /** Whether it only waits for the server, so that another process can do the same. */
    boolean passable();

    /** Half-closes toward the server; what is not written yet is dropped. */
    void sendFin();

    /** It is off its loop: stops all that would touch it, and says how it is to be watched. */
    HoldWatch pack();

    /** The next generation has it, and its seat: closes the copy here. */
    void passed();

    /** It is watched here again, until the server closes. */
    void kept();
}
