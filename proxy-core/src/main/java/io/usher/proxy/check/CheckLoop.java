package io.usher.proxy.check;

/** The one thread that a server's checks run on, with its timers. */
interface CheckLoop {

    /** Index of the event loop, from 0: the shelf of the takes. */
    int shelf();

    /** Runs a task on the thread, later. Any thread. */
    void execute(Runnable task);

    /** Runs a task on the thread after a time; calling the answer prevents it. On the thread only. */
    Runnable schedule(Runnable task, long delayNanos);
}
