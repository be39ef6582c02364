package io.usher.proxy.seat;

/**
 * The one message that the active ledger sends to its predecessor. Called with the instance's lock held: it only
 * appends a line.
 */
@FunctionalInterface
public interface PredecessorLink {

    /** GRANT: from now on the seat is the predecessor's, until its RELEASE arrives. */
    void grant(long request, TakeId take, SeatAddress address);
}
