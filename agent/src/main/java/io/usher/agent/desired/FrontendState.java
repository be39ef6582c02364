package io.usher.agent.desired;

import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Whether a frontend takes connections ({@code enable frontend}, {@code disable frontend}; HAProxy management manual, 9.3). */
public enum FrontendState {
    ENABLED, DISABLED;

    @JsonValue
    public String json() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<FrontendState> of(final String word) {
        return Arrays.stream(values()).filter(state -> state.json().equals(word)).findFirst();
    }
}
