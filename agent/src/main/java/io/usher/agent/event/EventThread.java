package io.usher.agent.event;

import java.time.Duration;

/** The thread {@code usher-events}, seen from others: tasks run one after the other, in order. */
interface EventThread {

    void execute(Runnable task);

    /** Once, after a time. */
    void after(Duration delay, Runnable task);
}
