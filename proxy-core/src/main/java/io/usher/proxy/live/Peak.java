package io.usher.proxy.live;

import java.util.concurrent.atomic.AtomicInteger;

/** The highest of the numbers seen. Lock-free; costs one read where the number is no new peak. */
public final class Peak {

    /** Written by every thread that sees a new peak. */
    private final AtomicInteger highest = new AtomicInteger();

    /** Takes note of a number. */
    public void seen(final int number) {
        int known = highest.get();
        while (number > known && !highest.compareAndSet(known, number)) {
            known = highest.get();
        }
    }

    /** The highest number seen since the start or the last {@link #clear()}; 0 = none. */
    public int highest() {
        return highest.get();
    }

    /** Forgets what was seen. */
    public void clear() {
        highest.set(0);
    }
}
