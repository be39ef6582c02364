package io.usher.proxy.live;

import io.usher.proxy.config.Proxy;

/**
 * A section that takes connections, as it is now. What can be set at runtime is written on the thread {@code generation} and
 * read by any.
 */
public final class Frontend {

    private static final int AS_CONFIGURED = -1;

    private final Proxy section;
    private final FrontendCounters counters = new FrontendCounters();
    /** Written on the thread generation, read by all loops and the stats socket. */
    private volatile boolean paused;
    /** Likewise; {@link #AS_CONFIGURED} = not set at runtime. */
    private volatile int maxconn = AS_CONFIGURED;

    Frontend(final Proxy section) {
        this.section = section;
    }

    /** Its configuration. */
    public Proxy section() {
        return section;
    }

    /** Its name. */
    public String name() {
        return section.name();
    }

    /** Its counters. */
    public FrontendCounters counters() {
        return counters;
    }

    /** Whether it has released its addresses: {@code disable frontend} (HAProxy management manual, 9.3). */
    public boolean paused() {
        return paused;
    }

    void paused(final boolean now) {
        paused = now;
    }

    /**
     * Most connections at once. Set to 0 at runtime it takes none, as in HAProxy.
     *
     * @param otherwise what counts where neither command nor configuration says anything
     */
    public int maxconn(final int otherwise) {
        final int set = maxconn;
        return set != AS_CONFIGURED ? set : section.maxconn() > 0 ? section.maxconn() : otherwise;
    }

    /** Whether its maxconn was set at runtime. */
    public boolean maxconnSet() {
        return maxconn != AS_CONFIGURED;
    }

    void maxconnIs(final int now) {
        maxconn = now;
    }

    @Override
    public String toString() {
        return name();
    }
}
