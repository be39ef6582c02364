package io.usher.proxy.generation;

/** A line of the handover that is no message, or has no place in the state of affairs; the message says which and why. */
final class MalformedMessageException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedMessageException(final String message) {
        super(message);
    }
}
