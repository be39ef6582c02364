package io.usher.agent.configuration;

/** A configuration file cannot be read. */
public final class UnreadableConfigurationException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableConfigurationException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
