package io.usher.proxy.live;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Events per second as HAProxy counts them ({@code freq_ctr}): the events of the running second plus the part of the second
 * before that a window of one second still covers. Lock-free.
 */
public final class Rate {

    private static final int PERIOD_MILLIS = 1000;
    private static final int ROTATING = 1;

    /** Start of the running period, ms, even; the lowest bit is set while one thread rotates the periods. */
    private final AtomicInteger tick = new AtomicInteger();
    /** Events of the running period; added to by every counting thread. */
    private final AtomicInteger current = new AtomicInteger();
    /** Events of the period before; written by the rotating thread only, read by any. */
    private volatile int previous;
    private final Peak peak = new Peak();

    /**
     * Counts one event.
     *
     * @param nowNanos the instance's clock
     */
    public void count(final long nowNanos) {
        count(nowNanos, 1);
    }

    /**
     * Counts several events.
     *
     * @param nowNanos the instance's clock
     * @param events   how many
     */
    public void count(final long nowNanos, final int events) {
        peak.seen(rotate(millis(nowNanos), events) ? events : current.addAndGet(events));
    }

    /** Starts a new period with these events in it, if the running one is over; false if it is not. */
    private boolean rotate(final int now, final int events) {
        while (true) {
            final int start = tick.get();
            if (Integer.compareUnsigned(now - start, PERIOD_MILLIS) < 0 || now - start < 0) {
                return false;
            }
            if ((start & ROTATING) != 0) {
                Thread.onSpinWait();
            } else if (tick.compareAndSet(start, start | ROTATING)) {
                previous = current.getAndSet(events);
                int next = start + PERIOD_MILLIS;
                if (Integer.compareUnsigned(now - next, PERIOD_MILLIS) >= 0) {
                    previous = 0;
                    next = now;
                }
                tick.set(next & ~ROTATING);
                return true;
            }
        }
    }

    /**
     * Events in the last second. Between 0 and 1 the last period's count is shown so that slow rates do not flicker.
     *
     * @param nowNanos the instance's clock
     */
    public int perSecond(final long nowNanos) {
        return read(millis(nowNanos));
    }

    private int read(final int now) {
        int start;
        long past;
        long running;
        do {
            start = tick.get() & ~ROTATING;
            running = current.get();
            past = previous;
        } while (start != tick.get());
        int remain = start + PERIOD_MILLIS - now;
        if (remain < 0) {
            remain += PERIOD_MILLIS;
            past = remain >= 0 ? running : 0;
            running = 0;
        }
        if (running == 0 && past <= 1) {
            return (int) past;
        }
        return (int) ((past * remain + running * PERIOD_MILLIS) / PERIOD_MILLIS);
    }

    /** The most events in one period since the start or the last {@link #clear()}. */
    public int highest() {
        return peak.highest();
    }

    /** Forgets the highest rate; the rate itself goes on. */
    public void clear() {
        peak.clear();
    }

    private static int millis(final long nanos) {
        return (int) (nanos / 1_000_000);
    }
}
