package io.usher.proxy.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.proxy.seat.JournalEntry;
import io.usher.proxy.seat.TakeId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Journals of the dead whose seats did not fit into the journal of the generation that goes on. */
class JournalSweepTest {
    /** The sweep comes with each PING. */
    private static final long SWEEP = 6 * GenerationCourse.TICK;

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

    private SimulatedGeneration goesOnWithoutRoom() {
        assertTrue(p.request("in work").served());
        final SimulatedGeneration s = finishing();
        s.journal.full = true;
        p.kill();
        world.pass(Predecessor.GRACE);
        assertEquals(Successor.Step.SOLE, s.successor.step());
        return s;
    }

    @Test
    void fileOfTheDeadStaysWhileItsSeatsStandNowhereElse() {
        final SimulatedGeneration s = goesOnWithoutRoom();
        world.pass(2 * SWEEP);

        assertEquals(Set.of(1, 2), world.journals.keySet());
        assertEquals(1, s.seats.taken());
    }

    @Test
    void fileOfTheDeadGoesOnceThereIsRoomForItsSeats() {
        final SimulatedGeneration s = goesOnWithoutRoom();
        final List<JournalEntry> left = world.journals.get(1).entries();
        s.journal.full = false;
        world.pass(SWEEP);

        assertEquals(Set.of(2), world.journals.keySet());
        assertEquals(left, s.journal.entries());
        assertEquals(1, s.seats.taken());
    }

    @Test
    void fileOfTheDeadGoesOnceItsSeatsAreOver() {
        final SimulatedGeneration s = goesOnWithoutRoom();
        s.lock.lock();
        s.seats.takes().forEach(s.ledger::release);
        s.lock.unlock();
        world.pass(SWEEP);

        assertEquals(Set.of(2), world.journals.keySet());
        assertEquals(0, s.seats.taken());
    }

    @Test
    void nothingIsDeletedWhileAPredecessorMayBeTheOneThatKnowsTheSeats() {
        assertTrue(p.request("in work").served());
        finishing();
        final SimulatedJournal dead = earlier(7);
        world.pass(2 * SWEEP);

        assertTrue(world.journals.containsValue(dead));
    }

    @Test
    void damagedFileStays() {
        final SimulatedJournal dead = earlier(7);
        dead.damage = "cannot be read";
        world.pass(2 * SWEEP);

        assertTrue(world.journals.containsValue(dead));
    }

    @Test
    void tellsOnceThatItsOwnFileIsGoneAndOnceThatItIsBack() {
        p.journal.astray = "/run/usher/journal-1 has been removed";
        world.pass(5 * SWEEP);
        assertEquals(1, p.log.stream().filter(line -> line.startsWith("/run/usher/journal-1 has been removed: ")).count(),
            p.log.toString());

        p.journal.astray = null;
        world.pass(5 * SWEEP);
        assertEquals(1, p.log.stream().filter(line -> line.contains("are back")).count(), p.log.toString());
    }

    private SimulatedJournal earlier(final int generation) {
        final SimulatedJournal dead = new SimulatedJournal(world, generation) {
            @Override
            public List<JournalEntry> entries() {
                return List.of(new JournalEntry(new TakeId(generation, 1), SimulatedGeneration.ADDRESS));
            }
        };
        dead.alive = false;
        return dead;
    }
}
