package io.usher.proxy.seat;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.EnumSet;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulation is only worth what it finds: each known way of breaking the rules must be found. */
class SeatMutantsTest {

    /** From here on the rarest of them is found soon. */
    private static final long FIRST = 10_001;
    private static final long SEEDS = 20_000;

    @ParameterizedTest
    @EnumSource(SimMutant.class)
    void findsEveryKnownWayOfBreakingTheRules(final SimMutant mutant, final TestReporter reporter) {
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            try {
                SeatSimulation.run(seed, EnumSet.of(mutant));
            } catch (AssertionError found) {
                assertTrue(found.getCause() instanceof SimViolation, () -> "found only by an error in " + mutant + ": " + found);
                reporter.publishEntry(mutant.name(), "found by seed " + seed + ": " + found.getCause().getMessage());
                return;
            }
        }
        fail(mutant + " was not found in " + SEEDS + " seeds");
    }
}
