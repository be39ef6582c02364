package io.usher.proxy.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.proxy.config.LogTarget.Severity;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * A line that comes while the log thread is about to sleep. The thread here would sleep for an hour, so that a wake that is
 * lost once is seen; after each line it goes to sleep a little later, so that the next one meets every moment of doing so.
 */
class LogQueueWakingTest {

    private static final int LINES = 100_000;
    private static final int LATEST_SPINS = 300;
    private static final int MOST_LOOKS = 5_000;
    private static final LogQueue.Entry LINE = new LogQueue.Entry(List.of(), Severity.INFO, new byte[0]);

    private final LogQueue queue = new LogQueue(2);
    private final Semaphore taken = new Semaphore(0);
    private final AtomicBoolean stopping = new AtomicBoolean();

    @Test
    void noLineIsSleptThrough() throws InterruptedException {
        final Thread log = new Thread(this::takeLines, "log");
        log.setDaemon(true);
        queue.consumedBy(log);
        log.start();
        for (int line = 0; line < LINES; line++) {
            queue.offer(LINE);
            assertTrue(awaitTaken(), "line " + line + " was slept through");
        }
        assertEquals(0, queue.dropped());
        stopping.set(true);
        queue.wake();
        log.join(20_000);
        assertTrue(!log.isAlive(), "the log thread slept through being woken to stop");
    }

    private void takeLines() {
        int round = 0;
        while (!stopping.get()) {
            taken.release(queue.take().size());
            spin(round++ % LATEST_SPINS);
            queue.sleep(TimeUnit.HOURS.toNanos(1));
        }
    }

    /** Looks often before it sleeps: who sleeps is too late for the moment in which the other thread goes to sleep. */
    private boolean awaitTaken() throws InterruptedException {
        for (int i = 0; i < MOST_LOOKS; i++) {
            if (taken.tryAcquire()) {
                return true;
            }
            Thread.onSpinWait();
        }
        return taken.tryAcquire(20, TimeUnit.SECONDS);
    }

    private static void spin(final int times) {
        for (int i = 0; i < times; i++) {
            Thread.onSpinWait();
        }
    }
}
