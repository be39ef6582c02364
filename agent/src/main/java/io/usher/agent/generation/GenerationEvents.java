package io.usher.agent.generation;

import java.util.Optional;

/** What others want to know of generations' lives. Called on the conductor's thread; implementations do not throw. */
public interface GenerationEvents {

    /** Why a generation serves now. */
    enum Cause {
        COLD_START, RESTART, HANDOVER,
        /** Its successor died. */
        ROLLED_BACK,
        /** Somebody went back to it: its successor lives, and finishes. */
        RESUMED,
        ADOPTED
    }

    /** A successor is about to be started; {@code from} serves until {@link #serves} says otherwise. */
    default void handoverBegins(final Generation from) {
    }

    /** The handover that began is over without a new active generation. */
    default void handoverFailed(final Generation from) {
    }

    /**
     * Another generation serves.
     *
     * @param now    the active one
     * @param before the one that was active, if there was one
     */
    default void serves(final Generation now, final Optional<Generation> before, final Cause cause) {
    }

    /** An earlier generation is drained, or any is gone: the gate may have opened. */
    default void lessToWaitFor() {
    }
}
