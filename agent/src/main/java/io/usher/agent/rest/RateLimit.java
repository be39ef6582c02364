package io.usher.agent.rest;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * So many requests a second of each caller, and some at once before that counts (a token bucket each). It remembers the 10,000
 * callers that came last. Any thread.
 */
final class RateLimit {

    private static final int MOST_CALLERS = 10_000;

    private final double perNano;
    private final int burst;
    private final LongSupplier nanoTime;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) { // guarded by this
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(final Map.Entry<String, Bucket> eldest) {
            return size() > MOST_CALLERS;
        }
    };

    RateLimit(final int perSecond, final int burst, final LongSupplier nanoTime) {
        this.perNano = perSecond / (double) TimeUnit.SECONDS.toNanos(1);
        this.burst = burst;
        this.nanoTime = nanoTime;
    }

    /** What is left of a caller's burst, at a time. */
    private static final class Bucket {
        private double left;
        private long atNanos;
    }

    /** Counts one request; the whole seconds to wait where it is one too many, else 0. */
    synchronized int secondsToWait(final String caller) {
        final long now = nanoTime.getAsLong();
        final Bucket bucket = buckets.computeIfAbsent(caller, key -> {
            final Bucket full = new Bucket();
            full.left = burst;
            full.atNanos = now;
            return full;
        });
        bucket.left = Math.min(burst, bucket.left + (now - bucket.atNanos) * perNano);
        bucket.atNanos = now;
        if (bucket.left >= 1) {
            bucket.left--;
            return 0;
        }
        return (int) Math.max(1, Math.ceil((1 - bucket.left) / perNano / TimeUnit.SECONDS.toNanos(1)));
    }
}
