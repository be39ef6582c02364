package io.usher.agent.launch;

import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.usher.agent.request.Refusal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks about once a second, on the thread {@code usher-observer}, for what nobody tells the agent. */
final class Observer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Observer.class);
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
        final Thread thread = new Thread(task, "usher-observer");
        thread.setDaemon(true);
        return thread;
    });

    /** Again and again one after the other, so long after each end; a look that fails is followed by the next. */
    void every(final long seconds, final Runnable... looks) {
        executor.scheduleWithFixedDelay(() -> {
            for (final Runnable look : looks) {
                look(look);
            }
        }, seconds, seconds, TimeUnit.SECONDS);
    }

    /** Once, soon; not any more where the agent ends. */
    void soon(final Runnable task) {
        try {
            executor.execute(() -> look(task));
        } catch (final RejectedExecutionException e) {
            LOG.debug("nobody looks any more: {}", e.getMessage());
        }
    }

    private static void look(final Runnable look) {
        try {
            look.run();
        } catch (final Refusal e) {
            LOG.debug("a look found nobody: {}", e.getMessage());
        } catch (final RuntimeException | Error e) {
            // an error, too: it would end all further looks, unseen
            LOG.warn("a look failed: {}", e.toString(), e);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
