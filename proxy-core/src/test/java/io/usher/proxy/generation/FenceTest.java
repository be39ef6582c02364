package io.usher.proxy.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.proxy.seat.Take;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Processes that hang or were stopped: what they hold stays held, and who must end is ended before others go on. */
class FenceTest {
    private static final int HARD_STOP = 20_000;

    private final World world = new World();
    private final SimulatedGeneration p = new SimulatedGeneration(world);

    private SimulatedGeneration finishing(final int hardStop) {
        p.become(1, hardStop);
        p.startAlone();
        p.request("in work when it was stopped");
        final SimulatedGeneration s = p.succeededBy(2);
        world.settle();
        s.prepared();
        world.settle();
        assertEquals(Predecessor.Step.FINISHING, p.step(true));
        return s;
    }

    @Test
    void seatsOfAStoppedGenerationStayTakenUntilItsHardStop() {
        final SimulatedGeneration s = finishing(HARD_STOP);
        p.stopped = true;
        world.pass(HARD_STOP);
        assertTrue(p.alive);
        assertFalse(s.request("young").served());

        world.pass(Fence.HARD_STOP_GRACE + 100);
        assertFalse(p.alive);
        assertEquals(1, s.seats.taken());
        assertTrue(s.seats.takes().stream().allMatch(t -> t.state() == Take.State.ON_HOLD));
        assertEquals(Successor.Step.SOLE, s.successor.step());
        assertTrue(s.told("has outlived its hard-stop-after of " + HARD_STOP), s.log.toString());
    }

    @Test
    void generationWithoutAHardStopIsLeftAlone() {
        final SimulatedGeneration s = finishing(0);
        p.stopped = true;
        world.pass(3 * HARD_STOP);

        assertTrue(p.alive);
        assertEquals(1, s.seats.taken());
        assertTrue(s.told("has been silent"), s.log.toString());
    }

    @Test
    void operatorMayReleaseTheSeatsOfASilentGeneration() {
        final SimulatedGeneration s = finishing(0);
        final SimulatedWant waiting = s.request("young");
        s.lock.lock();
        assertEquals(List.of(), s.ledger.releaseHolds(s.seats), "it answers still");
        s.lock.unlock();
        p.stopped = true;
        world.pass(GenerationCourse.SILENT_PINGS * 1_000 + 2_000);
        world.atWork.clear(); // The operator knows better.
        s.lock.lock();
        assertEquals(1, s.ledger.releaseHolds(s.seats).size());
        s.lock.unlock();
        assertTrue(waiting.served());

        p.stopped = false;
        world.pass(2_000);
        p.granted.get(0).done();
        world.pass(100);
        assertEquals(1, s.seats.taken());
    }

    @Test
    void generationThatIsStoppedBeforeItsQueueHasPassedKeepsNobodyFromFreeSeats() {
        p.become(1, 0);
        p.startAlone();
        final SimulatedGeneration s = p.succeededBy(2);
        world.settle();
        s.toPredecessor.held = true;
        s.prepared();
        s.toPredecessor.held = false;
        world.settle();
        p.toSuccessor.held = true; // QUEUE-END is not sent any more.
        p.stopped = true;
        world.settle();
        assertEquals(Successor.Step.ACTIVE, s.successor.step());
        final SimulatedWant young = s.request("young");
        world.pass(4_000);
        assertTrue(young.served());
    }

    @Test
    void silentGenerationGetsNoSeatUntilItSpeaksAgain() {
        final SimulatedGeneration s = finishing(0);
        final SimulatedWant old = p.request("old");
        world.settle();
        final SimulatedWant young = s.request("young");
        p.stopped = true;
        world.pass(GenerationCourse.SILENT_PINGS * 1_000 + 2_000);
        p.stopped = false;
        world.pass(3_000);
        p.granted.get(0).done();
        world.settle();

        assertTrue(old.served());
        assertFalse(young.served());
        old.done();
        world.settle();
        assertTrue(young.served());
    }

    @Test
    void drainedGenerationThatDoesNotEndWhenToldIsKilled() {
        world.standby = 10_000;
        final SimulatedGeneration s = finishing(0);
        p.granted.get(0).done();
        p.trafficDrained();
        world.settle();
        assertEquals(Predecessor.Step.STANDBY, p.step(true));
        p.stopped = true;
        world.pass(world.standby + Fence.END_LIMIT + 500);

        assertFalse(p.alive);
        assertEquals(Successor.Step.SOLE, s.successor.step());
        assertEquals(0, s.seats.taken());
    }

    @Test
    void successorStoppedWithTheLockBeforeItIsActiveIsKilledAndRolledBack() {
        p.become(1, 0);
        p.startAlone();
        final SimulatedGeneration s = p.succeededBy(2);
        world.settle();
        s.prepared();
        s.toPredecessor.held = true;
        world.settle();
        s.toPredecessor.held = false;
        p.toSuccessor.held = true;
        world.settle();
        p.toSuccessor.held = false;
        s.toPredecessor.held = true; // ACTIVE is on its way only.
        world.settle();
        assertEquals(2, world.owner);
        s.toPredecessor.content.clear();
        s.stopped = true;
        world.pass(Predecessor.COMMIT_LIMIT + 2 * Predecessor.WATCH);

        assertFalse(s.alive);
        assertEquals(List.of(1), world.accepting());
        assertTrue(p.told("was stopped before it was active"), p.log.toString());
    }

    @Test
    void successorStoppedBeforeItIsReadyIsGivenUpAndKeepsNobodyElseAway() {
        p.become(1, 0);
        p.startAlone();
        final SimulatedGeneration s = p.succeededBy(2);
        world.settle();
        assertTrue(p.serving.starting, "it needs the processors");
        s.stopped = true;
        world.pass(2_000);
        assertEquals(Predecessor.Step.ALONE, p.step(true));
        assertFalse(p.serving.starting, "nobody else needs them now");
        assertTrue(p.told("was stopped before it was ready; generation 1 serves on"), p.log.toString());
        assertFalse(s.alive, "it could have bound what others need");

        final SimulatedGeneration next = p.succeededBy(3);
        world.settle();
        next.prepared();
        world.settle();
        assertEquals(List.of(3), world.accepting());
    }

    @Test
    void successorThatIsOnlyLookedIntoGoesOn() {
        p.become(1, 0);
        p.startAlone();
        final SimulatedGeneration s = p.succeededBy(2);
        world.settle();
        for (int i = 0; i < 3; i++) {
            s.stopped = true;
            world.pass(OfferWait.LOOK);
            s.stopped = false;
            world.pass(OfferWait.LOOK);
        }
        s.prepared();
        world.settle();
        assertEquals(List.of(2), world.accepting());
    }

    @Test
    void successorThatIsNeverReadyIsGivenUpInTheEnd() {
        p.become(1, 0);
        p.startAlone();
        p.succeededBy(2);
        world.pass(OfferWait.LIMIT - 1);
        assertEquals(Predecessor.Step.OFFERED, p.step(true));
        world.pass(1);
        assertEquals(Predecessor.Step.ALONE, p.step(true));
        assertTrue(p.told("was not ready within 120 s"), p.log.toString());
    }
}
