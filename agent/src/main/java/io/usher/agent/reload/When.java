package io.usher.agent.reload;

import io.usher.agent.request.Invalid;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * When a reload is wanted.
 *
 * @param text as asked
 * @param due  the instant, if it is one
 */
record When(String text, Optional<Instant> due) {

    /**
     * Reads {@code now}, {@code drained} or an instant.
     *
     * @throws Invalid if it is none, or over already
     */
    static When parse(final String text, final Instant now) {
        if (text.equals(ReloadRequest.NOW) || text.equals(ReloadRequest.DRAINED)) {
            return new When(text, Optional.empty());
        }
        final Instant due;
        try {
            due = OffsetDateTime.parse(text).toInstant();
        } catch (final DateTimeParseException e) {
            throw new Invalid("when", "when: '" + (text.length() > 60 ? text.substring(0, 60) + "…" : text)
                    + "' (expected: now, drained, or a time with offset such as 2026-12-01T03:00:00Z)");
        }
        if (!due.isAfter(now)) {
            throw new Invalid("when", "when: '" + text + "' is over (it is " + now.truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                    + " now; expected: a time to come)");
        }
        return new When(text, Optional.of(due));
    }

    boolean now() {
        return text.equals(ReloadRequest.NOW);
    }
}
