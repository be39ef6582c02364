package io.usher.proxy.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** MOVE, ACK and NAK: who has a client at every moment, in which order they are served, and what a death leaves. */
class MovingClientsTest {
    private final World world = new World();
    private SimulatedGeneration p;
    private SimulatedWant inWork;

    @BeforeEach
    void start() {
        world.moving = true;
        p = world.first();
        inWork = p.request("in work");
    }

    private List<SimulatedWant> queue(final int count) {
        final List<SimulatedWant> queue = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            world.now++;
            queue.add(p.request("q" + i));
        }
        return queue;
    }

    private SimulatedGeneration successor() {
        final SimulatedGeneration s = p.succeededBy(2);
        world.settle();
        return s.prepared();
    }

    /** Up to ACTIVE on both sides; nothing has been received by the successor since. */
    private SimulatedGeneration activeButDeaf() {
        final SimulatedGeneration s = successor();
        for (int i = 0; p.step(true) != Predecessor.Step.FINISHING; i++) {
            assertTrue(i < 10_000 && world.step(), "never active");
            if (s.successor.step() == Successor.Step.ACTIVE) {
                p.toSuccessor.held = true;
            }
        }
        world.settle();
        return s;
    }

    private static List<String> names(final List<SimulatedWant> wants) {
        return wants.stream().map(SimulatedWant::toString).toList();
    }

    @Test
    void queuedClientsMoveInOrderAndTheOldGenerationIsDrainedWithItsLastQuery() {
        final List<SimulatedWant> queue = queue(100);
        final SimulatedGeneration s = successor();
        world.settle();
        final SimulatedWant late = s.request("late");

        assertTrue(queue.stream().allMatch(w -> w.current().at() == s), "all have moved");
        inWork.done();
        p.trafficDrained();
        world.pass(300);
        assertEquals(GenerationState.ENDED, p.state(), "drained and ended with its last query");
        final List<SimulatedWant> order = new ArrayList<>();
        while (!world.atWork.isEmpty()) {
            order.add(world.atWork.get(0));
            world.atWork.get(0).done();
            world.settle();
        }
        final List<String> expected = new ArrayList<>(names(queue));
        expected.add(late.toString());
        assertEquals(expected, names(order));
        assertEquals(1, world.peak);
    }

    @Test
    void noMoreThanTheWindowIsUnderWay() {
        final List<SimulatedWant> queue = queue(50);
        activeButDeaf();

        assertEquals(ListenerOffer.WINDOW, queue.stream().filter(w -> w.away).count());
        assertFalse(p.toSuccessor.content.stream().anyMatch(m -> m instanceof Message t && t.type() == MessageType.QUEUE_END),
            "QUEUE-END waits for the answers");
        p.toSuccessor.held = false;
        world.settle();
        assertTrue(queue.stream().noneMatch(w -> w.away));
    }

    @Test
    void clientThatTheSuccessorRefusesAsksByWantAndIsServedByTheOldGeneration() {
        final List<SimulatedWant> queue = queue(3);
        final SimulatedGeneration s = p.succeededBy(2);
        s.refuses.add("q1");
        world.settle();
        s.prepared();
        world.settle();

        assertEquals(1, queue.get(1).refusals);
        assertEquals(1, s.serving.discarded.size(), "the copy of the refused one is closed");
        assertTrue(s.told("clients stay with the generation before: no backend for q1"), s.log.toString());
        inWork.done();
        world.settle();
        queue.get(0).current().done();
        world.settle();
        assertEquals(p, queue.get(1).current().at());
        assertTrue(queue.get(1).served());
    }

    @Test
    void descriptorLostOnTheWayIsAnsweredNakAndItsClientStays() {
        final List<SimulatedWant> queue = queue(3);
        activeButDeaf();
        final List<Object> content = new ArrayList<>(p.toSuccessor.content);
        final int at = content.indexOf(content.stream().filter(Integer.class::isInstance).findFirst().orElseThrow());
        content.set(at, -1);
        p.toSuccessor.content.clear();
        p.toSuccessor.content.addAll(content);
        p.toSuccessor.held = false;
        world.settle();

        assertEquals(List.of(1, 0, 0), queue.stream().map(w -> w.refusals).toList());
        assertNull(queue.get(0).movedTo);
        inWork.done();
        world.settle();
        assertTrue(queue.get(0).served(), "it kept its place");
    }

    @Test
    void clientsThatCannotLeaveOrAreGoneDoNotHoldUpTheOthers() {
        final List<SimulatedWant> queue = queue(4);
        queue.get(0).leaving = SimulatedWant.Leaving.ENDED;
        queue.get(2).leaving = SimulatedWant.Leaving.STAYS;
        final SimulatedGeneration s = successor();
        world.settle();

        assertEquals(List.of(s, p, s), queue.subList(1, 4).stream().map(w -> w.current().at()).toList());
        for (int i = 0; i < 4; i++) {
            List.copyOf(world.atWork).forEach(SimulatedWant::done);
            world.settle();
        }
        assertEquals(List.of("in work", "q1", "q2", "q3"),
            java.util.stream.Stream.of(List.of(inWork), queue.subList(1, 4)).flatMap(List::stream)
                .filter(SimulatedWant::served).map(SimulatedWant::toString).toList());
    }

    @Test
    void deathOfTheSuccessorBeforeItsAnswersGivesTheClientsBackInOrder() {
        final List<SimulatedWant> queue = queue(40);
        final SimulatedGeneration s = activeButDeaf();
        s.kill();
        world.pass(Predecessor.GRACE + 50);

        assertEquals(GenerationState.ACTIVE, p.state());
        assertTrue(queue.stream().noneMatch(w -> w.away || w.over));
        for (int i = 0; i < 40; i++) {
            List.copyOf(world.atWork).forEach(SimulatedWant::done);
            world.settle();
            assertTrue(queue.get(i).served() && queue.get(i).current().at() == p, "request " + i);
        }
    }

    @Test
    void deathOfThePredecessorLeavesTheSuccessorWhatHasArrived() {
        final List<SimulatedWant> queue = queue(40);
        final SimulatedGeneration s = activeButDeaf();
        p.kill();
        p.toSuccessor.held = false;
        world.pass(Predecessor.GRACE + 50);

        assertEquals(ListenerOffer.WINDOW, queue.stream().filter(w -> w.movedTo != null && w.movedTo.at() == s).count());
        assertEquals(1, s.seats.taken(), "the seat of the dead is held");
    }

    @Test
    void lostStreamLeavesUnansweredClientsToNobodyWhileTheSuccessorLives() {
        final List<SimulatedWant> queue = queue(40);
        final SimulatedGeneration s = activeButDeaf();
        s.asking.peer().close();
        s.successor.eof();
        world.pass(Predecessor.GRACE + 50);

        assertEquals(Predecessor.Step.WITHOUT_STREAM, p.step(true));
        assertTrue(queue.subList(0, 32).stream().allMatch(w -> w.over), "closed here, since the other may have them");
        assertTrue(queue.subList(32, 40).stream().allMatch(w -> w.failure != null && !w.over), "answered here with the cause");
    }

    @Test
    void answerToADescriptorThatWasNeverSentEndsTheStream() {
        final SimulatedGeneration s = successor();
        world.settle();
        s.toPredecessor.content.add(Message.of(MessageType.ACK, 77));
        world.pass(Predecessor.GRACE + 50);

        assertTrue(p.told("descriptor 77 (expected: one that was sent and not answered)"), p.log.toString());
    }
}
