package io.usher.agent.configuration;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;

import java.util.List;
import java.util.Locale;

/**
 * What stands between what runs and another configuration.
 *
 * @param live           what can be done while it runs, in the order in which it is done
 * @param reload         what cannot; where there is any, a reload brings all
 * @param overridesEnded what was set at runtime and counts no more once the other configuration runs, either way
 */
public record Plan(List<LiveChange> live, List<ReloadReason> reload, List<OverrideEnded> overridesEnded) {
    public Plan {
        live = List.copyOf(live);
        reload = List.copyOf(reload);
        overridesEnded = List.copyOf(overridesEnded);
    }

    /** As long as nobody has looked at what was set at runtime. */
    public Plan(final List<LiveChange> live, final List<ReloadReason> reload) {
        this(live, reload, List.of());
    }

    /** The same, with what it ends. */
    public Plan ending(final List<OverrideEnded> overrides) {
        return new Plan(live, reload, overrides);
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
