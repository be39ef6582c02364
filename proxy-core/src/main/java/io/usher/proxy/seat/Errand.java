package io.usher.proxy.seat;

/**
 * A health check's request that an idle connection carries for it ({@link SeatConnection#carry}). All but {@link #request} is
 * called on the connection's event loop, or with the instance's lock held: the callee only posts.
 */
public interface Errand {

    /** The request, whole. */
    byte[] request();

    /** The head of the answer has come. At most once; {@link #over} follows. */
    void answered(int status, String reason);

    /** What has come is no answer, or ended in the middle of its head. At most once; {@link #over} follows. */
    void unintelligible();

    /**
     * The connection ended before anything came over it, which says nothing of the server: it may have been closing the idle
     * connection already. Nothing follows.
     *
     * @param rest the take, for a fresh connection; null = it is the check's no longer, and the check must ask again
     */
    void ended(Take rest);

    /** The connection is idle again, or its owner frees the seat in time: neither is the check's any more. */
    void over();
}
