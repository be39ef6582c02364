package io.usher.agent.event;

import java.util.Map;

/** Where events are published. Any thread; never waits, never fails. */
@FunctionalInterface
public interface EventSink {

    /** Takes what nobody watches. */
    EventSink NOBODY = (type, subject, message, detail) -> { };

    /**
     * Tells what has happened, after it has.
     *
     * @param type    a row of the table
     * @param subject what it happened to, as {@link EventType#subject} says; at most 1,000 characters count
     * @param message one line for people, complete in itself; at most 2,000 characters count
     * @param detail  the particulars by name: what Jackson makes JSON of; no secrets. An empty Optional becomes null.
     */
    void publish(EventType type, String subject, String message, Map<String, ?> detail);
}
