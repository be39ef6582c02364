package io.usher.proxy.check;

import io.usher.proxy.live.TestInstance;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;

/** A loop whose time passes by hand. */
final class FakeLoop implements CheckLoop {

    private final TestInstance test;
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final PriorityQueue<Timer> timers =
        new PriorityQueue<>(Comparator.<Timer>comparingLong(Timer::at).thenComparingLong(Timer::number));
    private long number;

    private record Timer(long at, long number, Runnable task) {
    }

    FakeLoop(final TestInstance test) {
        this.test = test;
    }

    @Override
    public int shelf() {
        return 0;
    }

    @Override
    public void execute(final Runnable task) {
        tasks.add(task);
    }

    @Override
    public Runnable schedule(final Runnable task, final long delayNanos) {
        final Timer timer = new Timer(test.now() + delayNanos, number++, task);
        timers.add(timer);
        return () -> timers.remove(timer);
    }

    void run() {
        while (!tasks.isEmpty()) {
            tasks.poll().run();
        }
    }

    /** Lets time pass, ms by ms. */
    void pass(final long millis) {
        run();
        for (long i = 0; i < millis; i++) {
            test.pass(1);
            while (!timers.isEmpty() && timers.peek().at() <= test.now()) {
                timers.poll().task().run();
                run();
            }
        }
    }
}
