package io.usher.proxy.check;

/** What is asked of a server again and again: its health, or its agent. On one loop, but for what is said of other threads. */
interface Rounds {

    /** Its rounds may have seats from now on. Lock held, any thread. */
    void admit();

    /** Gives no seat to its rounds any more. Lock held, any thread. */
    void dismiss();

    /** Its server is gone for good: whatever waits waits no more. {@link #stop} follows. Lock held, any thread. */
    void remove();

    /** Begins rounds, or begins them again; the first one after that time. */
    void start(long delayNanos);

    /** Ends them: no round begins, and no result counts any more. */
    void stop();
}
