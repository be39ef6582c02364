package io.usher.proxy.generation;

/** Delays, on the thread {@code generation}; injected so that tests decide when time passes. */
interface Timers {

    /** Runs the action once after that many ms, on the thread {@code generation}; {@return what cancels it}. */
    Timer after(long millis, Runnable action);

    /** Runs the action soon, on the thread {@code generation}, behind all posted before. Any thread may call. */
    void post(Runnable action);

    /** A pending action. */
    interface Timer {
        /** Makes sure that the action does not run any more. */
        void cancel();
    }
}
