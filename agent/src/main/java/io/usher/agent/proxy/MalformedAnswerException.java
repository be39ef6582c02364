package io.usher.agent.proxy;

/** An answer that is not what the command should give. */
final class MalformedAnswerException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedAnswerException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
