package io.usher.proxy.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.proxy.seat.HoldReason;
import io.usher.proxy.seat.SeatConnection;
import io.usher.proxy.seat.Take;
import io.usher.proxy.traffic.HoldArrival;
import io.usher.proxy.traffic.HoldDeparture;
import io.usher.proxy.traffic.HoldExit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The messages HOLD, ACK and NAK of a hard stop, and each end of either side while one is under way. */
class HoldPassingTest {
    private static final int DESCRIPTOR = 500;

    private final World world = new World();
    private SimulatedGeneration p;
    private SimulatedGeneration s;
    private SimulatedWant inWork;
    /** What became of the connection here, and there. */
    private final List<String> told = new ArrayList<>();
    private boolean refuses;
    private Take arrived;

    @BeforeEach
    void finishing() {
        p = world.first();
        inWork = p.request("in work");
        p.lock.lock();
        p.ledger.connected(inWork.take, new SilentConnection());
        p.lock.unlock();
        s = p.succeededBy(2);
        world.settle();
        s.prepared();
        world.settle();
        assertEquals(Predecessor.Step.FINISHING, p.step(true));
        p.serving.cutting = this::cut;
        p.serving.holds = this::offer;
        s.serving.holdArrivals = this::arrive;
    }

    private void cut() {
        p.lock.lock();
        p.ledger.hold(inWork.take, HoldReason.SESSION_CUT, 0);
        p.lock.unlock();
    }

    private void offer(final HoldExit exit) {
        if (inWork.take.state() == Take.State.ON_HOLD) {
            exit.offer(new HoldDeparture() {
                @Override
                public Take take() {
                    return inWork.take;
                }

                @Override
                public void leave(final Answer answer) {
                    p.post(() -> answer.packed(DESCRIPTOR, "tcp,open,GET,-,0"));
                }

                @Override
                public void gone() {
                    told.add("gone");
                }

                @Override
                public void stays() {
                    told.add("stays");
                }
            });
        }
    }

    private HoldArrival arrive(final int descriptor, final String watch) {
        assertEquals(DESCRIPTOR, descriptor);
        if (refuses) {
            throw new IllegalArgumentException("no room for " + watch);
        }
        return new HoldArrival() {
            @Override
            public SeatConnection connection() {
                return new SilentConnection();
            }

            @Override
            public void begin(final Take take, final boolean alone) {
                arrived = take;
                told.add(alone ? "begins" : "begins, perhaps not alone");
            }
        };
    }

    private void serverEnds() {
        world.atWork.remove(inWork);
        s.lock.lock();
        s.ledger.release(arrived);
        s.lock.unlock();
    }

    @Test
    void seatInWorkPassesAndIsFreeWhenItsServerIsDone() {
        p.course.stop("hard-stop-after 1000 ms");
        world.pass(100);

        assertTrue(p.serving.cut);
        assertEquals(0, p.serving.exitStatus);
        assertEquals(Set.of("begins", "gone"), Set.copyOf(told));
        assertEquals(Take.State.ON_HOLD, arrived.state());
        assertEquals(HoldReason.SESSION_CUT, arrived.holdReason());
        assertEquals(Set.of(2), world.journals.keySet());
        assertEquals(1, s.journal.entries().size());
        assertTrue(s.told("generation 1 is drained"), s.log.toString());
        assertFalse(s.request("young").served());
        serverEnds();
        assertEquals(1, s.granted.size());
    }

    @Test
    void journalKeepsTheSeatUntilItsAckIsRead() {
        s.toPredecessor.held = true;
        p.course.stop("SIGTERM");
        world.pass(100);
        assertEquals(List.of("begins"), told);
        assertEquals(1, p.journal.entries().size());
        assertNull(p.serving.exitStatus);

        s.toPredecessor.held = false;
        world.pass(100);
        assertEquals(List.of("begins", "gone"), told);
        assertEquals(0, p.serving.exitStatus);
    }

    @Test
    void refusedSeatStaysInTheJournalAndIsHeldOnce() {
        refuses = true;
        p.course.stop("SIGTERM");
        world.pass(Predecessor.PASS_LIMIT + 500);

        assertEquals(List.of("stays"), told);
        assertEquals(List.of(DESCRIPTOR), s.serving.discarded);
        assertEquals(0, p.serving.exitStatus);
        assertEquals(1, s.seats.taken());
        assertEquals(HoldReason.DEAD_GENERATION, s.seats.takes().iterator().next().holdReason());
    }

    @Test
    void seatThatTheSuccessorsJournalCannotHoldStaysTaken() {
        s.journal.full = true;
        p.course.stop("SIGTERM");
        world.pass(Predecessor.PASS_LIMIT + 500);

        assertEquals(List.of("stays"), told);
        assertEquals(1, s.seats.taken());
    }

    @Test
    void successorThatDoesNotAnswerLeavesTheSeatInTheJournal() {
        s.stopped = true;
        p.course.stop("SIGTERM");
        world.pass(Predecessor.PASS_LIMIT + 500);
        assertEquals(0, p.serving.exitStatus);
        assertEquals(1, p.journal.entries().size());

        s.stopped = false;
        world.pass(Predecessor.GRACE);
        assertEquals(1, s.seats.taken(), "passed and left behind, it is one seat");
        assertFalse(s.request("young").served());
    }

    @Test
    void deathOfTheSuccessorLeavesOneHoldForOneSeat() {
        s.toPredecessor.held = true;
        p.course.stop("SIGTERM");
        world.pass(100);
        s.kill();
        world.pass(Predecessor.PASS_LIMIT + 500);
        assertEquals(0, p.serving.exitStatus);
        assertEquals(List.of(), world.accepting());

        final SimulatedGeneration f = new SimulatedGeneration(world, 3).startAlone();
        assertEquals(1, f.seats.taken());
    }

    @Test
    void stopDuringTheCommitWaitsForTheSuccessorToBeActive() {
        final World other = new World();
        final SimulatedGeneration old = other.first();
        old.request("in work");
        final SimulatedGeneration young = old.succeededBy(2);
        other.settle();
        old.toSuccessor.held = true;
        young.prepared();
        other.settle();
        assertEquals(Predecessor.Step.COMMITTING, old.step(true));
        old.course.stop("SIGTERM");
        other.pass(10);
        assertNull(old.serving.exitStatus);
        assertFalse(old.serving.cut);

        old.toSuccessor.held = false;
        other.pass(10);
        assertTrue(old.serving.cut);
        assertEquals(List.of(2), other.accepting());
        other.pass(Predecessor.PASS_LIMIT);
        assertEquals(0, old.serving.exitStatus);
    }
}
