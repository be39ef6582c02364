package io.usher.agent.generation;

/** A configuration that does not check, or a generation that did not come to serve; the message has the proxy's own words. */
public final class StartFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    StartFailedException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
