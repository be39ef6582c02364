package io.usher.agent.schedule;

import java.time.Instant;
import java.util.Optional;

/**
 * A schedule in the database, without its next firings.
 *
 * @param lastResult what came of the last firing
 */
record ScheduleRow(String id, String name, Optional<String> cron, Optional<Instant> at, String timeZone, ScheduleAction action,
                   String by, Instant created, Optional<Instant> lastFired, Optional<String> lastResult) {
}
