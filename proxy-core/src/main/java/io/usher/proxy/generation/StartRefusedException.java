package io.usher.proxy.generation;

/**
 * A generation may not start, or must not go on starting. The message is for the operator: it names what was found and
 * what was expected; the process exits with status 1.
 */
public final class StartRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    public StartRefusedException(final String message) {
        super(message);
    }

    public StartRefusedException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
