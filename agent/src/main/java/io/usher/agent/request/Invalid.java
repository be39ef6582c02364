package io.usher.agent.request;

/** The request is understood but asks for something that cannot be: HTTP 422. */
public final class Invalid extends Refusal {
    private static final long serialVersionUID = 1L;
    private final String field;

    /**
     * @param field   the offending field as the request names it, e.g. {@code timeZone} or {@code action.type}
     * @param message offending value and expectation
     */
    public Invalid(final String field, final String message) {
        super(message, null);
        this.field = field;
    }

    /** The offending field, e.g. {@code action.type}. */
    public String field() {
        return field;
    }
}
