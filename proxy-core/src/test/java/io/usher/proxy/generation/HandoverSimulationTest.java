package io.usher.proxy.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.proxy.seat.Seeds;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Some ten thousand histories of processes that start, hand over, are stopped, die and come back; {@link HandoverSimulation} runs
 * more.
 */
class HandoverSimulationTest {
    private static final long SEEDS = 50_000;

    @Test
    void noSeatIsSoldTwiceAndNothingIsLostWhateverDies() {
        Seeds.run(1, SEEDS, Long.MAX_VALUE, Runtime.getRuntime().availableProcessors(),
            seed -> HandoverSimulation.run(seed, EnumSet.noneOf(HandoverMutant.class)));
    }

    @Test
    void isOneHistoryPerSeed() {
        for (long seed = 1; seed <= 50; seed++) {
            assertEquals(HandoverSimulation.story(seed), HandoverSimulation.story(seed), "seed " + seed);
        }
    }

    /** A simulation in which nothing happens finds nothing: its histories must hold what it is for. */
    @Test
    void livesThroughEveryPartOfTheHandover() {
        final StringBuilder all = new StringBuilder();
        for (long seed = 1; seed <= 600; seed++) {
            HandoverSimulation.story(seed).forEach(line -> all.append(line).append('\n'));
        }
        for (final String part : List.of("WELCOME", "REFUSED", "COMMIT", "ACTIVE", "MOVE", "ACK", "NAK", "WANT", "UNWANT",
            "PLACE", "GRANT", "RELEASE", "QUEUE-END", "DRAINED", "END", "BYE", "KILL", "STOPPED", "is continued", "CUT",
            "told to FINISH", "told to END", "starts alone", "finds the lock held", "alive", "has moved here", "tries again",
            "JOURNAL_FULL", "SUCCESSOR_LOST", "CHECKS_HANDED_OVER", "hard-stop-after", "HOLD", "a hold has passed",
            "is on hold no more", "out of use", "generation 4 says ACTIVE",
            "of their seats are on hold", "RESUME", "BACK", "ACTIVE AGAIN", "wished back", "is not active again",
            "serves again after it stood by", "is between requests", "enters generation")) {
            assertTrue(all.indexOf(part) >= 0, () -> "no history has: " + part);
        }
    }
}
