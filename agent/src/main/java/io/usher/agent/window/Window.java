package io.usher.agent.window;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/**
 * A maintenance window as it is now.
 *
 * @param id       unique for ever
 * @param name     for people; empty if none
 * @param cron     when it opens
 * @param duration how long it stays open, e.g. {@code 2h}
 * @param timeZone the zone of {@code cron}
 * @param by       who made or last changed it
 * @param created  when it was made
 * @param open     whether it is open now
 * @param closes   when it closes, where it is open
 * @param next     when it opens next, at most five times, with the zone's offset at that time
 */
public record Window(String id, String name, String cron, String duration, String timeZone, String by, Instant created,
        boolean open,
                     Optional<Instant> closes, List<OffsetDateTime> next) {
}
