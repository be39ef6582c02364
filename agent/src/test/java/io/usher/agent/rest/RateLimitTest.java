package io.usher.agent.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    private long now;
    private final RateLimit limit = new RateLimit(2, 4, () -> now);

    @Test
    void letsABurstThroughAndThenTheRate() {
        for (int i = 0; i < 4; i++) {
            assertEquals(0, limit.secondsToWait("anna"));
        }
        assertEquals(1, limit.secondsToWait("anna"));
        now += TimeUnit.MILLISECONDS.toNanos(500);
        assertEquals(0, limit.secondsToWait("anna"));
        assertEquals(1, limit.secondsToWait("anna"));
    }

    @Test
    void countsEachCallerAlone() {
        for (int i = 0; i < 5; i++) {
            limit.secondsToWait("anna");
        }
        assertEquals(0, limit.secondsToWait("ben"));
    }

    @Test
    void savesNoMoreThanABurst() {
        limit.secondsToWait("anna");
        now += TimeUnit.HOURS.toNanos(1);
        for (int i = 0; i < 4; i++) {
            assertEquals(0, limit.secondsToWait("anna"));
        }
        assertEquals(1, limit.secondsToWait("anna"));
    }
}
