package io.usher.proxy.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.proxy.seat.JournalEntry;
import io.usher.proxy.seat.TakeId;
import io.usher.proxy.seat.WantFailure;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The table of ends and time limits: each state of either side, when the other dies, falls silent, or closes its stream. */
class HandoverEndsTest {
    private final World world = new World();
    private final SimulatedGeneration p = world.first();

    private SimulatedGeneration offered() {
        final SimulatedGeneration s = p.succeededBy(2);
        world.settle();
        return s;
    }

    /** P has frozen and sent COMMIT, which S has not read. */
    private SimulatedGeneration committing() {
        final SimulatedGeneration s = offered();
        p.toSuccessor.held = true;
        s.prepared();
        world.settle();
        assertEquals(Predecessor.Step.COMMITTING, p.step(true));
        assertEquals(0, world.owner);
        return s;
    }

    private SimulatedGeneration finishing() {
        final SimulatedGeneration s = offered();
        s.prepared();
        world.settle();
        assertEquals(Predecessor.Step.FINISHING, p.step(true));
        return s;
    }

    // ---- S dies

    @Test
    void deathOfAPreparingSuccessorLeavesTheOldGenerationServing() {
        final SimulatedGeneration s = offered();
        s.kill();
        world.settle();

        assertEquals(Predecessor.Step.ALONE, p.step(true));
        assertEquals(List.of(1), world.accepting());
        assertTrue(p.request("next").served());
    }

    @Test
    void anotherSuccessorMayComeAfterADeadOne() {
        offered().kill();
        world.settle();
        final SimulatedGeneration third = p.succeededBy(3);
        world.settle();
        third.prepared();
        world.settle();

        assertEquals(List.of(3), world.accepting());
    }

    @Test
    void deathBetweenCommitAndActiveIsRolledBack() {
        final SimulatedWant inWork = p.request("in work");
        final SimulatedGeneration s = committing();
        s.kill();
        world.pass(1);

        assertEquals(List.of(1), world.accepting());
        assertEquals(1, world.owner);
        assertEquals(GenerationState.ACTIVE, p.state());
        assertFalse(p.request("next").served());
        inWork.done();
        assertEquals(2, p.granted.size());
        assertTrue(p.told("rolled back"));
    }

    @Test
    void successorStoppedBeforeItTookTheLockIsRolledBackAfterTheLimitAndExitsWhenItResumes() {
        final SimulatedGeneration s = committing();
        s.stopped = true;
        world.pass(Predecessor.COMMIT_LIMIT + 1);
        assertEquals(List.of(1), world.accepting());
        assertEquals(0, p.journal.handingTo());

        s.stopped = false;
        p.toSuccessor.held = false;
        world.settle();

        assertEquals(List.of(1), world.accepting());
        assertTrue(s.successor.active().isCompletedExceptionally());
        assertTrue(s.told("rolled back by generation 1"), s.log.toString());
        assertEquals(Set.of(1), world.journals.keySet());
    }

    @Test
    void successorStoppedWithTheLockIsWaitedFor() {
        final SimulatedWant inWork = p.request("in work");
        final SimulatedGeneration s = offered();
        s.prepared();
        s.toPredecessor.held = true;
        world.settle();
        s.toPredecessor.held = false;
        p.toSuccessor.held = true;
        world.settle();
        p.toSuccessor.held = false;
        s.toPredecessor.held = true;
        world.settle();
        assertEquals(2, world.owner);

        world.pass(Predecessor.COMMIT_LIMIT + 10);
        assertEquals(Predecessor.Step.COMMITTING, p.step(true));
        assertEquals(GenerationState.FINISHING, p.state());
        s.toPredecessor.held = false;
        world.settle();

        assertEquals(Predecessor.Step.FINISHING, p.step(true));
        inWork.done();
        world.settle();
        assertTrue(s.request("young").served());
    }

    @Test
    void deathOfTheActiveSuccessorGivesTheLedgerBackWithItsSeatsOnHold() {
        final SimulatedGeneration s = finishing();
        assertTrue(s.request("in work when it died").served());
        s.kill();
        world.pass(1);

        assertEquals(List.of(1), world.accepting());
        assertEquals(1, p.seats.taken());
        assertFalse(p.request("next").served());
        assertEquals(Set.of(1), world.journals.keySet());
        assertEquals(1, p.journal.entries().size());
        assertFalse(p.serving.closing);
    }

    @Test
    void requestsThatWaitedForGrantsAreServedAfterTheRollBack() {
        final SimulatedWant inWork = p.request("in work");
        final SimulatedWant queued = p.request("queued");
        final SimulatedGeneration s = finishing();
        s.kill();
        world.pass(1);
        inWork.done();

        assertTrue(queued.served());
    }

    @Test
    void lastGrantOfADeadSuccessorIsHonouredBeforeItsEndIsSeen() {
        final SimulatedWant inWork = p.request("in work");
        final SimulatedWant queued = p.request("queued");
        final SimulatedGeneration s = finishing();
        s.toPredecessor.held = true;
        inWork.done();
        world.settle();
        s.kill();
        s.toPredecessor.held = false;
        world.pass(1);

        assertTrue(queued.served());
        assertEquals(1, p.seats.taken());
        assertEquals(List.of(1), world.accepting());
    }

    @Test
    void successorThatEndsOnPurposeIsNotReplacedByTheOldGeneration() {
        final SimulatedWant inWork = p.request("in work");
        final SimulatedGeneration s = finishing();
        s.course.stop("SIGTERM");
        world.pass(1);

        assertEquals(List.of(), world.accepting());
        assertEquals(1, world.owner);
        p.trafficDrained();
        inWork.done();
        world.pass(GenerationCourse.TICK);
        assertEquals(0, p.serving.exitStatus);
    }

    @Test
    void successorThatEndsOnPurposeBeforeItIsActiveLeavesTheOldGenerationServing() {
        final SimulatedGeneration s = offered();
        s.prepared();
        s.toPredecessor.held = true;
        world.settle();
        s.course.stop("SIGTERM");
        s.toPredecessor.held = false;
        world.pass(1);

        assertEquals(List.of(1), world.accepting());
    }

    @Test
    void streamLostWhileTheSuccessorLivesFailsTheQueueAndEndsAlone() {
        final SimulatedWant inWork = p.request("in work");
        final SimulatedWant queued = p.request("queued");
        final SimulatedGeneration s = finishing();
        closeStream(s);
        world.pass(Predecessor.GRACE + 50);

        assertEquals(WantFailure.SUCCESSOR_LOST, queued.failure);
        assertEquals(Predecessor.Step.WITHOUT_STREAM, p.step(true));
        assertEquals(List.of(2), world.accepting());
        assertFalse(s.request("young").served());
        inWork.done();
        p.trafficDrained();
        world.pass(GenerationCourse.TICK + 50);
        assertEquals(0, p.serving.exitStatus);
        assertTrue(s.granted.size() == 1, "the seat came free with the old generation's end");
    }

    @Test
    void oldGenerationWithoutAStreamTakesOverWhenTheSuccessorDiesAfterAll() {
        p.request("in work");
        final SimulatedGeneration s = finishing();
        closeStream(s);
        world.pass(Predecessor.GRACE + 50);
        s.kill();
        world.pass(2 * Predecessor.WATCH);

        assertEquals(List.of(1), world.accepting());
        assertEquals(1, world.owner);
    }

    @Test
    void drainedGenerationWhoseSuccessorDiesServesAgain() {
        final SimulatedGeneration s = finishing();
        s.toPredecessor.held = true;
        p.trafficDrained();
        world.settle();
        assertEquals(Predecessor.Step.STANDBY, p.step(true));
        s.toPredecessor.content.clear();
        s.kill();
        s.toPredecessor.held = false;
        world.pass(Predecessor.GRACE);

        assertEquals(List.of(1), world.accepting());
        assertNull(p.serving.exitStatus);
    }

    @Test
    void wordsThatHaveNoPlaceEndTheStreamAndNotTheGeneration() {
        final SimulatedGeneration s = offered();
        s.asking.peer().send(Message.of(MessageType.END));
        world.settle();

        assertEquals(Predecessor.Step.ALONE, p.step(true));
        assertEquals(List.of(1), world.accepting());
        assertTrue(p.told("END: has no place in state OFFERED"), p.log.toString());
    }

    // ---- P dies

    @Test
    void deathOfTheOldGenerationMakesAPreparingSuccessorItsHeir() {
        p.request("in work when it died");
        final SimulatedGeneration s = offered();
        p.kill();
        world.settle();
        s.prepared();
        world.pass(1);

        assertEquals(List.of(2), world.accepting());
        assertEquals(1, s.seats.taken());
        assertFalse(s.request("young").served());
        assertEquals(Set.of(2), world.journals.keySet());
        assertEquals(1, s.journal.entries().size());
    }

    @Test
    void deathOfTheOldGenerationBeforeItSaidWhoItIsEndsTheAsking() {
        final SimulatedGeneration s = p.succeededBy(2);
        p.kill();
        world.settle();

        final Gathered gathered = s.asking.gathered().getNow(null);
        assertTrue(gathered.lost());
        assertEquals(0, gathered.predecessor());
    }

    @Test
    void deathOfTheOldGenerationAfterReadyMakesAnHeir() {
        final SimulatedGeneration s = offered();
        s.toPredecessor.held = true;
        s.prepared();
        world.settle();
        p.kill();
        world.pass(1);

        assertEquals(List.of(2), world.accepting());
        assertEquals(2, world.owner);
    }

    @Test
    void deathOfTheOldGenerationAfterCommitChangesNothingForTheSuccessor() {
        p.request("in work when it died");
        final SimulatedGeneration s = committing();
        p.kill();
        p.toSuccessor.held = false;
        world.pass(Predecessor.GRACE);

        assertEquals(List.of(2), world.accepting());
        assertFalse(s.request("young").served());
        assertEquals(1, s.seats.taken());
        assertEquals(Set.of(2), world.journals.keySet());
    }

    @Test
    void commitOfAGenerationThatResumedAndDiedIsVoidAndItsJournalCounts() {
        final SimulatedGeneration s = committing();
        s.stopped = true;
        world.pass(Predecessor.COMMIT_LIMIT + 1);
        assertTrue(p.request("after the roll-back").served());
        p.kill();
        s.stopped = false;
        p.toSuccessor.held = false;
        world.pass(1);

        assertEquals(List.of(2), world.accepting());
        assertFalse(s.request("young").served());
    }

    @Test
    void deathOfTheFinishingGenerationHoldsWhatItHadAndFreesTheRest() {
        p.request("in work when it died");
        p.request("queued when it died");
        final SimulatedGeneration s = finishing();
        final SimulatedWant young = s.request("young");
        p.kill();
        world.pass(1);

        assertFalse(young.served());
        assertEquals(1, s.seats.taken());
        s.lock.lock();
        assertEquals(1, s.ledger.releaseHolds(s.seats).size());
        s.lock.unlock();
        assertTrue(young.served());
        assertTrue(s.course.view().gateOpen());
        assertEquals(Set.of(2), world.journals.keySet());
    }

    @Test
    void releaseOnItsWayFromADeadGenerationIsHonoured() {
        final SimulatedWant inWork = p.request("in work");
        final SimulatedGeneration s = finishing();
        p.toSuccessor.held = true;
        inWork.done();
        world.settle();
        p.kill();
        p.toSuccessor.held = false;
        world.pass(1);

        assertTrue(s.request("young").served());
    }

    @Test
    void hardStopOfTheFinishingGenerationLeavesItsSeatsOnHold() {
        p.request("in work when it stopped");
        final SimulatedGeneration s = finishing();
        p.course.stop("hard-stop-after 1000 ms");
        world.pass(Predecessor.PASS_LIMIT + 1);

        assertTrue(p.serving.cut);
        assertEquals(0, p.serving.exitStatus);
        assertFalse(s.request("young").served());
        assertEquals(1, s.journal.entries().size());
    }

    @Test
    void seatsOfALivingGenerationWithoutAStreamStayTakenUntilItIsDead() {
        p.request("in work");
        final SimulatedGeneration s = finishing();
        closeStream(s);
        world.pass(Predecessor.GRACE + 50);
        assertFalse(s.request("young").served());
        assertEquals(Successor.Step.WITHOUT_STREAM, s.successor.step());
        assertFalse(s.course.view().gateOpen());

        p.kill();
        world.pass(2 * Predecessor.WATCH);

        assertEquals(Successor.Step.SOLE, s.successor.step());
        assertEquals(1, s.seats.taken());
    }

    @Test
    void successorWhoseHoldsDoNotFitItsJournalLeavesTheLedgerToTheOldGeneration() {
        p.lock.lock();
        p.ledger.activate(List.of(new JournalEntry(new TakeId(9, 1), SimulatedGeneration.ADDRESS)), a -> 0);
        p.lock.unlock();
        final SimulatedGeneration s = offered();
        s.journal.full = true;
        s.prepared();
        world.pass(1);

        assertTrue(s.successor.active().isCompletedExceptionally());
        assertTrue(s.told("cannot be written to the journal"), s.log.toString());
        s.kill();
        world.pass(1);
        assertEquals(List.of(1), world.accepting());
        assertEquals(1, p.seats.taken());
    }

    @Test
    void holdOfAnEarlierDeathPassesOnceThroughTwoGenerations() {
        p.lock.lock();
        p.ledger.activate(List.of(new JournalEntry(new TakeId(9, 1), SimulatedGeneration.ADDRESS)), a -> 0);
        p.lock.unlock();
        final SimulatedGeneration s = finishing();
        assertEquals(1, s.journal.entries().size());
        assertEquals(0, p.journal.entries().size());
        p.trafficDrained();
        world.pass(1);

        assertEquals(1, s.seats.taken());
        assertEquals(0, p.serving.exitStatus);
        assertEquals(Set.of(2), world.journals.keySet());
    }

    @Test
    void silentOldGenerationIsGivenUpAfterTheLimit() {
        final SimulatedGeneration s = offered();
        p.stopped = true;
        s.prepared();
        world.pass(Successor.READY_LIMIT + 1);

        assertTrue(s.successor.active().isCompletedExceptionally());
        assertTrue(s.told("did not commit within 10 s"), s.log.toString());
        p.stopped = false;
        s.kill();
        world.pass(1);
        assertEquals(List.of(1), world.accepting());
    }

    // ---- what is easily forgotten

    @Test
    void seatsOfASuccessorThatLostTheLockButStillDiesAreHeldAtOnceAndItsFileGoesWithIt() {
        final SimulatedGeneration s = committing();
        s.stopped = true;
        s.lock.lock();
        s.ledger.activate(List.of(new JournalEntry(new TakeId(2, 1), SimulatedGeneration.ADDRESS)), a -> 0);
        s.lock.unlock();
        closeStream(s);
        world.pass(1);

        assertEquals(List.of(1), world.accepting());
        assertFalse(p.request("next").served());
        assertEquals(1, p.journal.entries().size());
        assertEquals(Set.of(1, 2), world.journals.keySet());

        s.kill();
        world.pass(10 * GenerationCourse.TICK);
        assertEquals(Set.of(1), world.journals.keySet());
    }

    @Test
    void heirIsNotDisturbedByTheLimitOfTheReadyThatItSent() {
        final SimulatedGeneration s = offered();
        s.toPredecessor.held = true;
        s.prepared();
        world.settle();
        closeStream(s);
        world.pass(2 * Predecessor.WATCH);
        p.kill();
        world.pass(2 * Predecessor.WATCH);
        assertEquals(List.of(2), world.accepting());

        s.succeededBy(3);
        world.pass(Successor.READY_LIMIT + 1);

        assertNull(s.serving.exitStatus);
        assertEquals(2, world.owner);
        assertEquals(List.of(2), world.accepting());
    }

    @Test
    void processThatLooksAtTheLockOfADeadSuccessorCostsNoRequest() {
        p.request("in work");
        final SimulatedWant queued = p.request("queued");
        final SimulatedGeneration s = finishing();
        s.kill();
        world.owner = 99;
        world.pass(10 * Predecessor.GRACE);
        assertTrue(queued.waits());

        world.owner = 0;
        world.pass(Predecessor.WATCH);
        assertEquals(List.of(1), world.accepting());
        assertTrue(queued.waits());
    }

    @Test
    void processThatLooksAtTheLockOfADeadPredecessorLeavesItToTheHeir() {
        final SimulatedGeneration s = offered();
        p.kill();
        world.owner = 99;
        s.prepared();
        world.pass(10 * Predecessor.GRACE);
        assertFalse(s.successor.active().isDone());

        world.owner = 0;
        world.pass(Predecessor.WATCH);
        assertEquals(List.of(2), world.accepting());
    }

    @Test
    void generationToldToFinishWhileItCommitsDoesSoAfterTheRollBack() {
        final SimulatedGeneration s = committing();
        p.course.finish();
        s.kill();
        world.pass(1);

        assertEquals(List.of(), world.accepting());
        assertTrue(p.serving.listenersClosed);
        p.trafficDrained();
        world.pass(GenerationCourse.TICK);
        assertEquals(0, p.serving.exitStatus);
    }

    @Test
    void generationToldToFinishBeforeItIsActiveEndsAndLeavesTheOldOneServing() {
        final SimulatedGeneration s = committing();
        s.course.finish();
        p.toSuccessor.held = false;
        world.pass(1);

        assertEquals(0, s.serving.exitStatus);
        assertEquals(List.of(1), world.accepting());
        assertTrue(p.request("next").served());
    }

    @Test
    void generationThatEndsTakesNoSeatThatItsDeletedJournalWouldNotKnow() {
        p.serving.died = () -> { };
        p.course.stop("SIGTERM");
        world.settle();

        assertEquals(Set.of(), world.journals.keySet());
        assertFalse(p.request("in the last moment").served());
    }

    @Test
    void generationThatStartsAloneLeavesTheJournalOfALivingOneAlone() {
        p.kill();
        new SimulatedGeneration(world, 2);
        new SimulatedGeneration(world, 3).startAlone();

        assertEquals(Set.of(2, 3), world.journals.keySet());
    }

    @Test
    void ownerFileThatCannotBeWrittenCostsNoHandover() {
        world.ownerFileFull = true;
        final SimulatedGeneration s = finishing();

        assertEquals(List.of(2), world.accepting());
        assertTrue(s.told("no room"), s.log.toString());
    }

    private void closeStream(final SimulatedGeneration s) {
        p.toSuccessor.closed = true;
        s.toPredecessor.closed = true;
    }
}
