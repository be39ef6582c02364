package io.usher.proxy.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A dead generation whose journal cannot be read: whoever goes on holds what may be taken, and goes on. */
class DamagedJournalTest {
    private final World world = new World();
    private final SimulatedGeneration p = world.first();

    private SimulatedGeneration finishing() {
        final SimulatedGeneration s = p.succeededBy(2);
        world.settle();
        s.prepared();
        world.settle();
        assertEquals(Predecessor.Step.FINISHING, p.step(true));
        return s;
    }

    @Test
    void damagedJournalOfADeadOldGenerationHasAllItsSeatsHeld() {
        p.request("in work when it died");
        final SimulatedGeneration s = finishing();
        p.journal.damage = "a seat of address number 99";
        p.kill();
        world.pass(Predecessor.GRACE);

        assertEquals(Successor.Step.SOLE, s.successor.step());
        assertEquals(1, s.seats.taken());
        assertFalse(s.request("young").served());
        assertTrue(s.told("is damaged: a seat of address number 99"), s.log.toString());
        assertEquals(1, s.journal.entries().size());
    }

    @Test
    void damagedJournalOfADeadSuccessorHasEverySeatHeld() {
        final SimulatedGeneration s = finishing();
        s.request("in work when it died");
        s.journal.damage = "no journal of seats";
        s.kill();
        world.pass(1);

        assertEquals(List.of(1), world.accepting());
        assertEquals(1, p.seats.taken());
        assertFalse(p.request("next").served());
        assertTrue(p.told("1 free seats are on hold"), p.log.toString());
    }

    @Test
    void damagedJournalDoesNotKeepAnHeirFromStarting() {
        p.request("in work when it died");
        p.journal.damage = "no journal of seats";
        p.kill();
        final SimulatedGeneration f = new SimulatedGeneration(world, 2).startAlone();

        assertFalse(f.request("young").served());
        assertEquals(1, f.seats.taken());
        assertEquals(Set.of(2), world.journals.keySet());
    }
}
