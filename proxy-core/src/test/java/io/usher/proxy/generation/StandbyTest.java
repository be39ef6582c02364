package io.usher.proxy.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A drained generation stays for a time, to serve again if its successor dies, and is in nobody's way meanwhile. */
class StandbyTest {
    private static final int STANDBY = 10_000;

    private final World world = new World();
    private SimulatedGeneration p;
    private SimulatedGeneration s;

    @BeforeEach
    void standsBy() {
        world.standby = STANDBY;
        p = world.first();
        s = p.succeededBy(2);
        world.settle();
        s.prepared();
        world.settle();
        p.trafficDrained();
        world.settle();
        assertEquals(Predecessor.Step.STANDBY, p.step(true));
        assertNull(p.serving.exitStatus);
    }

    @Test
    void gateIsOpenAndTheDrainedOneIsSeenWhileItStandsBy() {
        assertTrue(s.course.view().gateOpen());
        assertEquals(GenerationState.DRAINED, p.state());
        assertEquals(GenerationState.DRAINED, s.predecessor().orElseThrow().state());
        assertTrue(s.request("young").served());
    }

    @Test
    void endsWhenItsTimeIsOver() {
        world.pass(STANDBY - 100);
        assertNull(p.serving.exitStatus);
        world.pass(200);

        assertEquals(0, p.serving.exitStatus);
        assertEquals(Successor.Step.SOLE, s.successor.step());
        assertEquals(Set.of(2), world.journals.keySet());
        assertFalse(s.told("silent"), s.log.toString());
    }

    @Test
    void servesAgainWhenTheSuccessorDies() {
        assertTrue(s.request("in work when it died").served());
        s.kill();
        world.pass(Predecessor.GRACE);

        assertEquals(List.of(1), world.accepting());
        assertEquals(GenerationState.ACTIVE, p.state());
        assertFalse(p.request("next").served());
        assertEquals(1, p.seats.taken());
        assertEquals(Set.of(1), world.journals.keySet());
    }

    @Test
    void deathOfTheOneThatStandsByCostsNothing() {
        p.kill();
        world.pass(Predecessor.GRACE);

        assertEquals(Successor.Step.SOLE, s.successor.step());
        assertTrue(s.request("young").served());
        assertEquals(Set.of(2), world.journals.keySet());
    }

    @Test
    void nextReloadEndsItAtOnceAndIsNotRefused() {
        final SimulatedGeneration third = s.succeededBy(3);
        world.pass(1);
        assertEquals(0, p.serving.exitStatus);
        s.course.asPredecessor().descriptorsConnected(); // As the real one, it connects for descriptors when it is welcome.
        world.settle();
        third.prepared();
        world.pass(1);

        assertEquals(List.of(3), world.accepting());
        assertEquals(Predecessor.Step.FINISHING, s.step(true));
    }

    @Test
    void deliberateEndOfTheActiveOneEndsItToo() {
        s.course.stop("SIGTERM");
        world.pass(1);

        assertEquals(0, p.serving.exitStatus);
        assertEquals(0, s.serving.exitStatus);
        assertEquals(List.of(), world.accepting());
        assertEquals(Set.of(), world.journals.keySet());
    }

    @Test
    void activeOneThatIsToldToFinishEndsItToo() {
        s.course.finish();
        s.trafficDrained();
        world.pass(GenerationCourse.TICK);

        assertEquals(0, s.serving.exitStatus);
        assertEquals(0, p.serving.exitStatus);
        assertEquals(List.of(), world.accepting());
    }

    @Test
    void sigtermOfTheOneThatStandsByIsItsEnd() {
        p.course.stop("SIGTERM");
        world.pass(1);

        assertEquals(0, p.serving.exitStatus);
        assertEquals(Successor.Step.SOLE, s.successor.step());
        assertEquals(List.of(2), world.accepting());
    }
}
