package io.usher.agent.event;

import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The table of all events: the word that clients see and filter by, what the subject is, what has happened, and which
 * particulars it has. A test holds it against {@code openapi.yaml}.
 */
public enum EventType {
    AGENT_STARTED("agent.started", "the agent", "The agent serves its API; the proxies were adopted or started", "version"),
    AGENT_STOPPING("agent.stopping", "the agent", "The agent was asked to end, with or without its proxies"),
    SERVER_STATE("server.state", "BACKEND/SERVER", "A server's status changed: up, down, in maintenance, draining",
            "generation", "from", "to", "status", "check", "by"),
    SERVER_ADDED("server.added", "BACKEND/SERVER", "A server is there that was not", "generation", "address", "state"),
    SERVER_REMOVING("server.removing", "BACKEND/SERVER", "A server is to go once it is drained", "by", "inWork"),
    SERVER_REMOVED("server.removed", "BACKEND/SERVER", "A server is there no more", "generation"),
    SERVER_OVERRIDE("server.override", "BACKEND/SERVER", "What was set at runtime for a server changed, or counts no more",
            "field", "value", "by", "cause", "overridden", "configured"),
    SERVER_DRAIN("server.drain", "BACKEND/SERVER", "What is left at a server that drains or is in maintenance",
            "generation", "inWork", "queued"),
    SERVER_CONTESTED("server.contested", "BACKEND/SERVER",
            "A server closed connections unanswered in seats that were the proxy's", "generation", "address", "count"),
    BACKEND_STATE("backend.state", "BACKEND", "A backend is up or down as a whole",
            "generation", "from", "to", "active", "backup"),
    FRONTEND_STATE("frontend.state", "FRONTEND", "A frontend was enabled, disabled, or its limit set",
            "field", "value", "by", "cause", "overridden", "configured"),
    SESSION_CUT("session.cut", "BACKEND/SERVER", "A session was ended on request", "session", "source", "by"),
    GENERATION_STARTED("generation.started", "generation number", "A generation of the proxy was started",
            "generation", "pid", "started", "configurationHash"),
    GENERATION_SERVES("generation.serves", "generation number", "A generation takes the connections now",
            "generation", "before", "cause"),
    GENERATION_DRAIN("generation.drain", "generation number", "What is left at a generation that finishes",
            "generation", "queued", "seats", "held", "connections", "tunnels"),
    GENERATION_DRAINED("generation.drained", "generation number", "A generation holds nothing more", "generation"),
    GENERATION_ENDED("generation.ended", "generation number", "The process of a generation is gone",
            "generation", "pid", "exitCode"),
    HOLD_BEGAN("hold.began", "BACKEND/SERVER or address", "A seat is held for a request whose end the server has not shown",
            "seat", "generation", "address", "reason", "takenMillis"),
    HOLD_ENDED("hold.ended", "BACKEND/SERVER or address", "A held seat is free again",
            "seat", "generation", "address", "reason"),
    RELOAD_STATE("reload.state", "reload id", "A reload went from one state to the next",
            "state", "when", "by", "reason", "from", "to", "durationMillis", "message"),
    RELOAD_REFUSED("reload.refused", "reload id", "The gate refused a reload",
            "state", "when", "by", "reason", "from", "to", "durationMillis", "message"),
    CONFIGURATION_CHANGED("configuration.changed", "file or version",
            "A configuration file was written, restored or found changed", "by", "version", "etag", "applied"),
    SCHEDULE_CHANGED("schedule.changed", "schedule id", "A schedule was made, changed, paused, resumed or deleted",
            "change", "by"),
    SCHEDULE_FIRED("schedule.fired", "schedule id", "A schedule came due, and what came of it",
            "firing", "cause", "due", "state", "result", "reload"),
    WINDOW_CHANGED("window.changed", "window id", "A maintenance window was made, changed or deleted, began or ended",
            "change", "by"),
    DATABASE_LOST("database.lost", "the database", "The agent's database cannot be used", "detail"),
    DATABASE_BACK("database.back", "the database", "The agent's database can be used again", "detail"),
    EVENTS_LOST("events.lost", "the event log", "So many events could not be kept and are missing in what is stored",
            "count"),
    STREAM_OPENED("stream.opened", "the stream", "The first event of each stream; never stored", "stored"),
    STREAM_GAP("stream.gap", "the stream", "What came after the given id is not all known any more; never stored",
            "lastEventId"),
    STREAM_CUT("stream.cut", "the stream", "The last event of a subscriber that reads too slowly; never stored");

    private final String word;
    private final String subject;
    private final String meaning;
    private final List<String> keys;

    EventType(final String word, final String subject, final String meaning, final String... keys) {
        this.word = word;
        this.subject = subject;
        this.meaning = meaning;
        this.keys = List.of(keys);
    }

    /** As clients see it; at most 40 characters. */
    @JsonValue
    public String word() {
        return word;
    }

    /** What the subject of such an event is. */
    public String subject() {
        return subject;
    }

    /** What has happened. */
    public String meaning() {
        return meaning;
    }

    /** Names of the particulars that such an event may have; what each is stands in {@code openapi.yaml}. */
    public List<String> keys() {
        return keys;
    }

    /** The type of a word; empty if there is none. */
    public static Optional<EventType> of(final String word) {
        return Arrays.stream(values()).filter(type -> type.word.equals(word)).findFirst();
    }
}
