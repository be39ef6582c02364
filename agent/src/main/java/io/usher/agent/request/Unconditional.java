package io.usher.agent.request;

/** The request must say what it last saw, with If-Match, and does not: HTTP 428 (RFC 6585, 3), with what it is now. */
public final class Unconditional extends Refusal {
    private static final long serialVersionUID = 1L;
    private final String current;

    /** @param current the present ETag, quotes included */
    public Unconditional(final String message, final String current) {
        super(message, null);
        this.current = current;
    }

    /** The present ETag, quotes included. */
    public String current() {
        return current;
    }
}
