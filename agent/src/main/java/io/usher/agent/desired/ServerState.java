package io.usher.agent.desired;

import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Locale;
import java.util.Optional;

/** The administrative state of a server, in the words of {@code set server B/S state} (HAProxy management manual, 9.3). */
public enum ServerState {
    READY, DRAIN, MAINT;

    private final String json = name().toLowerCase(Locale.ROOT);

    @JsonValue
    public String json() {
        return json;
    }

    public static Optional<ServerState> of(final String word) {
        for (final ServerState state : values()) {
            if (state.json().equals(word)) {
                return Optional.of(state);
            }
        }
        return Optional.empty();
    }
}
