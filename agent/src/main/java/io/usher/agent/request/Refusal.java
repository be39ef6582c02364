package io.usher.agent.request;

/**
 * The agent's answer where it does not do what was asked. Each kind says who has to act: the asker ({@link Invalid},
 * {@link NotFound}), time ({@link Conflict}, the gate's refusal), or whoever runs the machine ({@link Unavailable}).
 * The message is for people and complete in itself. It is no programming error and carries no stack trace.
 */
public abstract class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    protected Refusal(final String message, final Throwable cause) {
        super(message, cause, true, false);
    }
}
