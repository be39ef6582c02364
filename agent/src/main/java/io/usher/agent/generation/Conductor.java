package io.usher.agent.generation;

import java.time.Duration;

/**
 * The one thread on which generations are started, replaced and mourned, so that these never meet. Tasks may block for as
 * long as a start takes; a task that throws is logged and does no harm to the next.
 */
public interface Conductor {

    void execute(Runnable task);

    /** Once, after a time. */
    void after(Duration delay, Runnable task);
}
