package io.usher.proxy.config;

/** Why a statement cannot be used; the text becomes an ALERT at the statement's position. */
final class StatementException extends Exception {
    private static final long serialVersionUID = 1L;

    StatementException(final String text) {
        super(text, null, false, false);
    }
}
