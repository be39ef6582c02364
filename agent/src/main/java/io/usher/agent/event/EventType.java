package io.usher.agent.event;

import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Arrays;
import java.util.Optional;

/**
 * The table of all events: the word that clients see and filter by, what the subject is, and what has happened. A test holds
 * it against {@code openapi.yaml}.
 */
public enum EventType {
    AGENT_STARTED("agent.started", "the agent", "The agent serves its API; the proxies were adopted or started"),
    AGENT_STOPPING("agent.stopping", "the agent", "The agent was asked to end, with or without its proxies"),
    SERVER_STATE("server.state", "BACKEND/SERVER", "A server's status changed: up, down, in maintenance, draining"),
    SERVER_ADDED("server.added", "BACKEND/SERVER", "A server is there that was not"),
    SERVER_REMOVING("server.removing", "BACKEND/SERVER", "A server is to go once it is drained"),
    SERVER_REMOVED("server.removed", "BACKEND/SERVER", "A server is there no more"),
    SERVER_OVERRIDE("server.override", "BACKEND/SERVER", "What was set at runtime for a server changed, or counts no more"),
    SERVER_DRAIN("server.drain", "BACKEND/SERVER", "What is left at a server that drains or is in maintenance"),
    SERVER_CONTESTED("server.contested", "BACKEND/SERVER", "A server closed connections unanswered in seats that were the proxy's"),
    BACKEND_STATE("backend.state", "BACKEND", "A backend is up or down as a whole"),
    FRONTEND_STATE("frontend.state", "FRONTEND", "A frontend was enabled, disabled, or its limit set"),
    SESSION_CUT("session.cut", "BACKEND/SERVER", "A session was ended on request"),
    GENERATION_STARTED("generation.started", "generation number", "A generation of the proxy was started"),
    GENERATION_SERVES("generation.serves", "generation number", "A generation takes the connections now"),
    GENERATION_DRAIN("generation.drain", "generation number", "What is left at a generation that finishes"),
    GENERATION_DRAINED("generation.drained", "generation number", "A generation holds nothing more"),
    GENERATION_ENDED("generation.ended", "generation number", "The process of a generation is gone"),
    HOLD_BEGAN("hold.began", "BACKEND/SERVER or address", "A seat is held for a request whose end the server has not shown"),
    HOLD_ENDED("hold.ended", "BACKEND/SERVER or address", "A held seat is free again"),
    RELOAD_STATE("reload.state", "reload id", "A reload went from one state to the next"),
    RELOAD_REFUSED("reload.refused", "reload id", "The gate refused a reload"),
    CONFIGURATION_CHANGED("configuration.changed", "file or version", "A configuration file was written, restored or found changed"),
    SCHEDULE_CHANGED("schedule.changed", "schedule id", "A schedule was made, changed, paused, resumed or deleted"),
    SCHEDULE_FIRED("schedule.fired", "schedule id", "A schedule came due, and what came of it"),
    WINDOW_CHANGED("window.changed", "window id", "A maintenance window was made, changed or deleted, began or ended"),
    DATABASE_LOST("database.lost", "the database", "The agent's database cannot be used"),
    DATABASE_BACK("database.back", "the database", "The agent's database can be used again"),
    EVENTS_LOST("events.lost", "the event log", "So many events could not be kept and are missing in what is stored"),
    STREAM_OPENED("stream.opened", "the stream", "The first event of each stream; never stored"),
    STREAM_GAP("stream.gap", "the stream", "What came after the given id is not all known any more; never stored"),
    STREAM_CUT("stream.cut", "the stream", "The last event of a subscriber that reads too slowly; never stored");

    private final String word;
    private final String subject;
    private final String meaning;

    EventType(final String word, final String subject, final String meaning) {
        this.word = word;
        this.subject = subject;
        this.meaning = meaning;
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

    /** The type of a word; empty if there is none. */
    public static Optional<EventType> of(final String word) {
        return Arrays.stream(values()).filter(type -> type.word.equals(word)).findFirst();
    }
}
