package io.usher.proxy.seat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Some ten thousand histories of generations that come, hand over, crash and come back; {@link SeatSimulation} runs more. */
class SeatSimulationTest {

    private static final long SEEDS = 50_000;

    @Test
    void sellsNoSeatTwiceOvertakesNobodyAndLosesNothing() {
        Seeds.run(1, SEEDS, Long.MAX_VALUE, Runtime.getRuntime().availableProcessors(),
            seed -> SeatSimulation.run(seed, EnumSet.noneOf(SimMutant.class)));
    }

    @Test
    void isOneHistoryPerSeed() {
        for (long seed = 1; seed <= 100; seed++) {
            final List<String> once = SeatSimulation.story(seed);
            final List<String> again = SeatSimulation.story(seed);
            for (int i = 0; i < once.size(); i++) {
                assertEquals(once.get(i), i < again.size() ? again.get(i) : "(nothing)", "step " + i + " of seed " + seed);
            }
        }
    }

    /** A simulation in which nothing happens finds nothing: its histories must hold what it is for. */
    @Test
    void livesThroughEveryPartOfTheHandover() {
        final StringBuilder all = new StringBuilder();
        for (long seed = 1; seed <= 400; seed++) {
            SeatSimulation.story(seed).forEach(line -> all.append(line).append('\n'));
        }
        for (final String part : new String[] {"GRANT", "RELEASE", "MOVE", "ACK", "NAK", "UNWANT", "QUEUE-END", "HOLD", "DRAINED",
            "END", "CRASH", "regains", "is heir to [Journal", "was rolled back", "closes the stream though it lives",
            "SUCCESSOR_LOST", "JOURNAL_FULL", "CHECKS_HANDED_OVER", "reused", "holds what generation", "the hold of", "flips"}) {
            assertTrue(all.indexOf(part) >= 0, () -> "no history has: " + part);
        }
    }
}
