package io.usher.agent.schedule;

import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What becomes of a firing that could not be done when it was due, because no agent ran or its database did not answer. */
public enum Misfire {
    /** Done late, once for all that were missed. */
    RUN,
    /** Left out, and noted as left out. */
    SKIP;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Misfire> of(final String word) {
        return Arrays.stream(values()).filter(policy -> policy.word().equals(word)).findFirst();
    }
}
