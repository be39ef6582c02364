package io.usher.agent.request;

/** What was asked for does not exist: HTTP 404. */
public final class NotFound extends Refusal {
    private static final long serialVersionUID = 1L;

    public NotFound(final String message) {
        super(message, null);
    }
}
