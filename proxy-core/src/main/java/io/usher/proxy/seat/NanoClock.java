package io.usher.proxy.seat;

/** A monotonic clock in nanoseconds, as {@link System#nanoTime()}: only differences mean anything. Any thread may read it. */
@FunctionalInterface
public interface NanoClock {

    /** Nanoseconds since an arbitrary moment of this process. */
    long nanoTime();
}
