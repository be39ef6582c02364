package io.usher.proxy.runtime;

import io.usher.proxy.generation.GenerationState;
import io.usher.proxy.generation.Neighbour;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/** Those who begin to wait while the generation is drained, or takes work again, in the interleavings that Lincheck finds. */
class DrainWaitersConcurrencyTest {

    @Test
    void everyWaiterIsToldAndTheyNeverMakeMoreThanOneEntry() {
        new ModelCheckingOptions().iterations(6).invocationsPerIteration(150).threads(2).actorsPerThread(3).actorsBefore(1)
            .actorsAfter(1).check(Calls.class);
    }

    /** Waiters come and give up; the generation is drained and takes work again. */
    public static class Calls {
        private final Draining generation = new Draining();
        private final DrainWaiters waiters = new DrainWaiters(generation);
        private final List<CompletableFuture<Boolean>> added = new ArrayList<>(); // guarded by itself

        @Operation
        public void add() {
            keep(waiters.add());
        }

        @Operation
        public void addAndGiveUp() {
            final CompletableFuture<Boolean> waiter = waiters.add();
            waiter.complete(false);
            keep(waiter);
        }

        private void keep(final CompletableFuture<Boolean> waiter) {
            synchronized (added) {
                added.add(waiter);
            }
        }

        @Operation
        public void drain() {
            generation.drain();
        }

        @Operation
        public void takeWorkAgain() {
            generation.takeWorkAgain();
        }

        @Validate
        public void nobodyIsLeftWaiting() {
            generation.drain();
            if (!added.stream().allMatch(CompletableFuture::isDone)) {
                throw new IllegalStateException("of " + added.size() + " waiters some still wait, though it is drained");
            }
            if (generation.mostEntries > 1) {
                throw new IllegalStateException(generation.mostEntries + " entries at once (expected: at most one)");
            }
        }
    }

    /** The part of a generation that is asked here: runs what was entered when it is drained, at once where it is. */
    private static final class Draining implements GenerationControl {
        private final List<Runnable> entries = new ArrayList<>(); // guarded by this, as are the others
        private boolean drained;
        private int mostEntries;

        void drain() {
            final List<Runnable> due;
            synchronized (this) {
                drained = true;
                due = List.copyOf(entries);
                entries.clear();
            }
            due.forEach(Runnable::run);
        }

        synchronized void takeWorkAgain() {
            drained = false;
        }

        @Override
        public void onDrained(final Runnable action) {
            synchronized (this) {
                if (!drained) {
                    entries.add(action);
                    mostEntries = Math.max(mostEntries, entries.size());
                    return;
                }
            }
            action.run();
        }

        @Override
        public synchronized boolean drained() {
            return drained;
        }

        @Override
        public int number() {
            return 1;
        }

        @Override
        public GenerationState state() {
            return GenerationState.FINISHING;
        }

        @Override
        public long startedMillis() {
            return 0;
        }

        @Override
        public Optional<Neighbour> predecessor() {
            return Optional.empty();
        }

        @Override
        public Optional<Neighbour> successor() {
            return Optional.empty();
        }

        @Override
        public void finish() {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Optional<String>> resume() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void whenWritable(final Runnable action) {
            throw new UnsupportedOperationException();
        }
    }
}
