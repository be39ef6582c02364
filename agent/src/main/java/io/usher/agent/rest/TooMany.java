package io.usher.agent.rest;

/** More was asked for than one may ask for: HTTP 429. */
final class TooMany extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int retryAfterSeconds;

    TooMany(final String message, final int retryAfterSeconds) {
        super(message, null, true, false);
        this.retryAfterSeconds = retryAfterSeconds;
    }

    int retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
