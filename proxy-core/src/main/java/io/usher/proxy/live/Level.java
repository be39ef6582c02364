package io.usher.proxy.live;

import java.util.concurrent.atomic.AtomicInteger;

/** A number that goes up and down, with the highest value it had (HAProxy's {@code scur} and {@code smax}). Lock-free. */
public final class Level {

    /** Written by every thread that opens or closes what is counted. */
    private final AtomicInteger current = new AtomicInteger();
    private final Peak peak = new Peak();

    /** One more; returns the new level. */
    public int up() {
        final int now = current.incrementAndGet();
        peak.seen(now);
        return now;
    }

    /** One less; returns the new level. */
    public int down() {
        final int now = current.decrementAndGet();
        assert now >= 0 : "level below zero";
        return now;
    }

    /** The level now. */
    public int current() {
        return current.get();
    }

    /** The highest level since the start or the last {@link #clear()}. */
    public int highest() {
        return peak.highest();
    }

    /** Forgets the highest level (HAProxy's {@code clear counters}); the current one stays. */
    public void clear() {
        peak.clear();
        peak.seen(current.get());
    }
}
