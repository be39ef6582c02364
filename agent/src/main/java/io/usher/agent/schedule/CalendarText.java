package io.usher.agent.schedule;

import io.usher.agent.request.Invalid;

import java.text.ParseException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/** Reads what requests say of the calendar; what is wrong is named by its field. Any thread. */
public final class CalendarText {
    private static final int MAX_NAME = 100;
    private static final int MAX_CRON = 200;

    private CalendarText() {
    }

    /** The field {@code timeZone}. */
    public static ZoneId zone(final String text) {
        try {
            return ZoneId.of(text);
        } catch (final DateTimeException e) {
            throw new Invalid("timeZone", "timeZone: '" + text + "' (expected: a zone such as Europe/Berlin or UTC)");
        }
    }

    /** The field {@code name}. */
    public static void name(final String text) {
        if (text.length() > MAX_NAME) {
            throw new Invalid("name", "name: " + text.length() + " characters (expected: at most " + MAX_NAME + ")");
        }
    }

    /** The field {@code cron}, which must still come. */
    public static void cron(final String text, final ZoneId zone, final Instant now) {
        if (text.length() > MAX_CRON) {
            throw new Invalid("cron", "cron: " + text.length() + " characters (expected: at most " + MAX_CRON + ")");
        }
        final Optional<Instant> first;
        try {
            first = CronText.parse(text, zone).after(now);
        } catch (final ParseException e) {
            throw new Invalid("cron", "cron: '" + text + "': " + e.getMessage());
        }
        if (first.isEmpty()) {
            throw new Invalid("cron", "cron: '" + text + "' never fires, or only in the past");
        }
    }

    /** When an expression that was read before fires first after an instant. */
    public static Optional<Instant> after(final String cron, final ZoneId zone, final Instant instant) {
        try {
            return CronText.parse(cron, zone).after(instant);
        } catch (final ParseException e) {
            throw new IllegalStateException("'" + cron + "' was accepted once: " + e.getMessage(), e);
        }
    }
}
