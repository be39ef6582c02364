package io.usher.proxy.live;

import io.usher.proxy.config.Proxy;

/** A section that takes connections, as it is now. Immutable but for its counters. */
public final class Frontend {

    private final Proxy section;
    private final FrontendCounters counters = new FrontendCounters();

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

    @Override
    public String toString() {
        return name();
    }
}
