package io.usher.agent.schedule;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.quartz.spi.ThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads {@code usher-schedule} on which Quartz tells what is due. They are there only while something is: those of
 * Quartz's own pool look twice a second, each, whether there is anything to do. Made by Quartz, by name. Any thread.
 */
public final class FiringThreads implements ThreadPool {
    private static final Logger LOG = LoggerFactory.getLogger(FiringThreads.class);
    private static final int MOST = 2;
    private static final long IDLE_SECONDS = 10;
    /**
     * A firing takes moments. Only one that cannot tell the database that it is done, full as that is, takes longer: for ever.
     */
    private static final long END_MILLIS = 5_000;

    private final AtomicInteger made = new AtomicInteger();
    private final ThreadFactory factory = task -> {
        final Thread thread = new Thread(task, "usher-schedule-" + made.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    };
    private final ThreadPoolExecutor executor =
            new ThreadPoolExecutor(MOST, MOST, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
    private final long endMillis;
    private int busy; // guarded by this
    private boolean closed; // guarded by this

    public FiringThreads() {
        this(END_MILLIS);
    }

    /** @param endMillis how long {@link #shutdown} waits at most */
    FiringThreads(final long endMillis) {
        this.endMillis = endMillis;
        executor.allowCoreThreadTimeOut(true);
    }

    /** Quartz wants to hear of nothing but of success: with anything else it would never fire the schedule again. */
    @Override
    public boolean runInThread(final Runnable task) {
        synchronized (this) {
            busy++;
        }
        final Runnable counted = () -> run(task);
        try {
            executor.execute(counted);
        } catch (final RejectedExecutionException e) {
            factory.newThread(counted).start(); // taken up just when the scheduler was shut down
        }
        return true;
    }

    private void run(final Runnable task) {
        try {
            task.run();
        } finally {
            synchronized (this) {
                busy--;
                notifyAll();
            }
        }
    }

    /** Until there is one to be had, or no more are to be had at all. */
    @Override
    public synchronized int blockForAvailableThreads() {
        boolean interrupted = false;
        while (busy >= MOST && !closed) {
            try {
                wait();
            } catch (final InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return Math.max(0, MOST - busy);
    }

    /**
     * Waits for what is done, whether it is asked to or not, but for no longer than {@link #END_MILLIS}: where the scheduler is
     * asked to wait, it waits for its own thread too, and that tries an unwritable database for ever.
     */
    @Override
    public void shutdown(final boolean waitForJobsToComplete) {
        executor.shutdown();
        final long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(endMillis);
        synchronized (this) {
            closed = true;
            notifyAll();
            boolean interrupted = false;
            long left = endMillis;
            while (busy > 0 && left > 0) {
                try {
                    wait(left);
                } catch (final InterruptedException e) {
                    interrupted = true;
                }
                left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            }
            if (busy > 0) {
                LOG.warn("a firing is not over after {} ms: it is left to itself", endMillis);
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public int getPoolSize() {
        return MOST;
    }

    @Override
    public void initialize() {
        // ready as it is
    }

    @Override
    public void setInstanceId(final String id) {
        // one name for the threads of all
    }

    @Override
    public void setInstanceName(final String name) {
        // one name for the threads of all
    }
}
