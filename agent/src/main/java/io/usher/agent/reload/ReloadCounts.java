package io.usher.agent.reload;

import java.util.concurrent.atomic.AtomicLongArray;

/** How often reloads came to each state since this agent began. Any thread. */
public final class ReloadCounts {
    private final AtomicLongArray counts = new AtomicLongArray(ReloadState.values().length);

    void count(final ReloadState state) {
        counts.incrementAndGet(state.ordinal());
    }

    public long of(final ReloadState state) {
        return counts.get(state.ordinal());
    }
}
