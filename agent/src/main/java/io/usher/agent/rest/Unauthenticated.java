package io.usher.agent.rest;

/** The request needs a token or a certificate, and shows none that is good: HTTP 401. */
final class Unauthenticated extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Unauthenticated(final String message) {
        super(message, null, true, false);
    }
}
