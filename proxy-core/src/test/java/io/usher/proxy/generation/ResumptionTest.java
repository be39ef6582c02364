package io.usher.proxy.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A finishing generation is wished back, and something comes between. */
class ResumptionTest {
    private static final int NEWCOMER = 99;

    private final World world = new World();
    private SimulatedGeneration p;
    private SimulatedGeneration s;

    @BeforeEach
    void finishes() {
        p = world.first();
        s = p.succeededBy(2);
        world.settle();
        s.prepared();
        world.settle();
        assertEquals(Predecessor.Step.FINISHING, p.step(true));
    }

    @Test
    void isActiveAgainOnceItIsHandedBack() {
        final String[] told = {"nothing"};
        p.course.resume(why -> told[0] = why);
        world.settle();

        assertNull(told[0]);
        assertEquals(List.of(1), world.accepting());
    }

    /** The one that serves takes the lock back from a predecessor that was stopped, and ends before that one has read of it. */
    @Test
    void deliberateEndOfTheActiveOneIsNotUndone() {
        s.toPredecessor.held = true;
        p.course.resume(why -> { });
        world.settle();
        assertEquals(0, world.owner);
        world.owner = NEWCOMER; // A process that starts looks who is there.
        s.toPredecessor.held = false;
        world.settle();
        p.stopped = true;
        world.owner = 0;
        world.pass(2 * Predecessor.COMMIT_LIMIT);
        assertTrue(s.told("serves on"), s.log.toString());

        s.course.stop("SIGTERM");
        world.pass(500);
        assertEquals(0, s.serving.exitStatus);
        p.stopped = false;
        world.pass(2 * Predecessor.GRACE);

        assertEquals(List.of(), world.accepting());
        assertEquals(GenerationState.FINISHING, p.state());
        p.trafficDrained();
        world.pass(GenerationCourse.TICK);
        assertEquals(0, p.serving.exitStatus);
    }
}
