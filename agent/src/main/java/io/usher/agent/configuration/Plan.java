package io.usher.agent.configuration;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;

import java.util.List;
import java.util.Locale;

/**
 * What stands between what runs and another configuration.
 *
 * @param live   what can be done while it runs, in the order in which it is done
 * @param reload what cannot; where there is any, a reload brings all
 */
public record Plan(List<LiveChange> live, List<ReloadReason> reload) {
    public Plan {
        live = List.copyOf(live);
        reload = List.copyOf(reload);
    }

    /** How the other configuration comes to run. */
    public enum Outcome {
        NOTHING, LIVE, RELOAD;

        @JsonValue
        public String json() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Nothing, where both run alike: they may still differ in comments. */
    @JsonProperty
    public Outcome outcome() {
        return !reload.isEmpty() ? Outcome.RELOAD : live.isEmpty() ? Outcome.NOTHING : Outcome.LIVE;
    }
}
