package io.usher.agent.schedule;

import java.time.Instant;
import java.util.Optional;

/** What an action has come to; the parts are as in {@link Firing}. */
record Progress(FiringState state, String result, Optional<String> reload, Optional<Integer> step, Optional<Instant> nextStep) {

    static Progress of(final FiringState state, final String result) {
        return new Progress(state, result, Optional.empty(), Optional.empty(), Optional.empty());
    }

    static Progress reload(final FiringState state, final String result, final String reload) {
        return new Progress(state, result, Optional.of(reload), Optional.empty(), Optional.empty());
    }

    /** @param next empty where it was the last one */
    static Progress step(final String result, final int step, final Optional<Instant> next) {
        return new Progress(next.isPresent() ? FiringState.RUNNING : FiringState.SUCCEEDED, result, Optional.empty(),
                Optional.of(step),
                next);
    }
}
