package io.usher.agent.schedule;

import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Locale;

/** Whether a schedule still does something. */
public enum ScheduleState {
    /** It fires when its time comes. */
    ACTIVE,
    /** Firings that come due are left out, and a ramp stands still. */
    PAUSED,
    /** It never fires again, and all it did is over. */
    FINISHED;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
