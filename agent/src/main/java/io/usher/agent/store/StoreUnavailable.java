package io.usher.agent.store;

import io.usher.agent.request.Unavailable;

/** The database does not answer, is full or damaged. What was to be remembered was not. */
public final class StoreUnavailable extends Unavailable {
    private static final long serialVersionUID = 1L;

    public StoreUnavailable(final String message, final Throwable cause) {
        super(message, cause);
    }
}
