package io.usher.proxy.traffic;

/** Where server connections leave for the next generation, whose servers may be at work for nobody any more. Any thread. */
public interface HoldExit {

    /** A connection whose seat is on hold; may be offered several times, until it has left. */
    void offer(HoldDeparture hold);
}
