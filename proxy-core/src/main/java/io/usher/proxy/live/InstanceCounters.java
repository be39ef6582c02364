package io.usher.proxy.live;

import java.util.concurrent.atomic.LongAdder;

/** What the whole instance counts; each field names its line of HAProxy 2.6's {@code show info}. Lock-free, any thread. */
public final class InstanceCounters {

    /** CurrConns: client connections open. */
    public final Level connections = new Level();
    /** CumConns. */
    public final LongAdder cumulatedConnections = new LongAdder();
    /** CumReq. */
    public final LongAdder requests = new LongAdder();
    /** ConnRate, MaxConnRate. */
    public final Rate connectionRate = new Rate();
    /** SessRate, MaxSessRate. */
    public final Rate sessionRate = new Rate();
    /** TotalBytesOut. */
    public final LongAdder bytesOut = new LongAdder();
    /** BytesOutRate: units of 32 bytes, as HAProxy counts them so that the number fits an integer. */
    public final Rate bytesOutRate = new Rate();
    /** DroppedLogs. */
    public final LongAdder droppedLogs = new LongAdder();

    /** Counts bytes sent to clients: TotalBytesOut and BytesOutRate. */
    public void sent(final long nowNanos, final int bytes) {
        bytesOut.add(bytes);
        bytesOutRate.count(nowNanos, (bytes + 16) / 32);
    }

    /** {@code clear counters [all]}: forgets the maxima; HAProxy keeps the instance's sums even with {@code all}. */
    public void clear() {
        connectionRate.clear();
        sessionRate.clear();
    }
}
