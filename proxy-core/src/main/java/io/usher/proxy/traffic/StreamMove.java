package io.usher.proxy.traffic;

/** How a stream moves to the next generation, and comes from the one before. On the client's loop unless said otherwise. */
interface StreamMove {

    /** Whether it waits here with that want, or, if that is null, between requests. */
    boolean waits(SeatSeeker.SeatWant want);

    /** Whether the last request has been answered, and nothing of a next one has been looked at. */
    default boolean idle() {
        return false; // A TCP stream is one request.
    }

    /** Whether all it needs can be carried. Only while it waits. */
    boolean portable();

    /** Stops its deadlines and notes what is left of them, so that nothing happens to it from now on. Only while it waits. */
    void departs(Luggage luggage);

    /** Packs what it knows of itself. Only after {@link #departs}. */
    void pack(Luggage luggage);

    /** It left and was sent back, or never got to leave: goes on where it stood. */
    void returned(Luggage luggage);

    /** It has come from the predecessor; takes up what came with it. Not on the loop yet: no deadline may be set. */
    void unpack(ArrivingClient from);

    /**
     * Asks for a queued client's place in the queue here; for no other: on its loop, a client between requests may be starting
     * one already. Instance lock held; the client is on its way to its loop.
     */
    void queueAgain();

    /** It has come from the predecessor and is on its loop. */
    void arrived(Luggage luggage);
}
