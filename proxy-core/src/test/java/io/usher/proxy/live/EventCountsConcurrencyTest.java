package io.usher.proxy.live;

import io.usher.proxy.seat.SeatAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * The counts of answers and of what has become of seats, in all interleavings of a few threads that Lincheck finds. A sum of
 * steps of one is linearizable, also while it is read: every value between that of the begin and that of the end was there.
 */
class EventCountsConcurrencyTest {

    private static ModelCheckingOptions options() {
        return new ModelCheckingOptions().iterations(8).invocationsPerIteration(300).threads(2).actorsPerThread(3)
            .actorsBefore(1).actorsAfter(1);
    }

    @Test
    void answersAreCountedOnceAndInTheirOwnClass() {
        options().check(AnswerCalls.class);
    }

    @Test
    void eventsOfSeatsAreCountedOnceAndByThemselves() {
        options().check(EventCalls.class);
    }

    @Test
    void contestedAddressesNeverExceedTheirSumAndMakeItUpInTheEnd() {
        options().iterations(4).invocationsPerIteration(100).check(ContestedCalls.class);
    }

    /** Statuses on both sides of the ends of the classes. */
    @Param(name = "hundreds", gen = IntGen.class, conf = "0:6")
    @Param(name = "class", gen = IntGen.class, conf = "0:5")
    public static class AnswerCalls {
        private final ResponseCounts counts = new ResponseCounts();

        @Operation(params = "hundreds")
        public void count(final int hundreds) {
            counts.count(hundreds * 100 + 99);
        }

        @Operation(params = "class")
        public long of(final int statusClass) {
            return counts.of(statusClass);
        }
    }

    /** Two kinds of events. */
    @Param(name = "event", gen = IntGen.class, conf = "0:1")
    public static class EventCalls {
        private final SeatCounters counters = new SeatCounters();

        @Operation(params = "event")
        public void count(final int event) {
            counters.count(SeatCounters.Event.values()[event]);
        }

        @Operation(params = "event")
        public long sum(final int event) {
            return counters.sum(SeatCounters.Event.values()[event]);
        }
    }

    /** The sum is counted first and the address behind it, so that both together are no single step. */
    @Param(name = "address", gen = IntGen.class, conf = "0:1")
    public static class ContestedCalls {
        private static final SeatAddress[] ADDRESSES = {new SeatAddress("127.0.0.1:1"), new SeatAddress("127.0.0.1:2")};
        private static final Server SERVER = new TestInstance("backend b\n server s 127.0.0.1:1\n").server("b", "s");
        private final SeatCounters counters = new SeatCounters();
        private final AtomicInteger[] expected = {new AtomicInteger(), new AtomicInteger()};

        @Operation(params = "address")
        public void contested(final int address) {
            counters.contested(SERVER, ADDRESSES[address]);
            expected[address].incrementAndGet();
        }

        /** The addresses before the sum, so that what comes between can only make the sum greater. */
        @Operation
        public void look() {
            final long parts = counters.contested(ADDRESSES[0]) + counters.contested(ADDRESSES[1]);
            final long sum = counters.sum(SeatCounters.Event.CONTESTED);
            if (parts > sum) {
                throw new IllegalStateException(parts + " at the addresses (expected: at most the sum " + sum + ")");
            }
        }

        @Validate
        public void addsUp() {
            for (int i = 0; i < ADDRESSES.length; i++) {
                if (counters.contested(ADDRESSES[i]) != expected[i].get()) {
                    throw new IllegalStateException(counters.contested(ADDRESSES[i]) + " at " + ADDRESSES[i] + " (expected: "
                        + expected[i] + ")");
                }
            }
            if (counters.sum(SeatCounters.Event.CONTESTED) != expected[0].get() + expected[1].get()) {
                throw new IllegalStateException("sum " + counters.sum(SeatCounters.Event.CONTESTED) + " (expected: "
                    + (expected[0].get() + expected[1].get()) + ")");
            }
        }
    }
}
