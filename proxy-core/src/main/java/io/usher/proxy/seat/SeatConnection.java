package io.usher.proxy.seat;

/** What the ledger must know of a server connection. Implemented by whoever owns the socket. */
public interface SeatConnection {

    /** Index of the event loop the connection lives on, from 0. */
    int shelf();

    /**
     * Asks for this idle connection to be closed, because its seat is wanted elsewhere. Called with the instance's lock held: it
     * only posts. The owner calls {@link Ledger#release} once the server's FIN or RST has come back, not before.
     */
    void closeIdle();

    /**
     * Said by who was granted this idle connection with a seat and needs neither: it goes on idle, or if it has ended
     * meanwhile its owner frees the seat. Called with the instance's lock held: it only posts.
     */
    default void giveBack() {
        closeIdle();
    }

    /**
     * Said by a health check that was granted this idle connection: sends the check's request over it and reads the answer.
     * Called with the instance's lock held: it only posts.
     *
     * @return what gives the request up while it is under way: the seat is on hold then until the server is done. Any thread.
     */
    default Runnable carry(final Errand errand) {
        closeIdle();
        errand.ended(null);
        return () -> { };
    }
}
