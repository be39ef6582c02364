package io.usher.agent.generation;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The {@link Conductor} of a real agent: the thread {@code usher-conductor}. */
public final class ThreadConductor implements Conductor, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadConductor.class);
    private final ScheduledThreadPoolExecutor executor;

    public ThreadConductor() {
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            final Thread thread = new Thread(task, "usher-conductor");
            thread.setDaemon(true);
            return thread;
        });
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.setRemoveOnCancelPolicy(true);
    }

    @Override
    public void execute(final Runnable task) {
        after(Duration.ZERO, task);
    }

    @Override
    public void after(final Duration delay, final Runnable task) {
        if (!executor.isShutdown()) {
            executor.schedule(guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static Runnable guarded(final Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (final RuntimeException | Error e) {
                // an error, too: the executor would keep it to itself, and the next task may fare better
                LOG.error("a task of the conductor failed: {}", e.toString(), e);
            }
        };
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
