package io.usher.proxy.runtime;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Lets a limited number of connections run commands at a time ({@code stats maxconn}); the others wait their turn, as they
 * would in the kernel's accept queue with HAProxy. Used on the thread {@code runtime} only.
 */
final class StatsSlots {

    private final int most;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int used;

    StatsSlots(final int most) {
        this.most = most;
    }

    /** Runs the action when a slot is free for it: now, or when another is given back. */
    void acquire(final Runnable action) {
        if (used < most) {
            used++;
            action.run();
        } else {
            waiting.add(action);
        }
    }

    /** Takes back what has not run yet. {@return whether it was waiting; if not, it has a slot} */
    boolean withdraw(final Runnable action) {
        return waiting.remove(action);
    }

    /** Gives a slot back. */
    void release() {
        final Runnable next = waiting.poll();
        if (next == null) {
            used--;
        } else {
            next.run();
        }
    }
}
