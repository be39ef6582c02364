package io.usher.proxy.generation;

import io.usher.proxy.config.Timeouts;
import io.usher.proxy.live.Backend;
import io.usher.proxy.live.Instance;
import io.usher.proxy.live.Server;
import io.usher.proxy.seat.HoldBound;
import io.usher.proxy.seat.SeatAddress;

/**
 * How long a dead generation's seats are held: {@code timeout hold} of the backend that uses the address, else its
 * {@code timeout server}, counted from the discovery of the death; of several backends the longest. An address no
 * backend uses, or whose backend sets neither, is held until an operator releases it. Instance lock held.
 */
public final class HoldTimes implements HoldBound {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Instance instance;

    public HoldTimes(final Instance instance) {
        this.instance = instance;
    }

    @Override
    public long untilNanos(final SeatAddress address) {
        long longest = 0;
        for (final Backend backend : instance.backends()) {
            if (uses(backend, address)) {
                final Timeouts timeouts = backend.section().timeouts();
                final long millis = timeouts.hold() > 0 ? timeouts.hold() : timeouts.server();
                if (millis == 0) {
                    return 0;
                }
                longest = Math.max(longest, millis);
            }
        }
        if (longest == 0) {
            return 0;
        }
        final long until = instance.clock().nanoTime() + longest * NANOS_PER_MILLI;
        return until == 0 ? 1 : until; // 0 means no bound.
    }

    private static boolean uses(final Backend backend, final SeatAddress address) {
        for (final Server server : backend.servers()) {
            if (server.seats().address().equals(address)) {
                return true;
            }
        }
        return false;
    }
}
