package io.usher.proxy.live;

import java.util.concurrent.atomic.LongAdder;

/**
 * What servers and backends both count; each field names its column of HAProxy 2.6's {@code show stat}.
 * Lock-free, any thread.
 */
public abstract sealed class ServingCounters permits BackendCounters, ServerCounters {

    /** scur, smax: requests (TCP: connections) that are at the server; for a backend also those in its queues. */
    public final Level sessions = new Level();
    /** qmax: the longest queue seen; fed by {@code Admission}. */
    public final Peak longestQueue = new Peak();
    /** stot: for a server, requests that got it; for a backend, requests that came to it. */
    public final LongAdder cumulatedSessions = new LongAdder();
    /** lbtot: requests sent by the balancing algorithm; fed by {@code Admission}. */
    public final LongAdder balanced = new LongAdder();
    /** rate, rate_max. */
    public final Rate sessionRate = new Rate();
    /** bin. */
    public final LongAdder bytesIn = new LongAdder();
    /** bout. */
    public final LongAdder bytesOut = new LongAdder();
    /** dresp. */
    public final LongAdder deniedResponses = new LongAdder();
    /** econ. */
    public final LongAdder failedConnections = new LongAdder();
    /** eresp. */
    public final LongAdder failedResponses = new LongAdder();
    /** wretr. */
    public final LongAdder retries = new LongAdder();
    /** wredis. */
    public final LongAdder redispatches = new LongAdder();
    /** cli_abrt. */
    public final LongAdder clientAborts = new LongAdder();
    /** srv_abrt. */
    public final LongAdder serverAborts = new LongAdder();
    /** wrew. */
    public final LongAdder failedRewrites = new LongAdder();
    /** eint. */
    public final LongAdder internalErrors = new LongAdder();
    /** connect: connections opened. */
    public final LongAdder connects = new LongAdder();
    /** reuse: requests sent over an idle connection. */
    public final LongAdder reuses = new LongAdder();
    /** req_tot. */
    public final LongAdder requests = new LongAdder();
    /** hrsp_*. */
    public final ResponseCounts responses = new ResponseCounts();
    /** qtime, qtime_max. */
    public final RecentAverage queueTime = new RecentAverage();
    /** ctime, ctime_max. */
    public final RecentAverage connectTime = new RecentAverage();
    /** rtime, rtime_max. */
    public final RecentAverage responseTime = new RecentAverage();
    /** ttime, ttime_max. */
    public final RecentAverage totalTime = new RecentAverage();

    /** Instance clock, seconds, when a request last came; {@link Long#MIN_VALUE} = never. Any thread writes, any reads. */
    private volatile long lastSessionSeconds = Long.MIN_VALUE;

    /** Counts a request (TCP: connection) that came: stot, rate, lastsess. */
    public void sessionStarted(final long nowNanos) {
        cumulatedSessions.increment();
        sessionRate.count(nowNanos);
        lastSessionSeconds = Math.floorDiv(nowNanos, Server.NANOS_PER_SECOND);
    }

    /**
     * Takes the times of one ended request in.
     *
     * @param http       whether the proxy is {@code mode http}: requests are the samples, else balanced connections
     * @param queueMs    in the queue, 0 or more
     * @param connectMs  until connected, 0 or more
     * @param responseMs until the answer's head, 0 or more
     * @param totalMs    until the end, 0 or more
     */
    public void times(final boolean http, final int queueMs, final int connectMs, final int responseMs, final int totalMs) {
        final long samples = samples(http);
        queueTime.add(queueMs, samples);
        connectTime.add(connectMs, samples);
        responseTime.add(responseMs, samples);
        totalTime.add(totalMs, samples);
    }

    /** The number of requests the averages are made of. */
    public long samples(final boolean http) {
        return http ? requests.sum() : balanced.sum();
    }

    /** lastsess: seconds since a request last came, -1 = none yet. */
    public long secondsSinceLastSession(final long nowNanos) {
        final long last = lastSessionSeconds;
        return last == Long.MIN_VALUE ? -1 : Math.floorDiv(nowNanos, Server.NANOS_PER_SECOND) - last;
    }

    /** {@code clear counters [all]}: forgets the maxima, with {@code all} every sum too. Levels and rates go on. */
    public void clear(final boolean all) {
        sessions.clear();
        longestQueue.clear();
        sessionRate.clear();
        for (final RecentAverage time : new RecentAverage[] {queueTime, connectTime, responseTime, totalTime}) {
            time.clear(all);
        }
        if (all) {
            for (final LongAdder sum : new LongAdder[] {cumulatedSessions, balanced, bytesIn, bytesOut, deniedResponses,
                failedConnections, failedResponses, retries, redispatches, clientAborts, serverAborts, failedRewrites,
                internalErrors, connects, reuses, requests}) {
                sum.reset();
            }
            responses.reset();
            lastSessionSeconds = Long.MIN_VALUE;
        }
    }
}
