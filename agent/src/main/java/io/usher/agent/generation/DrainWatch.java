package io.usher.agent.generation;

import io.usher.agent.proxy.ProxyUnreachable;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits, by {@code wait drained} on the active generation and on a thread of its own ({@code usher-drain-N}), until no earlier
 * one is undrained: the answer comes when it happens, so nothing is polled while it does not. Where generations do not hand
 * over, nobody could answer; there the end of a process says it.
 */
public final class DrainWatch implements GenerationEvents {
    private static final Logger LOG = LoggerFactory.getLogger(DrainWatch.class);
    private static final Duration ONE_WAIT = Duration.ofSeconds(60);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private final Supervisor supervisor;
    private final Set<Generation> watched = ConcurrentHashMap.newKeySet();

    public DrainWatch(final Supervisor supervisor) {
        this.supervisor = supervisor;
    }

    @Override
    public void serves(final Generation now, final Optional<Generation> before, final Cause cause) {
        if (supervisor.kind().handsOver() && watched.add(now)) {
            final Thread thread = new Thread(() -> watch(now), "usher-drain-" + now.number());
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void watch(final Generation generation) {
        try {
            while (generation.process().alive() && supervisor.active().orElse(null) == generation) {
                if (drained(generation)) {
                    supervisor.drained(generation);
                    return;
                }
            }
        } finally {
            watched.remove(generation);
        }
    }

    private boolean drained(final Generation generation) {
        try {
            return generation.client().waitDrained(ONE_WAIT);
        } catch (final ProxyUnreachable e) {
            LOG.debug("waiting for {} to be drained: {}", generation, e.getMessage());
            LockSupport.parkNanos(RETRY.toNanos());
            return false;
        }
    }
}
