package io.usher.proxy.launch;

import io.usher.proxy.live.Instance;
import io.usher.proxy.seat.Seats;
import io.usher.proxy.seat.Take;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Gives back the seats of idle server connections before a deliberate stop. Without it they would stay in the journal, and
 * the next start would hold them although no server is at work on them. Any thread but an event loop.
 */
final class IdleSeats {
    private static final long LIMIT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final Instance instance;

    IdleSeats(final Instance instance) {
        this.instance = instance;
    }

    /** Closes idle connections and waits, at most 200 ms, until their servers have closed too. */
    void giveBack() {
        final long begin = System.nanoTime();
        while (closeIdle() > 0 && System.nanoTime() - begin < LIMIT_NANOS) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** {@return how many seats are idle or about to be free} */
    private int closeIdle() {
        int waiting = 0;
        instance.lock().lock();
        try {
            for (final Seats seats : instance.ledger().allSeats()) {
                for (final Take take : seats.takes()) {
                    waiting += close(take);
                }
            }
        } finally {
            instance.lock().unlock();
        }
        return waiting;
    }

    private static int close(final Take take) {
        if (take.state() == Take.State.IDLE && take.connection() != null) {
            take.connection().closeIdle();
            return 1;
        }
        return take.state() == Take.State.CLOSING ? 1 : 0;
    }
}
