package io.usher.agent.reload;

import com.fasterxml.jackson.annotation.JsonValue;

/** The states of a reload, in the order they are passed. */
public enum ReloadState {
    /** Has a time that has not come. */
    SCHEDULED("scheduled"),
    /** Waits for the gate, or for a maintenance window. */
    WAITING("waiting"),
    /** The blocking generation is being ended, the files are being checked, or the new process starts. */
    STARTING("starting"),
    /** The new process has its socket and takes over. */
    HANDING_OVER("handing-over"),
    /** The new generation serves. */
    SUCCEEDED("succeeded"),
    /** It did not come as far as to take over; the old one never stopped serving, or died too. */
    FAILED("failed"),
    /** The new generation took over or served, and the old one has taken over again, since it died or somebody went back. */
    ROLLED_BACK("rolled-back"),
    /** Taken back before it started. */
    CANCELLED("cancelled"),
    /** Its deadline passed before it started. */
    EXPIRED("expired"),
    /** The gate was shut and nobody wanted to wait. */
    REFUSED("refused");

    private final String word;

    ReloadState(final String word) {
        this.word = word;
    }

    @JsonValue
    public String json() {
        return word;
    }

    public static ReloadState of(final String word) {
        for (final ReloadState state : values()) {
            if (state.word.equals(word)) {
                return state;
            }
        }
        throw new IllegalArgumentException("unknown reload state '" + word + "'");
    }

    /** True where nothing more happens by itself. {@link #SUCCEEDED} can still become {@link #ROLLED_BACK}. */
    public boolean over() {
        return ordinal() >= SUCCEEDED.ordinal();
    }

    /** True where a person can still take it back. */
    public boolean cancellable() {
        return this == SCHEDULED || this == WAITING;
    }
}
