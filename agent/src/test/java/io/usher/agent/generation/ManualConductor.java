package io.usher.agent.generation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;

/** A conductor that works when the test says so, on the test's thread, in a time of its own. */
public final class ManualConductor implements Conductor {
    private final Queue<Runnable> tasks = new ArrayDeque<>(); // guarded by this
    private final List<Later> later = new ArrayList<>(); // guarded by this
    private Duration now = Duration.ZERO; // guarded by this

    private record Later(Duration due, Runnable task) {
    }

    @Override
    public synchronized void execute(final Runnable task) {
        tasks.add(task);
    }

    @Override
    public synchronized void after(final Duration delay, final Runnable task) {
        later.add(new Later(now.plus(delay), task));
    }

    /** Does what there is to do now, and what that asks for. */
    public void run() {
        for (Runnable task = next(); task != null; task = next()) {
            task.run();
        }
    }

    private synchronized Runnable next() {
        later.stream().filter(l -> l.due().compareTo(now) <= 0).min(Comparator.comparing(Later::due)).ifPresent(due -> {
            later.remove(due);
            tasks.add(due.task());
        });
        return tasks.poll();
    }

    /** Lets time pass. */
    public void advance(final Duration time) {
        synchronized (this) {
            now = now.plus(time);
        }
        run();
    }

    /** When the next delayed task is due, from now. */
    public synchronized Duration nextDelay() {
        return later.stream().map(Later::due).min(Comparator.naturalOrder()).orElseThrow().minus(now);
    }
}
