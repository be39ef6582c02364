package io.usher.agent.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FiringThreadsTest {
    private final FiringThreads threads = new FiringThreads(1);
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void endAll() {
        end.countDown();
        threads.shutdown(true);
    }

    private void occupy(final CountDownLatch until) throws InterruptedException {
        occupy(threads, until);
    }

    /** {@return what is counted down once it is over} */
    private static CountDownLatch occupy(final FiringThreads pool, final CountDownLatch until) throws InterruptedException {
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch over = new CountDownLatch(1);
        assertTrue(pool.runInThread(() -> {
            begun.countDown();
            try {
                until.await();
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            over.countDown();
        }));
        begun.await();
        return over;
    }

    /** In a thread of its own, once that waits. */
    private CompletableFuture<Integer> waitingForOne() {
        final CompletableFuture<Integer> available = new CompletableFuture<>();
        final Thread waits = new Thread(() -> available.complete(threads.blockForAvailableThreads()));
        waits.start();
        while (waits.getState() != Thread.State.WAITING && waits.isAlive()) {
            Thread.onSpinWait();
        }
        return available;
    }

    @Test
    void runsTwoAtATimeAndLetsFurtherOnesWait() throws InterruptedException, ExecutionException, TimeoutException {
        assertEquals(2, threads.getPoolSize());
        assertEquals(2, threads.blockForAvailableThreads());
        occupy(end);
        assertEquals(1, threads.blockForAvailableThreads());
        final CountDownLatch endOfOne = new CountDownLatch(1);
        occupy(endOfOne);
        final CompletableFuture<Integer> available = waitingForOne();
        endOfOne.countDown();
        assertEquals(1, available.get(30, TimeUnit.SECONDS));
    }

    @Test
    void letsNobodyWaitOnceItIsShutDown() throws InterruptedException, ExecutionException, TimeoutException {
        occupy(end);
        occupy(end);
        final CompletableFuture<Integer> available = waitingForOne();
        threads.shutdown(false);
        assertEquals(0, available.get(30, TimeUnit.SECONDS));
    }

    @Test
    void runsEvenWhatComesTooLate() throws ExecutionException, InterruptedException, TimeoutException {
        threads.shutdown(true);
        final CompletableFuture<String> ran = new CompletableFuture<>();
        assertTrue(threads.runInThread(() -> ran.complete(Thread.currentThread().getName())));
        assertTrue(ran.get(30, TimeUnit.SECONDS).startsWith("usher-schedule-"));
    }

    @Test
    void hasTheThreadOfATaskThatFailedForOthersAgain() throws InterruptedException, ExecutionException, TimeoutException {
        occupy(end);
        final CountDownLatch fail = new CountDownLatch(1);
        threads.runInThread(() -> {
            Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> { });
            try {
                fail.await();
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new IllegalStateException("on purpose");
        });
        final CompletableFuture<Integer> available = waitingForOne();
        fail.countDown();
        assertEquals(1, available.get(30, TimeUnit.SECONDS));
    }

    @Test
    void endsThoughWhatRunsDoesNot() throws InterruptedException {
        final CountDownLatch over = occupy(threads, end);
        threads.shutdown(false);
        assertEquals(1, over.getCount());
        end.countDown();
        over.await();
    }

    @Test
    void waitsForWhatIsBeingDone() throws InterruptedException {
        final FiringThreads patient = new FiringThreads(TimeUnit.MINUTES.toMillis(1));
        final CountDownLatch over = occupy(patient, end);
        final Thread closes = new Thread(() -> patient.shutdown(false));
        closes.start();
        while (closes.getState() != Thread.State.TIMED_WAITING && closes.isAlive()) {
            Thread.onSpinWait();
        }
        assertTrue(closes.isAlive());
        end.countDown();
        closes.join();
        assertEquals(0, over.getCount());
    }
}
