package io.usher.proxy.seat;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;

/** Runs histories of a simulation, one for each seed, on several threads. */
public final class Seeds {

    private Seeds() {
    }

    /** One history. */
    public interface History<M extends Enum<M>> {

        /** @throws AssertionError with the line that replays it */
        void run(long seed, Set<M> mutants, boolean tell);
    }

    /**
     * Runs histories until all are run, the time is over, or one fails.
     *
     * @param from    first seed
     * @param count   how many at most
     * @param nanos   for how long at most
     * @param threads how many at once
     * @return how many were run
     * @throws AssertionError the failure of the smallest seed among those that failed
     */
    public static long run(final long from, final long count, final long nanos, final int threads, final LongConsumer history) {
        final AtomicLong next = new AtomicLong(from);
        final AtomicLong done = new AtomicLong();
        final AtomicReference<Failure> failure = new AtomicReference<>();
        final long start = System.nanoTime();
        final Runnable work = () -> {
            for (long seed = next.getAndIncrement(); seed < from + count && failure.get() == null
                && System.nanoTime() - start < nanos; seed = next.getAndIncrement()) {
                try {
                    history.accept(seed);
                    done.incrementAndGet();
                } catch (final AssertionError | RuntimeException e) {
                    final Failure f = new Failure(seed, e);
                    failure.accumulateAndGet(f, (a, b) -> a == null || b.seed < a.seed ? b : a);
                }
            }
        };
        onThreads(threads, work);
        if (failure.get() != null) {
            throw failure.get().cause instanceof AssertionError e ? e
                : new AssertionError("seed " + failure.get().seed, failure.get().cause);
        }
        return done.get();
    }

    private record Failure(long seed, Throwable cause) {
    }

    private static void onThreads(final int count, final Runnable work) {
        final Thread[] threads = new Thread[count];
        for (int i = 0; i < count; i++) {
            threads[i] = new Thread(work, "seeds " + i);
            threads[i].start();
        }
        try {
            for (final Thread t : threads) {
                t.join();
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The command line of a simulation. */
    public static <M extends Enum<M>> void main(final String[] args, final Class<M> kind, final History<M> history) {
        long count = 1_000_000;
        long nanos = Long.MAX_VALUE;
        long from = 1;
        int threads = Runtime.getRuntime().availableProcessors();
        boolean tell = false;
        final Set<M> mutants = EnumSet.noneOf(kind);
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--seeds" -> count = Long.parseLong(args[++i]);
                case "--for" -> {
                    nanos = Long.parseLong(args[++i]) * 1_000_000_000L;
                    count = Long.MAX_VALUE / 2;
                }
                case "--from" -> from = Long.parseLong(args[++i]);
                case "--threads" -> threads = Integer.parseInt(args[++i]);
                case "--tell" -> tell = true;
                case "--mutant" -> mutants.add(Enum.valueOf(kind, args[++i]));
                default -> throw new IllegalArgumentException(args[i]
                    + ": expected --seeds, --for, --from, --threads, --tell or --mutant");
            }
        }
        final boolean told = tell;
        final long start = System.nanoTime();
        try {
            final long done = run(from, count, nanos, threads, seed -> history.run(seed, mutants, told));
            final double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf("%d seeds from %d in %.1f s (%.0f a second): nothing sold twice, nobody overtaken, nothing lost%n",
                done, from, seconds, done / seconds);
        } catch (final AssertionError e) {
            System.out.println(e.getMessage());
            e.printStackTrace();
            System.exit(1);
        }
    }
}
