package io.usher.proxy.live;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CountersTest {

    private static final long MS = 1_000_000L;

    @Test
    void rateCountsTheLastSecond() {
        final Rate rate = new Rate();
        for (int i = 0; i < 100; i++) {
            rate.count((10_000 + i * 10) * MS);
        }
        assertEquals(100, rate.perSecond(10_999 * MS));
        // Half a second into the next period half of the last one still counts.
        assertEquals(50, rate.perSecond(11_500 * MS));
        assertEquals(0, rate.perSecond(13_000 * MS));
        assertEquals(100, rate.highest());
        rate.clear();
        assertEquals(0, rate.highest());
    }

    @Test
    void rateForgetsAPeriodThatLiesTwoSecondsBack() {
        final Rate rate = new Rate();
        rate.count(10_000 * MS);
        rate.count(10_000 * MS);
        rate.count(15_000 * MS);
        assertEquals(1, rate.perSecond(15_001 * MS));
    }

    @Test
    void rateOfOneEventDoesNotFlicker() {
        final Rate rate = new Rate();
        rate.count(10_000 * MS);
        assertEquals(1, rate.perSecond(11_900 * MS));
    }

    @Test
    void averageIsPlainUntilTheWindowIsFull() {
        final RecentAverage average = new RecentAverage();
        average.add(10, 1);
        average.add(20, 2);
        assertEquals(15, average.average(2));
        assertEquals(20, average.highest());
    }

    @Test
    void averageFollowsTheLastRequests() {
        final RecentAverage average = new RecentAverage();
        for (int i = 1; i <= 512; i++) {
            average.add(100, i);
        }
        assertEquals(100, average.average(512));
        for (int i = 513; i <= 10_000; i++) {
            average.add(20, i);
        }
        assertEquals(20, average.average(10_000));
    }

    @Test
    void levelKeepsItsPeakUntilCleared() {
        final Level level = new Level();
        level.up();
        level.up();
        level.down();
        assertEquals(2, level.highest());
        level.clear();
        assertEquals(1, level.highest());
        assertEquals(1, level.current());
    }

    @Test
    void clearingAllForgetsSumsButNotLevels() {
        final ServerCounters counters = new ServerCounters();
        counters.sessions.up();
        counters.sessionStarted(5000 * MS);
        counters.responses.count(204);
        counters.responses.count(700);
        assertEquals(1, counters.responses.of(2));
        assertEquals(1, counters.responses.of(0));
        assertEquals(2, counters.secondsSinceLastSession(7000 * MS));
        counters.clear(false);
        assertEquals(1, counters.cumulatedSessions.sum());
        counters.clear(true);
        assertEquals(0, counters.cumulatedSessions.sum());
        assertEquals(0, counters.responses.of(2));
        assertEquals(1, counters.sessions.current());
        assertEquals(-1, counters.secondsSinceLastSession(7000 * MS));
    }
}
