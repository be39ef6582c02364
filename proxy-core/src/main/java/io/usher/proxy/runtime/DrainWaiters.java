package io.usher.proxy.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Those who wait until the generation is drained: any number of them make one entry with the generation. Any thread. */
final class DrainWaiters {

    private final GenerationControl generation;
    private final List<CompletableFuture<Boolean>> waiting = new ArrayList<>();
    private boolean registered;

    DrainWaiters(final GenerationControl generation) {
        this.generation = generation;
    }

    /** {@return a future that becomes true when the generation is drained; who no longer waits completes it himself} */
    CompletableFuture<Boolean> add() {
        final CompletableFuture<Boolean> waiter = new CompletableFuture<>();
        final boolean first;
        synchronized (this) {
            waiting.removeIf(CompletableFuture::isDone);
            waiting.add(waiter);
            first = !registered;
            registered = true;
        }
        if (first) {
            generation.onDrained(this::drained);
        }
        return waiter;
    }

    private void drained() {
        final List<CompletableFuture<Boolean>> all;
        synchronized (this) {
            all = List.copyOf(waiting);
            waiting.clear();
            registered = false;
        }
        all.forEach(waiter -> waiter.complete(true));
    }
}
