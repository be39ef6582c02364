package io.usher.agent.store;

/** The database was written by a newer agent than this one. */
public final class SchemaTooNewException extends Exception {
    private static final long serialVersionUID = 1L;

    SchemaTooNewException(final String file, final String newest, final int newestNumber, final int known) {
        super("database " + file + ": its schema is '" + newest + "' (number " + newestNumber
                + "), this agent knows up to number " + known + ": run the agent that wrote it, or a newer one");
    }
}
