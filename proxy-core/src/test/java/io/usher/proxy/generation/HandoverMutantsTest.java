package io.usher.proxy.generation;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.EnumSet;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulation is only worth what it finds: each known way of breaking the handover must be found. */
class HandoverMutantsTest {
    private static final long SEEDS = 20_000;

    @ParameterizedTest
    @EnumSource(HandoverMutant.class)
    void findsEveryKnownWayOfBreakingTheHandover(final HandoverMutant mutant, final TestReporter reporter) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            try {
                HandoverSimulation.run(seed, EnumSet.of(mutant));
            } catch (final AssertionError found) {
                // The ledger itself refuses what no living code would ask of it.
                final boolean broken = found.getCause() instanceof SimulationFailure
                    || found.getCause() instanceof IllegalStateException;
                assertTrue(broken, () -> "found only by an error in " + mutant + ": " + found);
                reporter.publishEntry(mutant.name(), "found by seed " + seed + ": " + found.getCause().getMessage());
                return;
            }
        }
        fail(mutant + " was not found in " + SEEDS + " seeds");
    }
}
