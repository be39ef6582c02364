package io.usher.agent.request;

/** A part that the agent needs does not answer, the proxy or the database: HTTP 503, and nothing was remembered. */
public class Unavailable extends Refusal {
    private static final long serialVersionUID = 1L;

    public Unavailable(final String message, final Throwable cause) {
        super(message, cause);
    }
}
