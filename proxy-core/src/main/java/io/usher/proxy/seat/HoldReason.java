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
    /** A check gave up waiting. */
    CHECK_TIMEOUT,
    /** The generation that took the seat died; nobody has its connection any more. */
    DEAD_GENERATION
}
