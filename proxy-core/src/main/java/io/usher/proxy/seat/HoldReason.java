package io.usher.proxy.seat;

/** Why a seat stays taken although its request was given up. The names travel in the handover and stand in {@code show seats}. */
public enum HoldReason {
    /** The client left while the server was at work. */
    CLIENT_GONE,
    /** {@code timeout server} fired. */
    SERVER_TIMEOUT,
    /** An operator, {@code hard-stop-after} or a stop cut the session. */
    SESSION_CUT,
    /** The answer broke the protocol, so where it ends is unknown. */
    BAD_ANSWER,
    /** The answer's status is tried again elsewhere ({@code retry-on}); the rest of the answer is still coming. */
    ANSWER_REFUSED,
    /** Nothing came from the server's host any more, so our kernel ended the connection: the server may be at work behind it. */
    HOST_SILENT,
    /** A check gave up waiting. */
    CHECK_TIMEOUT,
    /** The connection was let go of when the server had nothing in work for it, and the server has not closed it yet. */
    CLOSE_AWAITED,
    /** The generation that took the seat died; nobody has its connection any more. */
    DEAD_GENERATION,
    /** The generation died while the seat's connection was idle: held only until the kernel's FIN has surely arrived. */
    DEAD_IDLE,
    /** Nobody knows what another host or process may have taken before this start ({@code cold-start-hold}). */
    COLD_START;

    /** Whether the server may be at work for it while its connection is open: the end of its time may sell the seat twice. */
    public boolean mayBeAtWork() {
        return this != CLOSE_AWAITED && this != DEAD_GENERATION && this != DEAD_IDLE && this != COLD_START;
    }
}
