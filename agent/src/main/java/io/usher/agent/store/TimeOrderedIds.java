package io.usher.agent.store;

import java.time.InstantSource;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Makes ids that are unique for ever and sort by the time they were made: UUIDs of version 7 (RFC 9562, 5.7) with 12 bits of
 * counter, so that those of one millisecond sort too. Any thread.
 */
public final class TimeOrderedIds {
    private static final int COUNTER_LIMIT = 1 << 12;
    private final InstantSource clock;
    private final RandomGenerator random;
    private long lastMillis;
    private int counter;

    public TimeOrderedIds(final InstantSource clock, final RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /** A new id; never smaller than the one before, even if the clock is set back. */
    public synchronized String next() {
        final long now = clock.millis();
        if (now > lastMillis) {
            lastMillis = now;
            counter = 0;
        } else if (++counter == COUNTER_LIMIT) {
            lastMillis++;
            counter = 0;
        }
        final long high = lastMillis << 16 | 0x7000L | counter;
        final long low = random.nextLong() >>> 2 | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }
}
