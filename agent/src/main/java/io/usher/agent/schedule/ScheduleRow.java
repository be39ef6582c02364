package io.usher.agent.schedule;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A schedule in the database, without its next firings.
 *
 * @param paused     since when
 * @param finished   since when it does nothing any more
 * @param lastResult what came of the last firing
 */
record ScheduleRow(String id, String name, Optional<String> cron, Optional<Instant> at, String timeZone, Misfire misfire,
                   Optional<String> node, ScheduleAction action, String by, Instant created, Optional<Instant> paused,
                   Optional<Instant> finished, Optional<Instant> lastFired, Optional<String> lastResult) {
    private static final int SHOWN_FIRINGS = 5;

    /** The first firing after an instant. */
    Optional<Instant> after(final Instant instant) {
        if (cron.isEmpty()) {
            return at.filter(time -> time.isAfter(instant));
        }
        return CalendarText.after(cron.get(), ZoneId.of(timeZone), instant);
    }

    /** For people. */
    String label() {
        return name.isEmpty() ? id : id + " (" + name + ")";
    }

    /** When it fires, in words. */
    String when() {
        return cron.orElseGet(() -> at.orElseThrow().toString()) + " " + timeZone;
    }

    /** The same, paused or not. */
    ScheduleRow paused(final Optional<Instant> since) {
        return new ScheduleRow(id, name, cron, at, timeZone, misfire, node, action, by, created, since, finished, lastFired,
                lastResult);
    }

    Schedule view(final Instant now) {
        final List<OffsetDateTime> next = new ArrayList<>();
        Optional<Instant> firing = after(now);
        while (firing.isPresent() && next.size() < SHOWN_FIRINGS) {
            next.add(firing.get().atZone(ZoneId.of(timeZone)).toOffsetDateTime());
            firing = after(firing.get());
        }
        final ScheduleState state = finished.isPresent() ? ScheduleState.FINISHED
                : paused.isPresent() ? ScheduleState.PAUSED : ScheduleState.ACTIVE;
        return new Schedule(id, name, state, cron, at, timeZone, misfire, node, action, by, created, next, lastFired, lastResult);
    }
}
