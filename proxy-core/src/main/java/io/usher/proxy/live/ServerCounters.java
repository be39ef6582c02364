package io.usher.proxy.live;

import java.util.concurrent.atomic.LongAdder;

/** What a server counts, beside {@link ServingCounters}. Lock-free, any thread. */
public final class ServerCounters extends ServingCounters {

    /** chkfail: failed checks while up; fed by {@link Health}. */
    public final LongAdder failedChecks = new LongAdder();
    /** chkdown: how often it went down; fed by the state changes. */
    public final LongAdder downTransitions = new LongAdder();
    /** Connections that it closed without an answer, see {@link SeatCounters#contested}. */
    public final LongAdder contested = new LongAdder();
    /** used_conn_cur: connections open and in use. */
    public final Level usedConnections = new Level();
    /** srv_icur, safe_conn_cur: connections open and idle. */
    public final Level idleConnections = new Level();

    @Override
    public void clear(final boolean all) {
        super.clear(all);
        usedConnections.clear();
        idleConnections.clear();
        if (all) {
            failedChecks.reset();
            downTransitions.reset();
        }
    }
}
