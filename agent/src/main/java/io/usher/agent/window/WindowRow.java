package io.usher.agent.window;

import io.usher.agent.schedule.CalendarText;
import io.usher.agent.schedule.DurationText;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A window in the database. */
record WindowRow(String id, String name, String cron, Duration lasts, String timeZone, Instant created, String by) {
    private static final int SHOWN_OPENINGS = 5;

    /** The first opening after an instant. */
    Optional<Instant> opensAfter(final Instant instant) {
        return CalendarText.after(cron, ZoneId.of(timeZone), instant);
    }

    boolean open(final Instant now) {
        return opened(now.minus(lasts), now);
    }

    /** When it closes, where it is open: so long after it last opened. */
    Optional<Instant> closes(final Instant now) {
        if (!open(now)) {
            return Optional.empty();
        }
        Instant from = now.minus(lasts); // it has opened between this and now
        Instant until = now; // and not between this and now
        while (Duration.between(from, until).toSeconds() > 1) {
            final Instant middle = from.plus(Duration.between(from, until).dividedBy(2));
            if (opened(middle, now)) {
                from = middle;
            } else {
                until = middle;
            }
        }
        return opensAfter(from).map(opening -> opening.plus(lasts));
    }

    private boolean opened(final Instant after, final Instant now) {
        return opensAfter(after).filter(opening -> !opening.isAfter(now)).isPresent();
    }

    /** For people. */
    String label() {
        return name.isEmpty() ? id : name;
    }

    Window view(final Instant now) {
        final List<OffsetDateTime> next = new ArrayList<>();
        Optional<Instant> opening = opensAfter(now);
        while (opening.isPresent() && next.size() < SHOWN_OPENINGS) {
            next.add(opening.get().atZone(ZoneId.of(timeZone)).toOffsetDateTime());
            opening = opensAfter(opening.get());
        }
        final Optional<Instant> closes = closes(now);
        return new Window(id, name, cron, DurationText.write(lasts), timeZone, by, created, closes.isPresent(), closes, next);
    }
}
