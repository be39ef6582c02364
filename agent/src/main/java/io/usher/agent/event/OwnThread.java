package io.usher.agent.event;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The real thread. What is asked of it after its end is not done. */
final class OwnThread implements EventThread, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OwnThread.class);
    private static final long LAST_TASKS_SECONDS = 5;
    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
        final Thread thread = new Thread(task, "usher-events");
        thread.setDaemon(true);
        return thread;
    });

    OwnThread() {
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public void execute(final Runnable task) {
        try {
            executor.execute(() -> run(task));
        } catch (final RejectedExecutionException e) {
            LOG.debug("the agent ends: {}", e.getMessage());
        }
    }

    @Override
    public void after(final Duration delay, final Runnable task) {
        try {
            executor.schedule(() -> run(task), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (final RejectedExecutionException e) {
            LOG.debug("the agent ends: {}", e.getMessage());
        }
    }

    private static void run(final Runnable task) {
        try {
            task.run();
        } catch (final RuntimeException | Error e) {
            LOG.error("an event was not dealt with", e);
        }
    }

    /** Ends it once what it was given before is done, or after a time. */
    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(LAST_TASKS_SECONDS, TimeUnit.SECONDS)) {
                executor.shutdownNow();
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            executor.shutdownNow();
        }
    }
}
