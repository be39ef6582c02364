package io.usher.agent.schedule;

import io.usher.agent.request.Invalid;
import io.usher.agent.request.Requester;

import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Makes of what somebody asks for a schedule that can be kept, or says what is wrong with it. Any thread. */
final class ScheduleReader {
    private final Actions actions;
    private final InstantSource clock;
    private final String node;
    private final boolean shared;

    ScheduleReader(final Actions actions, final InstantSource clock, final String node, final boolean shared) {
        this.actions = actions;
        this.clock = clock;
        this.node = node;
        this.shared = shared;
    }

    ScheduleRow read(final String id, final ScheduleRequest request, final Requester by) {
        final ZoneId zone = CalendarText.zone(request.timeZone().orElse("UTC"));
        final Optional<Instant> at = request.at().map(this::instant);
        if (request.cron().isPresent() == at.isPresent()) {
            throw new Invalid("cron", "exactly one of cron and at is needed");
        }
        CalendarText.name(request.name());
        request.cron().ifPresent(cron -> CalendarText.cron(cron, zone, clock.instant()));
        if (request.node().isPresent() && !shared) {
            throw new Invalid("node", "node: '" + request.node().get()
                    + "' (expected: none, for this agent shares its calendar with no"
                    + " other; --database names a PostgreSQL to share)");
        }
        actions.validate(request.action(), request.node().isEmpty() || request.node().get().equals(node));
        return new ScheduleRow(id, request.name(), request.cron(), at, zone.getId(), request.misfire(), request.node(),
                request.action(), by.name(), clock.instant(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty());
    }

    private Instant instant(final String text) {
        try {
            // in milliseconds, as Quartz counts
            final Instant at = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS);
            if (at.isAfter(clock.instant())) {
                return at;
            }
        } catch (final DateTimeParseException e) {
            throw new Invalid("at", "at: '" + text + "' (expected: a time with offset such as 2026-12-01T03:00:00Z)");
        }
        throw new Invalid("at", "at: '" + text + "' is over (expected: a time to come)");
    }
}
