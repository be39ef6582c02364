package io.usher.agent.request;

/** Whoever asks is known, and may not do this: HTTP 403. */
public final class NotAllowed extends Refusal {
    private static final long serialVersionUID = 1L;

    public NotAllowed(final String message) {
        super(message, null);
    }
}
