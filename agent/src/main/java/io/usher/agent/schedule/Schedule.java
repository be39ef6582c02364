package io.usher.agent.schedule;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/**
 * A schedule as it is kept.
 *
 * @param id         unique for ever
 * @param name       for people; empty if none
 * @param state      whether it still does something
 * @param cron       as asked
 * @param at         as asked
 * @param timeZone   the zone it is read in
 * @param misfire    what becomes of a firing that was missed
 * @param node       the only agent that may do it, where several share a calendar; empty = any
 * @param action     what it does
 * @param by         who made it
 * @param created    when
 * @param next       the next firings, at most five, with the zone's offset at that time
 * @param lastFired  when it last began something
 * @param lastResult how that stands or ended; empty if it never fired
 */
public record Schedule(String id, String name, ScheduleState state, Optional<String> cron, Optional<Instant> at, String timeZone,
                       Misfire misfire, Optional<String> node, ScheduleAction action, String by, Instant created,
                       List<OffsetDateTime> next, Optional<Instant> lastFired, Optional<String> lastResult) {
}
