package io.usher.agent.schedule;

import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Locale;

/** The states of a firing, in the order they are passed. */
public enum FiringState {
    /** Waits for the one agent that may do it. */
    DUE,
    /** Being done: a ramp between two steps, a reload that is not over. */
    RUNNING,
    SUCCEEDED,
    FAILED,
    /** Left out; the result says why. */
    SKIPPED;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static FiringState of(final String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** True where nothing more happens. */
    public boolean over() {
        return ordinal() >= SUCCEEDED.ordinal();
    }
}
