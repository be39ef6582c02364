package io.usher.agent.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.text.ParseException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTextTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static List<String> firings(final String cron, final ZoneId zone, final String after, final int count)
            throws ParseException {
        final CronTimes times = CronText.parse(cron, zone);
        final List<String> result = new ArrayList<>();
        Instant from = OffsetDateTime.parse(after).toInstant();
        for (int i = 0; i < count; i++) {
            from = times.after(from).orElseThrow();
            result.add(from.atZone(zone).toOffsetDateTime().toString());
        }
        return result;
    }

    @Test
    void aTimeInTheGapFiresOnceRightAfterIt() throws ParseException {
        assertEquals(List.of("2027-03-27T02:30+01:00", "2027-03-28T03:00+02:00", "2027-03-29T02:30+02:00"),
                firings("30 2 * * *", BERLIN, "2027-03-26T12:00:00+01:00", 3));
    }

    @Test
    void manyTimesInTheGapFireOnce() throws ParseException {
        assertEquals(List.of("2027-03-28T01:50+01:00", "2027-03-28T03:00+02:00", "2027-03-28T03:10+02:00"),
                firings("*/10 * * * *", BERLIN, "2027-03-28T01:45:00+01:00", 3));
    }

    @Test
    void aDoubledHourFiresOnce() throws ParseException {
        assertEquals(List.of("2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00"),
                firings("30 2 * * *", BERLIN, "2026-10-25T00:00:00+02:00", 2));
        assertEquals(List.of("2026-10-25T02:59+02:00", "2026-10-25T03:00+01:00"),
                firings("* * * * *", BERLIN, "2026-10-25T02:58:00+02:00", 2));
        assertEquals(List.of("2026-10-25T03:00+01:00"), firings("* * * * *", BERLIN, "2026-10-25T02:10:00+01:00", 1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "0 3 * * *         | 2026-11-22T03:00Z",
        "*/20 * * * *      | 2026-11-22T00:20Z",
        "0 0 * * 0         | 2026-11-29T00:00Z",
        "0 0 * * 7         | 2026-11-29T00:00Z",
        "0 0 * * mon       | 2026-11-23T00:00Z",
        "0 0 * * 1-5       | 2026-11-23T00:00Z",
        "0 0 * * 5-7       | 2026-11-27T00:00Z",
        "0 0 * * */2       | 2026-11-24T00:00Z",
        "0 0 1 * *         | 2026-12-01T00:00Z",
        "0 0 29 2 *        | 2028-02-29T00:00Z",
        "0 0 30 * 1        | 2026-11-23T00:00Z",
        "0 0 24 * 3        | 2026-11-24T00:00Z",
        "0 0 */10 * 2      | 2026-12-01T00:00Z",
        "0 0 1 jan *       | 2027-01-01T00:00Z",
        "@daily            | 2026-11-23T00:00Z",
        "0 30 4 * * ?      | 2026-11-22T04:30Z",
        "0 0 4 ? * 2       | 2026-11-23T04:00Z",
        "0 0 0 L * ?       | 2026-11-30T00:00Z",
        "0 0 0 1 1 ? 2030  | 2030-01-01T00:00Z",
    })
    void firesFirstAfterSundayMidnight(final String cron, final String expected) throws ParseException {
        assertEquals(List.of(expected), firings(cron, ZoneId.of("UTC"), "2026-11-22T00:00:00Z", 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "* * *", "61 * * * *", "0 25 * * *", "0 0 32 * *", "0 0 * 13 *", "0 0 * * 8", "0 0 * * 5-3",
        "0 0 * * 1/0", "0 0 ? * 1", "soon", "@sometimes", "0 0 0 * * *", "1 2 3 4 5 6 7 8", "0 0 * * mon-", "-1 * * * *"})
    void refusesWhatIsNone(final String cron) {
        assertThrows(ParseException.class, () -> CronText.parse(cron, BERLIN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 0 30 2 *", "0 0 0 1 1 ? 2020"})
    void knowsWhatNeverFires(final String cron) throws ParseException {
        assertFalse(CronText.parse(cron, BERLIN).after(Instant.parse("2026-11-22T00:00:00Z")).isPresent());
    }
}
