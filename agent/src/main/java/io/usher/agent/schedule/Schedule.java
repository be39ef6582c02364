package io.usher.agent.schedule;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/**
 * A schedule as it is kept.
 *
 * @param id        unique for ever
 * @param name      for people; empty if none
 * @param cron      as asked
 * @param at        as asked
 * @param timeZone  the zone it is read in
 * @param action    what it does
 * @param by        who made it
 * @param created   when
 * @param next      the next firings, at most five, with the zone's offset at that time
 * @param lastFired when it last fired
 * @param lastResult what came of it: the id of the reload, or why none was started; empty if it never fired
 */
public record Schedule(String id, String name, Optional<String> cron, Optional<Instant> at, String timeZone, ScheduleAction action,
                       String by, Instant created, List<OffsetDateTime> next, Optional<Instant> lastFired,
                       Optional<String> lastResult) {
}
