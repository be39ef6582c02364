package io.usher.agent.schedule;

import java.text.ParseException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;

import org.quartz.CronExpression;

/**
 * When a cron expression fires in a zone. Quartz finds the next time on a clock without summer time; what that means in the
 * zone is decided here: a time that the zone skips fires once, right after the gap; a time that it repeats fires the first
 * time only. (Quartz's own trigger leaves the one out and does the other twice.) Immutable.
 */
final class CronTimes {
    private static final TimeZone PLAIN = TimeZone.getTimeZone(ZoneOffset.UTC);
    /** Times that a filter or the end of a doubled hour may pass over until one fires: more than a day of seconds. */
    private static final int MOST_SKIPPED = 100_000;

    private final List<CronExpression> any;
    private final Set<DayOfWeek> only;
    private final ZoneId zone;

    /**
     * @param expressions fires when any of these does
     * @param only        and only on these days
     */
    CronTimes(final List<String> expressions, final Set<DayOfWeek> only, final ZoneId zone) throws ParseException {
        final List<CronExpression> parsed = new java.util.ArrayList<>();
        for (final String expression : expressions) {
            final CronExpression one = new CronExpression(expression);
            one.setTimeZone(PLAIN);
            parsed.add(one);
        }
        this.any = List.copyOf(parsed);
        this.only = Set.copyOf(only);
        this.zone = zone;
    }

    /** The first firing after an instant; empty if there is none any more. */
    Optional<Instant> after(final Instant instant) {
        LocalDateTime local = LocalDateTime.ofInstant(instant, zone);
        for (int i = 0; i < MOST_SKIPPED; i++) {
            final Optional<LocalDateTime> next = localAfter(local);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            local = next.get();
            if (only.contains(local.getDayOfWeek()) && inZone(local).isAfter(instant)) {
                return Optional.of(inZone(local));
            }
        }
        return Optional.empty();
    }

    private Optional<LocalDateTime> localAfter(final LocalDateTime local) {
        final Date from = Date.from(local.toInstant(ZoneOffset.UTC));
        return any.stream().map(expression -> expression.getNextValidTimeAfter(from)).filter(java.util.Objects::nonNull)
                .min(Date::compareTo).map(date -> LocalDateTime.ofInstant(date.toInstant(), ZoneOffset.UTC));
    }

    private Instant inZone(final LocalDateTime local) {
        final ZoneOffsetTransition transition = zone.getRules().getTransition(local);
        if (transition != null && transition.isGap()) {
            return transition.getInstant();
        }
        // of a doubled hour, atZone takes the earlier offset: the first time round
        return local.atZone(zone).toInstant();
    }
}
