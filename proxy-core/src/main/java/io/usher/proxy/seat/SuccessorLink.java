package io.usher.proxy.seat;

import java.util.Collection;

/**
 * The messages that a finishing ledger sends to its successor. Called with the instance's lock held: each call appends one
 * line to the stream's outbox, in the order of the calls, and never calls the ledger.
 */
public interface SuccessorLink {

    /**
     * Names the addresses that wants of a place may use, before its first WANT and whenever they change (part of WANT's
     * text).
     */
    void place(long place, Collection<SeatAddress> addresses);

    /**
     * WANT.
     *
     * @param request  number of the request on this stream, from 1, never used twice
     * @param ageNanos how long before COMMIT it arrived; negative if it arrived since
     * @param place    what it may use
     */
    void want(long request, long ageNanos, long place);

    /**
     * MOVE, if the client of this want can move: sends it and answers true; false has it asked for by WANT. Each move ends with
     * {@link Ledger#moveAcknowledged} or {@link Ledger#moveRefused}. Asked only for wants queued before QUEUE-END.
     */
    boolean move(long request, Want want, long ageNanos);

    /** UNWANT: the request is gone. */
    void unwant(long request);

    /** RELEASE: the seat is the successor's; the journal was cleared before this call. */
    void release(TakeId take);

    /** QUEUE-END: all that was queued at COMMIT has been sent. */
    void queueEnd();
}
