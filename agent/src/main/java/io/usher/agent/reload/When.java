package io.usher.agent.reload;

import io.usher.agent.request.Invalid;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a reload is wanted.
 *
 * @param text     as asked
 * @param due      the instant, if it is one
 * @param deadline when it expires, if it has not started
 */
record When(String text, Optional<Instant> due, Optional<Instant> deadline) {
    private static final int LONGEST_SHOWN = 60;
    /** A number with one of HAProxy's units (configuration manual, 2.5), whose unit is not left out here. */
    private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    private static final Map<String, ChronoUnit> UNITS = Map.of("ms", ChronoUnit.MILLIS, "s", ChronoUnit.SECONDS, "m",
            ChronoUnit.MINUTES, "h", ChronoUnit.HOURS, "d", ChronoUnit.DAYS);

    /**
     * Reads what a request says of time and force.
     *
     * @throws Invalid naming what is wrong, or over already
     */
    static When of(final ReloadRequest request, final Instant now) {
        final String text = request.when();
        final boolean drained = text.equals(ReloadRequest.DRAINED);
        final boolean atOnce = text.equals(ReloadRequest.NOW);
        final Optional<Instant> due = drained || atOnce ? Optional.empty() : Optional.of(instant("when", text,
                "now, drained, or a time with offset such as 2026-12-01T03:00:00Z"));
        due.ifPresent(time -> future("when", text, time, now));
        if (drained && request.force()) {
            throw new Invalid("force",
                    "force: true with when: drained (expected: force with now or a time, for it does not wait)");
        }
        if (atOnce && request.deadline().isPresent()) {
            throw new Invalid("deadline", "deadline: '" + shown(request.deadline().get()) + "' with when: now (expected: a"
                    + " deadline with drained or a time, for now does not wait)");
        }
        return new When(text, due, request.deadline().map(deadline -> deadline(deadline, due.orElse(now), now)));
    }

    private static Instant deadline(final String text, final Instant waitsFrom, final Instant now) {
        final Matcher time = TIME.matcher(text);
        final Instant deadline = time.matches() ? later(text, waitsFrom, time) : instant("deadline", text,
                "a time with offset such as 2026-12-01T04:00:00Z, or one to wait such as 30m");
        future("deadline", text, deadline, now);
        if (!deadline.isAfter(waitsFrom)) {
            throw new Invalid("deadline", "deadline: '" + text + "' (expected: a time after " + waitsFrom + ", when it is due)");
        }
        return deadline;
    }

    private static Instant later(final String text, final Instant from, final Matcher time) {
        try {
            return from.plus(Duration.of(Long.parseLong(time.group(1)), UNITS.get(time.group(2))));
        } catch (final DateTimeException | ArithmeticException e) {
            throw new Invalid("deadline", "deadline: '" + text + "' (expected: a time that can be told)");
        }
    }

    private static Instant instant(final String field, final String text, final String expected) {
        try {
            return OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS);
        } catch (final DateTimeParseException e) {
            throw new Invalid(field, field + ": '" + shown(text) + "' (expected: " + expected + ")");
        }
    }

    private static void future(final String field, final String text, final Instant time, final Instant now) {
        if (!time.isAfter(now)) {
            throw new Invalid(field, field + ": '" + text + "' is over (it is " + now.truncatedTo(ChronoUnit.SECONDS)
                    + " now; expected: a time to come)");
        }
    }

    private static String shown(final String text) {
        return text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text;
    }

    boolean now() {
        return text.equals(ReloadRequest.NOW);
    }
}
