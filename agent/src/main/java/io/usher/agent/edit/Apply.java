package io.usher.agent.edit;

import com.fasterxml.jackson.annotation.JsonValue;
import io.usher.agent.request.Invalid;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a changed configuration comes to run. */
public enum Apply {
    /** By changing what runs; refused where not all of it can be. */
    LIVE,
    /** By a new generation, through the gate. */
    RELOAD,
    /** Live where all of it can be, else by a reload. */
    AUTO,
    /** Not now: the files only. */
    NONE;

    @JsonValue
    public String json() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws Invalid naming what there is */
    public static Apply of(final String word) throws Invalid {
        return Arrays.stream(values()).filter(one -> one.json().equals(word)).findFirst().orElseThrow(() -> new Invalid("apply",
                "apply: '" + word + "' (expected: " + Arrays.stream(values()).map(Apply::json).collect(Collectors.joining(", "))
                + ")"));
    }
}
