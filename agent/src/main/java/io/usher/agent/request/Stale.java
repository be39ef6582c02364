package io.usher.agent.request;

/** The thing is no longer what the asker last saw: HTTP 412, with what it is now. */
public final class Stale extends Refusal {
    private static final long serialVersionUID = 1L;
    private final String current;

    /** @param current the present ETag, quotes included */
    public Stale(final String message, final String current) {
        super(message, null);
        this.current = current;
    }

    /** The present ETag, quotes included. */
    public String current() {
        return current;
    }
}
