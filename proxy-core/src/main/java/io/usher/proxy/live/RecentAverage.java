package io.usher.proxy.live;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A time averaged over about the last 512 requests (HAProxy's documentation says 1024, its source 512), and its highest
 * value (HAProxy's {@code swrate} sliding sum;
 * {@code qtime}, {@code ctime}, {@code rtime}, {@code ttime}). Lock-free.
 */
public final class RecentAverage {

    /** HAProxy's TIME_STATS_SAMPLES. */
    private static final int WINDOW = 512;

    /** The sliding sum; added to by every thread that ends a request. */
    private final AtomicInteger sum = new AtomicInteger();
    private final Peak peak = new Peak();

    /**
     * Takes one request's time in.
     *
     * @param millis  the time, 0 or more
     * @param samples requests counted so far: while fewer than the window the sum is a plain one
     */
    public void add(final int millis, final long samples) {
        final int window = samples > WINDOW ? WINDOW : 0;
        int old = sum.get();
        while (!sum.compareAndSet(old, old - (window == 0 ? 0 : (int) ((old + window - 1L) / window)) + millis)) {
            old = sum.get();
        }
        peak.seen(millis);
    }

    /**
     * The average in ms, rounded up.
     *
     * @param samples requests counted so far
     */
    public int average(final long samples) {
        final long window = samples > 0 && samples < WINDOW ? samples : WINDOW;
        return (int) ((sum.get() + window - 1) / window);
    }

    /** The longest time since the start or the last clearing. */
    public int highest() {
        return peak.highest();
    }

    /** Forgets the highest value, and with {@code all} the average too. */
    public void clear(final boolean all) {
        peak.clear();
        if (all) {
            sum.set(0);
        }
    }
}
