package io.usher.proxy.launch;

/** A command line that cannot be followed. The text names the option and what was expected. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(final String text) {
        super(text);
    }
}
