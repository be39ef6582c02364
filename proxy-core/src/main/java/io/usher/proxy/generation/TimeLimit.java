package io.usher.proxy.generation;

/** The one time limit that a role has at a moment: set anew, it replaces the last. Thread: {@code generation}. */
final class TimeLimit {
    private final Timers timers;
    private Timers.Timer timer;

    TimeLimit(final Timers timers) {
        this.timers = timers;
    }

    /** Runs the action after that many ms, unless the limit is cancelled or renewed before. */
    void renew(final long millis, final Runnable action) {
        cancel();
        timer = timers.after(millis, action);
    }

    /** Makes sure that the last action does not run any more, if it has not. */
    void cancel() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
