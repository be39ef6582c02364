package io.usher.agent.endtoend;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for a condition, with a deadline that fails the test. */
final class Await {

    private Await() {
    }

    /**
     * Returns as soon as the condition holds.
     *
     * @param what    the condition in words
     * @param seconds deadline
     * @param holds   asked every 20 ms; an exception counts as "not yet" and is told at the deadline
     */
    static void until(final String what, final int seconds, final Callable<Boolean> holds) {
        until(what, seconds, holds, () -> "");
    }

    /** The same, with what to tell where the deadline passes. */
    static void until(final String what, final int seconds, final Callable<Boolean> holds, final Supplier<String> evidence) {
        final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        Exception last = null;
        while (System.nanoTime() < end) {
            try {
                if (holds.call()) {
                    return;
                }
                last = null;
            } catch (Exception e) {
                last = e;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        throw new AssertionError("within " + seconds + " s: " + what + "\n" + evidence.get(), last);
    }
}
