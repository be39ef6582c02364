package io.usher.proxy.traffic;

import io.usher.proxy.config.BalanceAlgorithm;
import io.usher.proxy.live.Backend;
import io.usher.proxy.live.Server;

/** Whether a failed connection attempt is tried at another server: HAProxy's conditions (stream.c, stream_choose_redispatch). */
final class Redispatch {

    private final TrafficEngine engine;
    private final Backend backend;
    private final Server server;
    private final int retries;

    /**
     * Looks at one attempt.
     *
     * @param server  where it failed
     * @param retries its number, from 1
     */
    Redispatch(final TrafficEngine engine, final Server server, final int retries) {
        this.engine = engine;
        this.backend = server.backend();
        this.server = server;
        this.retries = retries;
    }

    /** Server down, the retry's number, or round robin with others. */
    boolean allowed() {
        final int every = backend.section().options().redispatch();
        if (every == 0) {
            return false;
        }
        final int interval = every > 0 ? every : backend.section().retries() + 1 + every;
        return interval > 0 && retries % interval == 0 || roundRobin() && usableServers() > 1 || !reachable();
    }

    /** Whether another server is tried only after the turn-around time. */
    boolean afterTurnAround() {
        return !roundRobin() || usableServers() <= 1;
    }

    private boolean reachable() {
        engine.lock();
        try {
            return server.reachable();
        } finally {
            engine.unlock();
        }
    }

    private boolean roundRobin() {
        final BalanceAlgorithm algorithm = backend.section().balance();
        return algorithm != BalanceAlgorithm.LEASTCONN && algorithm != BalanceAlgorithm.FIRST;
    }

    private int usableServers() {
        engine.lock();
        try {
            return backend.usableServers();
        } finally {
            engine.unlock();
        }
    }
}
