package io.usher.proxy.live;

import java.util.concurrent.atomic.LongAdder;

/** HTTP answers by class of status ({@code hrsp_1xx} to {@code hrsp_5xx} and {@code hrsp_other}). Lock-free. */
public final class ResponseCounts {

    /** Index 0 is "other". */
    private final LongAdder[] byClass = new LongAdder[6];

    /** All zero. */
    public ResponseCounts() {
        for (int i = 0; i < byClass.length; i++) {
            byClass[i] = new LongAdder();
        }
    }

    /** Counts one answer. */
    public void count(final int status) {
        final int statusClass = status / 100;
        byClass[statusClass >= 1 && statusClass <= 5 ? statusClass : 0].increment();
    }

    /**
     * Answers counted.
     *
     * @param statusClass 1 to 5, or 0 for all others
     */
    public long of(final int statusClass) {
        return byClass[statusClass].sum();
    }

    void reset() {
        for (final LongAdder counter : byClass) {
            counter.reset();
        }
    }
}
