package io.usher.proxy.check;

import io.usher.proxy.config.Timeouts;
import io.usher.proxy.live.Instance;
import io.usher.proxy.live.Server;
import io.usher.proxy.seat.WaitQueue;

/**
 * What checks of all kinds share: a timer on the server's loop, a place among those who wait for a seat, the time limits of a
 * round. On its loop; what says so, with the instance lock held.
 */
abstract class TimedRounds implements Rounds {

    static final long NANOS_PER_MILLI = 1_000_000L;

    final Server server;
    final Instance instance;
    final CheckLoop loop;
    final CheckTransport transport;
    final WaitQueue queue;
    boolean running;
    /** Written with the lock held, read by the loop too, which stops soon after. */
    volatile boolean removed;
    Runnable cancelTimer = () -> { };
    CheckWant want;

    /** @param kind of check, for the name of its queue */
    TimedRounds(final String kind, final Server server, final CheckLoop loop, final CheckTransport transport) {
        this.server = server;
        this.loop = loop;
        this.transport = transport;
        instance = server.backend().instance();
        queue = instance.ledger().newQueue(kind + " " + server, this);
    }

    /** A round is due. */
    abstract void due();

    @Override
    public final void remove() {
        removed = true;
        withdraw();
        instance.ledger().closeQueue(queue);
    }

    final void arm(final long delayNanos) {
        cancelTimer.run();
        if (running) {
            cancelTimer = loop.schedule(this::due, delayNanos);
        }
    }

    /** Limits of a round that comes every so many milliseconds. */
    final Probe.Limits limits(final long interMillis) {
        final Timeouts timeouts = server.backend().section().timeouts();
        final long connect = timeouts.check() > 0 && timeouts.connect() > 0 ? Math.min(interMillis, timeouts.connect())
            : interMillis;
        return new Probe.Limits(millis(connect), millis(timeouts.check()), millis(interMillis));
    }

    /** It waits for no seat any more. Lock held. */
    final void withdraw() {
        if (want != null) {
            instance.ledger().withdraw(want);
            want = null;
        }
    }

    static long millis(final long millis) {
        return millis * NANOS_PER_MILLI;
    }

    final long now() {
        return instance.clock().nanoTime();
    }

    final void locked(final Runnable action) {
        instance.lock().lock();
        try {
            action.run();
        } finally {
            instance.lock().unlock();
        }
    }
}
