package io.usher.agent.generation;

import com.fasterxml.jackson.annotation.JsonValue;

/** The states of a generation in the words of the design; {@link #json()} is the word that clients see. */
public enum GenerationState {
    /** Started, serves nothing yet. */
    STARTING("starting"),
    /** Takes connections. */
    ACTIVE("active"),
    /** Takes none, but still holds requests, queue entries, seats or clients. */
    FINISHING("finishing"),
    /** Holds nothing that could still become a request; about to end. */
    DRAINED("drained"),
    /** The process is gone. */
    ENDED("ended"),
    /** The process lives, but its socket does not answer as it should. */
    UNREACHABLE("unreachable");

    private final String word;

    GenerationState(final String word) {
        this.word = word;
    }

    @JsonValue
    public String json() {
        return word;
    }

    /** True while the process is there. */
    public boolean lives() {
        return this != ENDED;
    }

    /** True where the gate stays shut because of a generation in this state that is not the active one. */
    public boolean shutsGate() {
        return this == FINISHING || this == STARTING || this == UNREACHABLE;
    }
}
