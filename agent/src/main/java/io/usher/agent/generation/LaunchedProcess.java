package io.usher.agent.generation;

import java.time.Duration;
import java.util.OptionalInt;

/** A process that was started or found. Its end is noticed, however it comes. Any thread. */
public interface LaunchedProcess {

    long pid();

    boolean alive();

    /** Known only of processes that this agent started itself, once they have ended; 128 + N after signal N. */
    OptionalInt exitCode();

    /** SIGTERM: stop at once. */
    void terminate();

    /** SIGKILL. */
    void kill();

    /** @return true if it ended within the time */
    boolean waitFor(Duration atMost);

    /** Runs the task once it has ended, on some thread; at once if it has. */
    void whenGone(Runnable task);
}
