package io.usher.agent.request;

/** The kind of proxy that runs has no such thing; another kind has: HTTP 501. */
public final class Unsupported extends Refusal {
    private static final long serialVersionUID = 1L;

    public Unsupported(final String message) {
        super(message, null);
    }
}
