package io.usher.proxy.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rows 1 to 11 of the handover's table, where nobody dies. */
class HandoverTest {
    private final World world = new World();
    private final SimulatedGeneration p = world.first();

    private SimulatedGeneration successor() {
        final SimulatedGeneration s = p.succeededBy(2);
        world.settle();
        s.prepared();
        return s;
    }

    @Test
    void oldGenerationServesUntilTheNewOneIsReady() {
        final SimulatedGeneration s = p.succeededBy(2);
        world.settle();

        assertEquals(List.of(1), world.accepting());
        assertEquals(Predecessor.Step.OFFERED, p.step(true));
        assertTrue(p.request("while offered").served());
        assertEquals(GenerationState.STARTING, s.state());
    }

    @Test
    void newGenerationGetsListenersAndState() {
        p.serving.state.add("server be s1 weight=3");
        final SimulatedGeneration s = p.succeededBy(2);
        world.settle();

        final Gathered gathered = s.asking.gathered().getNow(null);
        assertEquals(Set.of(World.LISTENER, "stats /run/usher.sock"), gathered.listeners().keySet());
        assertEquals(10, gathered.listeners().get(World.LISTENER));
        assertEquals(List.of("server be s1 weight=3"), gathered.state());
        assertEquals(World.FOLDER, gathered.folder());
        assertEquals(2, gathered.number());
    }

    @Test
    void listenerThatIsNotWantedIsDeclinedAndStaysWithTheOldGeneration() {
        p.serving.listeners.put("bind 0.0.0.0:9999", 12);
        final SimulatedGeneration s = successor();
        world.settle();

        assertFalse(s.asking.gathered().getNow(null).listeners().containsKey("bind 0.0.0.0:9999"));
        assertEquals(Set.of(World.LISTENER, "stats /run/usher.sock"), p.serving.handedOver);
    }

    @Test
    void afterTheHandoverOnlyTheNewGenerationAccepts() {
        successor();
        world.settle();

        assertEquals(List.of(2), world.accepting());
        assertEquals(2, world.owner);
        assertEquals(2, world.announced);
        assertEquals(GenerationState.FINISHING, p.state());
        assertTrue(p.serving.closing);
        assertFalse(p.serving.checking);
    }

    @Test
    void seatInWorkAtTheOldGenerationIsTakenAtTheNewOne() {
        final SimulatedWant old = p.request("old");
        final SimulatedGeneration s = successor();
        world.settle();
        final SimulatedWant young = s.request("young");
        world.settle();
        assertFalse(young.served());

        old.done();
        world.settle();

        assertTrue(young.served());
        assertEquals(0, s.course.predecessorNow().orElseThrow().seats());
    }

    @Test
    void requestsQueuedAtTheOldGenerationComeBeforeThoseOfTheNewOne() {
        final SimulatedWant inWork = p.request("in work");
        world.now++;
        final SimulatedWant queued = p.request("queued");
        final SimulatedGeneration s = successor();
        world.settle();
        final SimulatedWant young = s.request("young");
        inWork.done();
        world.settle();
        assertTrue(queued.served());
        assertFalse(young.served());

        queued.done();
        world.settle();

        assertTrue(young.served());
    }

    @Test
    void requestThatLeftBeforeItsGrantGivesTheSeatBackAtOnce() {
        final SimulatedWant inWork = p.request("in work");
        final SimulatedWant queued = p.request("queued");
        final SimulatedGeneration s = successor();
        world.settle();
        p.toSuccessor.held = true;
        p.lock.lock();
        p.ledger.withdraw(queued);
        p.lock.unlock();
        inWork.done();
        world.settle();
        p.toSuccessor.held = false;
        world.settle();

        assertTrue(s.request("young").served());
    }

    @Test
    void seatReleasedDuringTheFreezeIsFreeAfterIt() {
        final SimulatedWant inWork = p.request("in work");
        final SimulatedGeneration s = p.succeededBy(2);
        world.settle();
        s.prepared();
        s.toPredecessor.held = true;
        world.settle();
        s.toPredecessor.held = false;
        p.toSuccessor.held = true;
        world.settle();
        assertEquals(Predecessor.Step.COMMITTING, p.step(true));
        inWork.done();
        assertFalse(p.request("frozen").served());
        p.toSuccessor.held = false;
        world.settle();

        assertEquals("frozen", p.granted.get(p.granted.size() - 1).toString());
        p.granted.get(p.granted.size() - 1).done();
        world.settle();
        assertTrue(s.request("young").served());
    }

    @Test
    void nothingIsTakenOrAcceptedBeforeTheAcceptLoopsHaveStopped() {
        p.serving.stopped = new java.util.concurrent.CompletableFuture<>();
        successor();
        world.settle();
        assertEquals(1, world.owner);
        assertEquals(List.of(), world.accepting());

        p.serving.stopped.complete(null);
        world.settle();

        assertEquals(List.of(2), world.accepting());
    }

    @Test
    void drainedGenerationSaysSoAndIsEnded() {
        final SimulatedWant inWork = p.request("in work");
        final SimulatedGeneration s = successor();
        world.settle();
        p.trafficDrained();
        world.settle();
        assertFalse(s.course.view().gateOpen());

        inWork.done();
        world.pass(GenerationCourse.TICK);

        assertEquals(0, p.serving.exitStatus);
        assertTrue(s.course.view().gateOpen());
        assertEquals(Optional.empty(), s.predecessor());
        assertEquals(Set.of(2), world.journals.keySet());
    }

    @Test
    void gateOpensWhenTheOldGenerationIsDrainedAndNotBefore() {
        final SimulatedGeneration s = successor();
        world.settle();
        final boolean[] open = new boolean[1];
        s.post(() -> s.course.onGateOpen(() -> open[0] = true));
        world.pass(1000);
        assertFalse(open[0]);

        p.trafficDrained();
        world.settle();

        assertTrue(open[0]);
    }

    @Test
    void generationThatAwaitsItsPredecessorRefusesASuccessorByName() {
        final SimulatedGeneration s = successor();
        world.settle();
        final SimulatedGeneration third = s.succeededBy(3);
        world.settle();

        assertTrue(third.asking.gathered().isCompletedExceptionally());
        assertTrue(s.told("generation 2 itself still waits for generation 1"), s.log.toString());
    }

    @Test
    void secondSuccessorIsRefusedByNameWhileTheFirstPrepares() {
        p.succeededBy(2);
        world.settle();
        final SimulatedGeneration third = p.succeededBy(3);
        world.settle();

        assertTrue(third.asking.gathered().isCompletedExceptionally());
        assertTrue(p.told("generation 2 (pid 102) already takes over"), p.log.toString());
    }

    @Test
    void thirdGenerationSucceedsOnceTheFirstIsGone() {
        final SimulatedGeneration s = successor();
        world.settle();
        p.trafficDrained();
        world.pass(10);
        final SimulatedGeneration third = s.succeededBy(3);
        world.settle();
        third.prepared();
        world.settle();

        assertEquals(List.of(3), world.accepting());
    }

    @Test
    void unknownProtocolVersionIsRefusedByNumberAndTheOldGenerationServesOn() {
        final List<Message> answers = new java.util.ArrayList<>();
        final Peer peer = new Peer() {
            @Override
            public void send(final Message message) {
                answers.add(message);
            }

            @Override
            public void send(final Message message, final Runnable written) {
                answers.add(message);
            }

            @Override
            public void send(final Message message, final Runnable written, final Runnable failed) {
                answers.add(message);
            }

            @Override
            public void sendDescriptor(final int descriptor) {
                throw new AssertionError("a descriptor for a stranger");
            }

            @Override
            public void hears(final Hearer next) {
                throw new AssertionError("a stranger speaks");
            }

            @Override
            public void close() {
            }
        };
        p.course.hello(peer, Message.of(MessageType.HELLO, 1, 4711), "token", () -> false, () -> { });

        assertEquals("REFUSED protocol%20version%201%20(expected:%20" + Message.VERSION + ")", answers.get(0).line());
        assertEquals(List.of(1), world.accepting());
    }

    @Test
    void valueSetDuringTheHandoverReachesBothGenerations() {
        final SimulatedGeneration s = p.succeededBy(2);
        world.settle();
        p.course.stateChanged("server be s1 weight=1");
        s.prepared();
        p.course.stateChanged("server be s1 weight=2");
        world.settle();
        p.course.stateChanged("server be s1 weight=3");
        world.settle();
        s.course.stateChanged("server be s1 weight=4");
        world.settle();

        assertEquals(List.of("server be s1 weight=1", "server be s1 weight=2", "server be s1 weight=3"), s.serving.state);
        assertEquals(List.of("server be s1 weight=4"), p.serving.state);
    }

    @Test
    void writesWaitForTheEndOfTheFreeze() {
        p.serving.stopped = new java.util.concurrent.CompletableFuture<>();
        successor();
        world.settle();
        final boolean[] written = new boolean[1];
        p.course.whenWritable(() -> written[0] = true);
        assertFalse(written[0]);

        p.serving.stopped.complete(null);
        world.settle();

        assertTrue(written[0]);
    }

    @Test
    void successorShowsTheNumbersOfTheFinishingGeneration() {
        final SimulatedWant inWork = p.request("in work");
        final SimulatedGeneration s = successor();
        world.pass(2 * GenerationCourse.TICK);

        final Neighbour n = s.predecessor().orElseThrow();
        assertEquals(new Neighbour(1, ProcessHandle.current().pid(), GenerationState.FINISHING, 3, 5, 1, true), n);
        assertNull(inWork.failure);
    }

    @Test
    void lostListenerIsSentAgain() {
        final SimulatedGeneration s = p.succeededBy(2);
        s.incoming.get(0).losesNext = true;
        world.settle();

        assertEquals(2, s.asking.gathered().getNow(null).listeners().size());
    }

    @Test
    void finishWithoutASuccessorServesWhatWaitsAndEnds() {
        final SimulatedWant inWork = p.request("in work");
        final SimulatedWant queued = p.request("queued");
        p.course.finish();
        p.course.finish();
        assertTrue(p.serving.listenersClosed);
        assertEquals(1, world.owner);
        p.trafficDrained();
        inWork.done();
        assertTrue(queued.served());
        world.pass(GenerationCourse.TICK);
        assertNull(p.serving.exitStatus);

        queued.done();
        world.pass(GenerationCourse.TICK);

        assertEquals(0, p.serving.exitStatus);
        assertEquals(Set.of(), world.journals.keySet());
    }

    @Test
    void finishingGenerationWithoutASuccessorMayStillHandOverItsLedger() {
        final SimulatedWant inWork = p.request("in work");
        p.course.finish();
        final SimulatedGeneration s = successor();
        world.settle();

        assertEquals(List.of(2), world.accepting());
        assertFalse(s.request("young").served());
        assertTrue(inWork.served());
    }

    @Test
    void generationToldToFinishEndsAfterTheOneBeforeItWhichStaysFinished() {
        final SimulatedWant old = p.request("in work");
        final SimulatedGeneration s = successor();
        world.settle();
        s.course.finish();
        s.trafficDrained();
        world.pass(GenerationCourse.TICK);
        assertNull(s.serving.exitStatus);

        old.done();
        p.trafficDrained();
        world.pass(GenerationCourse.TICK);

        assertEquals(0, p.serving.exitStatus);
        assertEquals(0, s.serving.exitStatus);
        assertEquals(List.of(), world.accepting());
    }
}
