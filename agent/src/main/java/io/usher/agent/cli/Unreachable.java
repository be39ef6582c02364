package io.usher.agent.cli;

import java.io.IOException;

/** Nobody answers where the agent should be, or what answers is no agent. */
final class Unreachable extends IOException {

    private static final long serialVersionUID = 1L;

    Unreachable(final String message, final Throwable cause) {
        super(message, cause);
    }
}
