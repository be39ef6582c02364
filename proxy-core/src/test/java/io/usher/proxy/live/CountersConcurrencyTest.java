package io.usher.proxy.live;

import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/** The counters that every event loop writes without a lock, in all interleavings of a few threads that Lincheck finds. */
class CountersConcurrencyTest {

    private static ModelCheckingOptions options() {
        return new ModelCheckingOptions().iterations(8).invocationsPerIteration(300).threads(2).actorsPerThread(3)
            .actorsBefore(1).actorsAfter(1);
    }

    @Test
    void peakIsOneThatSomeOrderOfItsCallsExplains() {
        options().check(PeakCalls.class);
    }

    @Test
    void averageIsOneThatSomeOrderOfItsCallsExplains() {
        options().check(AverageCalls.class);
    }

    @Test
    void levelLosesNobodyAndForgetsNoHigherLevel() {
        options().check(LevelCalls.class);
    }

    @Test
    void rateLosesNoEventWhileItsPeriodsRotate() {
        options().check(RateCalls.class);
    }

    /** A peak is linearizable. */
    @Param(name = "number", gen = IntGen.class, conf = "1:9")
    public static class PeakCalls {
        private final Peak peak = new Peak();

        @Operation(params = "number")
        public void seen(final int number) {
            peak.seen(number);
        }

        @Operation
        public int highest() {
            return peak.highest();
        }

        @Operation
        public void clear() {
            peak.clear();
        }
    }

    /** An average is linearizable; its highest value follows behind it. */
    @Param(name = "millis", gen = IntGen.class, conf = "1:900")
    public static class AverageCalls {
        private static final int MANY = 1000;
        private final RecentAverage average = new RecentAverage();

        @Operation(params = "millis")
        public void add(final int millis) {
            average.add(millis, MANY);
        }

        @Operation
        public int average() {
            return average.average(MANY);
        }
    }

    /** A level's highest value follows behind it: what must hold is what is left when nobody is at it. */
    public static class LevelCalls {
        private final Level level = new Level();
        private final AtomicInteger expected = new AtomicInteger();

        @Operation
        public void up() {
            level.up();
            expected.incrementAndGet();
        }

        @Operation
        public void upAndDown() {
            level.up();
            level.down();
        }

        @Operation
        public void clear() {
            level.clear();
        }

        @Validate
        public void isComplete() {
            if (level.current() != expected.get() || level.highest() < level.current()) {
                throw new IllegalStateException("level " + level.current() + ", highest " + level.highest() + " (expected: "
                    + expected.get() + ")");
            }
        }
    }

    /** Events of the second in which the periods rotate: each is counted in one of the two. */
    public static class RateCalls {
        private static final long BEFORE = 5_000_000_000L;
        private static final long AFTER = BEFORE + 1_000_000_000L;
        private final Rate rate = new Rate();
        private final AtomicInteger events = new AtomicInteger();

        public RateCalls() {
            rate.count(BEFORE);
            events.incrementAndGet();
        }

        @Operation
        public void countBefore() {
            rate.count(BEFORE);
            events.incrementAndGet();
        }

        @Operation
        public void countAfter() {
            rate.count(AFTER);
            events.incrementAndGet();
        }

        /** In the period after: those of the one before count in full at its begin. */
        @Validate
        public void losesNothing() {
            rate.count(AFTER);
            events.incrementAndGet();
            final int counted = rate.perSecond(AFTER);
            if (counted != events.get()) {
                throw new IllegalStateException(counted + " events counted (expected: " + events.get() + ")");
            }
        }
    }
}
