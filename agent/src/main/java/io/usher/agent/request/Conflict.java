package io.usher.agent.request;

/** What was asked for cannot be done to the thing as it is now, such as cancelling what has ended: HTTP 409. */
public final class Conflict extends Refusal {
    private static final long serialVersionUID = 1L;

    public Conflict(final String message) {
        super(message, null);
    }
}
