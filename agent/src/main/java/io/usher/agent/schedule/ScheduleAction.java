package io.usher.agent.schedule;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.usher.agent.desired.NamedPatch;
import io.usher.agent.reload.ReloadRequest;

import java.util.List;

/** What a schedule does when it fires. Kept in the database, and shown, as {@link ActionJson} writes it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({@JsonSubTypes.Type(value = ScheduleAction.Reload.class, name = ScheduleAction.RELOAD),
        @JsonSubTypes.Type(value = ScheduleAction.Servers.class, name = ScheduleAction.SERVERS),
        @JsonSubTypes.Type(value = ScheduleAction.Ramp.class, name = ScheduleAction.RAMP)})
public sealed interface ScheduleAction {
    String RELOAD = "reload";
    String SERVERS = "servers";
    String RAMP = "ramp";

    /** Its word in the contract. */
    @JsonIgnore
    String type();

    /**
     * Asks for a reload.
     *
     * @param when     {@code drained} or {@code now}; null = drained
     * @param reason   for the history; null = the schedule's name
     * @param deadline how long it may wait, as {@link DurationText} reads it; null = for ever
     */
    record Reload(String when, String reason, String deadline) implements ScheduleAction {
        /** When drained, for no other reason than the schedule. */
        public static final Reload DRAINED = new Reload(null, null, null);

        @Override
        @JsonIgnore
        public String type() {
            return RELOAD;
        }

        @JsonIgnore
        String whenOrDefault() {
            return when == null ? ReloadRequest.DRAINED : when;
        }
    }

    /**
     * Changes servers of a backend, all or none.
     *
     * @param backend their backend
     * @param servers what is changed
     */
    record Servers(String backend, List<NamedPatch> servers) implements ScheduleAction {
        public Servers {
            servers = List.copyOf(servers);
        }

        @Override
        @JsonIgnore
        public String type() {
            return SERVERS;
        }
    }

    /**
     * Sets the weight of servers to {@code from} and then, in so many steps with so much time before each, to {@code to}.
     *
     * @param backend  their backend
     * @param servers  their names
     * @param from     0 to 256
     * @param to       0 to 256
     * @param steps    from 1
     * @param interval before each step, as {@link DurationText} reads it
     */
    record Ramp(String backend, List<String> servers, int from, int to, int steps, String interval) implements ScheduleAction {
        public Ramp {
            servers = List.copyOf(servers);
        }

        @Override
        @JsonIgnore
        public String type() {
            return RAMP;
        }

        /** The weight after a step; 0 = the beginning. */
        int weight(final int step) {
            return from + (int) Math.round((to - from) * (double) step / steps);
        }
    }
}
