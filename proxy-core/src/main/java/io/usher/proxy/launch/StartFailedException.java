package io.usher.proxy.launch;

/** The process cannot serve and exits with status 1. The text is for the operator. */
final class StartFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    StartFailedException(final String text, final Throwable cause) {
        super(text, cause);
    }
}
