package io.usher.proxy.traffic;

import io.usher.proxy.config.RetryOn;
import io.usher.proxy.live.Backend;
import io.usher.proxy.live.Server;

/**
 * How often one request was tried after its first attempt, and what of it is counted and logged. A retry counts once, at the
 * server it goes to again ({@code wretr}) or the one it leaves ({@code wredis}); HAProxy 2.6 counts a retry of
 * {@code retry-on} twice where it stays. On the stream's loop.
 */
final class Attempts {

    private final TrafficEngine engine;
    private Backend backend;
    private int retries;
    private boolean redispatched;

    Attempts(final TrafficEngine engine) {
        this.engine = engine;
    }

    /** A new request. */
    void start(final Backend from) {
        resume(from, 0, false);
    }

    /** A request that the predecessor has tried so often. */
    void resume(final Backend from, final int tried, final boolean elsewhere) {
        backend = from;
        retries = tried;
        redispatched = elsewhere;
    }

    /** Whether {@code retries} leaves one more. */
    boolean left() {
        return retries < backend.section().retries();
    }

    /** Whether a failed connection is tried again at all. */
    boolean leftAfterConnectFailure() {
        return left() && backend.section().retryOn().on(RetryOn.Event.CONN_FAILURE);
    }

    /** Begins the next one. */
    Redispatch next(final Server failed) {
        retries++;
        return new Redispatch(engine, failed, retries);
    }

    /** A server was chosen; {@code before} is the one that failed, null for none. */
    void chosen(final Server before, final Server chosen) {
        if (retries == 0 || before == null) {
            return;
        }
        if (before != chosen) {
            redispatched = true;
            before.counters().redispatches.increment();
            backend.counters().redispatches.increment();
        } else {
            chosen.counters().retries.increment();
            backend.counters().retries.increment();
        }
    }

    int retries() {
        return retries;
    }

    boolean redispatched() {
        return redispatched;
    }
}
