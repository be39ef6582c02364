package io.usher.agent.event;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.Map;

/**
 * One thing that happened.
 *
 * @param id      grows with each event of this agent, also over restarts; about the time in microseconds since 1970, so that it
 *                fits a number of JavaScript
 * @param time    when it was published
 * @param type    what it is
 * @param subject what it happened to, see {@link EventType#subject}
 * @param message in words, one line
 * @param detail  a JSON object with the particulars
 */
public record Event(long id, Instant time, EventType type, String subject, String message, @JsonRawValue String detail) {

    /** About a stream itself; the id is that of the event from which it goes on, 0 = none. */
    static Event ofStream(final long id, final Instant time, final EventType type, final String message,
                          final Map<String, ?> detail) {
        return new Event(id, time, type, "stream", message, EventJson.detail(detail));
    }
}
