package io.usher.agent.proxy;

import io.usher.agent.request.Unavailable;

/**
 * A stats socket did not give a usable answer: nobody listens, the peer is somebody else's process, the time or size limit
 * was passed, or what came is not an answer. HTTP 503; the caller must not remember what it wanted to set.
 */
public final class ProxyUnreachable extends Unavailable {
    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    public enum Kind { NOBODY_LISTENS, FOREIGN_PEER, TIME_LIMIT, SIZE_LIMIT, GARBAGE, CLOSED, NO_GENERATION }

    private final Kind kind;

    public ProxyUnreachable(final Kind kind, final String message, final Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
