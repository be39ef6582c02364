package io.usher.agent.schedule;

import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Locale;

/** Why a schedule fires. */
public enum FiringCause {
    /** Its time has come. */
    CALENDAR,
    /** Somebody wanted it run. */
    REQUEST;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static FiringCause of(final String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
