package io.usher.proxy.live;

import java.util.concurrent.atomic.LongAdder;

/** What a backend counts, beside {@link ServingCounters}. Lock-free, any thread. */
public final class BackendCounters extends ServingCounters {

    /** dreq. */
    public final LongAdder deniedRequests = new LongAdder();
    /** chkdown: how often no server was left; fed by the servers' state changes. */
    public final LongAdder downTransitions = new LongAdder();
    /** req_rate, req_rate_max (HAProxy shows them for frontends only; kept for metrics). */
    public final Rate requestRate = new Rate();

    @Override
    public void clear(final boolean all) {
        super.clear(all);
        requestRate.clear();
        if (all) {
            deniedRequests.reset();
        }
    }
}
