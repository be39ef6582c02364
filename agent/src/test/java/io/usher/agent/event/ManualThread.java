package io.usher.agent.event;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The events' thread, moved by the test: tasks in order, delayed ones when its time has come. */
final class ManualThread implements EventThread {
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final List<Delayed> delayed = new ArrayList<>();
    private Duration now = Duration.ZERO;

    private record Delayed(Duration due, Runnable task) {
    }

    @Override
    public void execute(final Runnable task) {
        tasks.add(task);
    }

    @Override
    public void after(final Duration delay, final Runnable task) {
        delayed.add(new Delayed(now.plus(delay), task));
    }

    /** Until nothing is left to do now. */
    void run() {
        while (!tasks.isEmpty()) {
            tasks.poll().run();
        }
    }

    /** Time passes. */
    void pass(final Duration time) {
        run();
        now = now.plus(time);
        for (final Delayed one : List.copyOf(delayed)) {
            if (one.due.compareTo(now) <= 0) {
                delayed.remove(one);
                one.task.run();
                run();
            }
        }
    }
}
