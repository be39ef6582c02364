package io.usher.proxy.live;

import java.util.concurrent.atomic.LongAdder;

/**
 * What a frontend counts; each field names its column of HAProxy 2.6's {@code show stat}. Lock-free, any thread.
 */
public final class FrontendCounters {

    /** scur, smax: client connections (HAProxy's feconn). */
    public final Level sessions = new Level();
    /** conn_tot: connections received. */
    public final LongAdder connections = new LongAdder();
    /** stot: connections accepted after the connection rules. */
    public final LongAdder acceptedSessions = new LongAdder();
    /** conn_rate, conn_rate_max. */
    public final Rate connectionRate = new Rate();
    /** rate, rate_max. */
    public final Rate sessionRate = new Rate();
    /** bin. */
    public final LongAdder bytesIn = new LongAdder();
    /** bout. */
    public final LongAdder bytesOut = new LongAdder();
    /** dreq. */
    public final LongAdder deniedRequests = new LongAdder();
    /** dresp. */
    public final LongAdder deniedResponses = new LongAdder();
    /** ereq: invalid requests, request timeouts, clients gone before a whole request. */
    public final LongAdder failedRequests = new LongAdder();
    /** dcon. */
    public final LongAdder deniedConnections = new LongAdder();
    /** dses. */
    public final LongAdder deniedSessions = new LongAdder();
    /** wrew. */
    public final LongAdder failedRewrites = new LongAdder();
    /** eint. */
    public final LongAdder internalErrors = new LongAdder();
    /** intercepted: answered by the frontend itself. */
    public final LongAdder intercepted = new LongAdder();
    /** req_tot. */
    public final LongAdder requests = new LongAdder();
    /** req_rate, req_rate_max. */
    public final Rate requestRate = new Rate();
    /** hrsp_*. */
    public final ResponseCounts responses = new ResponseCounts();

    /**
     * {@code clear counters [all]}: forgets the maxima, with {@code all} every sum too. Levels and rates go on.
     */
    public void clear(final boolean all) {
        sessions.clear();
        connectionRate.clear();
        sessionRate.clear();
        requestRate.clear();
        if (all) {
            for (final LongAdder sum : new LongAdder[] {connections, acceptedSessions, bytesIn, bytesOut, deniedRequests,
                deniedResponses, failedRequests, deniedConnections, deniedSessions, failedRewrites, internalErrors,
                intercepted, requests}) {
                sum.reset();
            }
            responses.reset();
        }
    }
}
