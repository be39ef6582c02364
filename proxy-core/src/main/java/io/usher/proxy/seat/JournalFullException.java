package io.usher.proxy.seat;

/** The journal of seats cannot take one more word (disk full, or its file cannot grow); the take must be refused. */
public final class JournalFullException extends Exception {

    private static final long serialVersionUID = 1L;

    public JournalFullException(final String message) {
        super(message);
    }

    public JournalFullException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
