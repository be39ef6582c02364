package io.usher.agent.schedule;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.agent.request.Invalid;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class CalendarTextTest {

    @Test
    void namesTheExpressionThatItRefuses() {
        for (final String cron : List.of("61 22 * * *", "0 0 30 2 *", "0 22 * *", "0 22 * * ;")) {
            final Invalid refusal = assertThrows(Invalid.class,
                    () -> CalendarText.cron(cron, ZoneOffset.UTC, Instant.parse("2026-12-01T00:00:00Z")));
            assertTrue(refusal.getMessage().startsWith("cron: '" + cron + "'"), refusal.getMessage());
        }
    }
}
