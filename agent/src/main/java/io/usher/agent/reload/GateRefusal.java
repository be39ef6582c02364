package io.usher.agent.reload;

import io.usher.agent.request.Refusal;

import java.util.List;

/** A reload asked for now, while an earlier generation is not drained: HTTP 409 with {@code blocking} and Retry-After. */
public final class GateRefusal extends Refusal {
    private static final long serialVersionUID = 1L;
    private final transient Reload reload;
    private final int retryAfterSeconds;

    public GateRefusal(final Reload reload, final int retryAfterSeconds) {
        super(reload.message(), null);
        this.reload = reload;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** The refused reload as it stands in the history. */
    public Reload reload() {
        return reload;
    }

    /** What stands in the way. */
    public List<Blocking> blocking() {
        return reload.blocking();
    }

    /** A guess at when asking again may help, in seconds, at least 1. */
    public int retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
