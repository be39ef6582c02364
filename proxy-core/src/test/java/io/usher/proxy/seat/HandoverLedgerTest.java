package io.usher.proxy.seat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.proxy.seat.LedgerFixture.Lines;
import io.usher.proxy.seat.LedgerFixture.Probe;
import io.usher.proxy.seat.LedgerFixture.Wire;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Both sides of the handover's seat messages, one by one; whole handovers are {@link SeatSimulation}'s. */
class HandoverLedgerTest {

    private final LedgerFixture p = new LedgerFixture(7);
    private final LedgerFixture s = new LedgerFixture(8);
    private final Lines lines = new Lines();
    private final List<String> grants = new ArrayList<>();
    private final Seats seat = p.line("a", "h:1", 1);
    private final WaitQueue queue = p.queue("q", "a", seat);

    private void finish() {
        p.ledger.freeze();
        p.ledger.takenList();
        p.ledger.finishing(lines);
    }

    private PredecessorSeats inherit(final TakenList list) {
        s.ledger.awaitPredecessor();
        return s.ledger.inherit(list, (r, id, a) -> grants.add("GRANT " + r + " " + id + " " + a));
    }

    // ---- P

    @Test
    void takesAndHandsOnNothingWhileFrozen() {
        final Take t = p.ledger.take(seat, "a", null);
        p.ledger.connected(t, new Wire(0));
        p.ledger.freeze();
        final TakenList list = p.ledger.takenList();
        assertEquals(List.of(new TakenList.TakenSeat(t.id(), seat.address(), 0, null, 0, false)), list.seats());
        assertEquals(List.of(new TakenList.AddressLimit(seat.address(), 1)), list.limits());
        final Probe w = p.queued("w", queue);
        assertTrue(p.ledger.idle(t), "it may serve again after a roll-back");
        p.ledger.release(t);
        assertFalse(p.ledger.mayTake());
        assertNull(p.ledger.take(seat, "a", null));
        assertNull(w.take);
        assertTrue(p.words.isEmpty());
        p.ledger.finishing(lines);
        assertEquals(List.of("RELEASE 7.1", "PLACE 1 [h:1]", "WANT 1 0 1", "QUEUE-END"), lines.heard());
    }

    @Test
    void sendsEverythingQueuedInArrivalOrderThenQueueEnd() {
        p.ledger.take(seat, "a", null);
        final WaitQueue other = p.queue("other", "a", seat);
        p.queued("one", queue);
        p.queued("two", other);
        p.queued("three", queue);
        lines.movable = "two";
        finish();
        assertEquals(List.of("PLACE 1 [h:1]", "WANT 1 3 1", "MOVE 2 2", "WANT 3 1 1", "QUEUE-END"), lines.heard());
        p.queued("newcomer", queue);
        assertEquals(List.of("WANT 4 0 1"), lines.heard());
    }

    @Test
    void givesSeatsBackByReleaseAfterItsJournalIsClear() {
        final Take t = p.ledger.take(seat, "a", null);
        p.ledger.connected(t, new Wire(0));
        finish();
        lines.heard();
        assertFalse(p.ledger.idle(t), "a finishing generation keeps no connection");
        assertEquals(List.of(), lines.heard());
        p.ledger.release(t);
        assertEquals(List.of("RELEASE 7.1"), lines.heard());
        assertTrue(p.words.isEmpty());
        assertEquals(List.of("emptied"), p.heard());
    }

    @Test
    void closesIdleConnectionsWhenItFinishes() {
        final Take t = p.idle(seat, "a", 0);
        finish();
        assertTrue(((Wire) t.connection()).askedToClose);
        assertFalse(p.ledger.empty());
        p.ledger.release(t);
        assertTrue(p.ledger.empty());
    }

    @Test
    void connectsOnlyWithAGrantThatItsJournalHas() {
        finish();
        final Probe w = p.queued("w", queue);
        p.ledger.granted(1, new TakeId(8, 4), seat.address());
        assertEquals("8.4", w.take.id().toString());
        assertEquals("a", w.take.line());
        assertTrue(p.words.containsKey(new TakeId(8, 4)));
    }

    @Test
    void givesAGrantBackAtOnceIfTheRequestIsGone() {
        finish();
        final Probe w = p.queued("w", queue);
        lines.heard();
        assertTrue(p.ledger.withdraw(w));
        p.ledger.granted(1, new TakeId(8, 4), seat.address());
        p.ledger.granted(1, new TakeId(8, 5), seat.address());
        assertEquals(List.of("UNWANT 1", "RELEASE 8.4", "RELEASE 8.5"), lines.heard());
        assertTrue(p.words.isEmpty());
    }

    @Test
    void asksAgainIfTheGrantIsForALineThatWentOutOfUse() {
        final Seats second = p.line("b", "h:2", 1);
        p.ledger.serve(queue, "b", second);
        finish();
        p.queued("w", queue);
        p.ledger.unserve(queue, "a");
        lines.heard();
        p.heard();
        p.ledger.granted(1, new TakeId(8, 4), seat.address());
        assertEquals(List.of("RELEASE 8.4", "WANT 2 0 1"), lines.heard());
        p.ledger.granted(2, new TakeId(8, 5), second.address());
        assertEquals(List.of("w granted"), p.heard());
    }

    @Test
    void failsAGrantedWantThatItsJournalCannotHold() {
        finish();
        final Probe w = p.queued("w", queue);
        lines.heard();
        p.full = true;
        p.ledger.granted(1, new TakeId(8, 4), seat.address());
        assertEquals(WantFailure.JOURNAL_FULL, w.failure);
        assertEquals(List.of("RELEASE 8.4"), lines.heard());
        assertEquals(0, queue.length());
    }

    @Test
    void leavesAMovingClientAloneUntilItIsAnswered() {
        p.ledger.take(seat, "a", null);
        final Probe one = p.queued("one", queue);
        final Probe two = p.queued("two", queue);
        lines.movable = "one two";
        finish();
        lines.heard();
        assertFalse(p.ledger.withdraw(one));
        p.ledger.moveAcknowledged(1);
        p.ledger.moveRefused(2);
        assertEquals(List.of("PLACE 1 [h:1]", "WANT 2 1 1"), lines.heard());
        assertFalse(one.queued());
        assertTrue(two.queued());
    }

    @Test
    void checksNoMoreOnceItFinishes() {
        p.ledger.take(seat, "a", null);
        final Probe check = p.want("check", Want.Priority.WHEN_FREE);
        p.ledger.enqueue(queue, check);
        finish();
        assertEquals(WantFailure.CHECKS_HANDED_OVER, check.failure);
        final Probe late = p.want("late", Want.Priority.NEXT);
        p.ledger.enqueue(queue, late);
        assertEquals(WantFailure.CHECKS_HANDED_OVER, late.failure);
    }

    @Test
    void failsItsQueueIfTheSuccessorLivesBeyondReach() {
        final Take t = p.ledger.take(seat, "a", null);
        final Probe w = p.queued("w", queue);
        finish();
        p.ledger.alone();
        assertEquals(WantFailure.SUCCESSOR_LOST, w.failure);
        final Probe late = p.queued("late", queue);
        assertEquals(WantFailure.SUCCESSOR_LOST, late.failure);
        lines.heard();
        p.ledger.release(t);
        assertEquals(List.of(), lines.heard());
        assertTrue(p.ledger.empty());
    }

    @Test
    void regainsItsQueueInOrderAndHoldsTheDeadSuccessorsSeats() {
        final Take t = p.ledger.take(seat, "a", null);
        p.queued("one", queue);
        p.queued("two", queue);
        lines.movable = "one";
        finish();
        p.ledger.regain(List.of(new JournalEntry(new TakeId(8, 1), new SeatAddress("h:2"))), address -> 9_000);
        assertTrue(p.ledger.mayTake());
        assertEquals(1, p.ledger.seats(new SeatAddress("h:2")).taken());
        assertEquals(2, p.words.size());
        p.heard();
        p.ledger.release(t);
        assertEquals(List.of("one granted"), p.heard());
        assertTrue(p.ledger.withdraw(p.queued("three", queue)));
    }

    @Test
    void passesADeadGenerationsHoldsOnceTheSuccessorIsActive() {
        p.ledger.activate(List.of(new JournalEntry(new TakeId(6, 1), seat.address())), address -> 20_000);
        p.ledger.freeze();
        final TakenList.TakenSeat passing = p.ledger.takenList().seats().get(0);
        assertTrue(passing.passes());
        assertEquals(20_000 - p.now, passing.holdRemainingNanos());
        p.ledger.finishing(lines);
        assertTrue(p.words.isEmpty());
        assertEquals(List.of("QUEUE-END"), lines.heard());
        assertEquals(List.of("emptied"), p.heard());
    }

    @Test
    void refusesToHandOverTwice() {
        p.ledger.freeze();
        assertEquals("generation 7 cannot hand over while it is frozen",
            assertThrows(IllegalStateException.class, p.ledger::freeze).getMessage());
        inherit(new TakenList(List.of(), List.of())).queueEnd();
        assertEquals("generation 8 cannot hand over while it is active and has a predecessor itself",
            assertThrows(IllegalStateException.class, s.ledger::freeze).getMessage());
    }

    // ---- S

    private TakenList oneTaken() {
        return new TakenList(List.of(new TakenList.TakenSeat(new TakeId(7, 1), seat.address(), 30, null, 0, false)),
            List.of(new TakenList.AddressLimit(seat.address(), 1)));
    }

    @Test
    void givesItsOwnArrivalsNoSeatBeforeQueueEnd() {
        final Seats mine = s.line("a", "h:1", 2);
        final WaitQueue q = s.queue("q", "a", mine);
        final PredecessorSeats ps = inherit(oneTaken());
        assertEquals(1, mine.taken());
        assertNull(s.ledger.take(mine, "a", null));
        final Probe own = s.queued("own", q);
        final Probe moved = s.new Probe("moved", 0, ps.arrivalNanos(7), Want.Priority.REQUEST);
        s.ledger.enqueueMoved(q, moved);
        assertEquals(List.of("moved granted"), s.heard());
        assertEquals(1, q.length());
        ps.place(1, List.of(seat.address()));
        ps.want(1, 5, 1);
        s.ledger.release(moved.take);
        assertEquals(List.of("GRANT 1 8.2 h:1"), grants);
        ps.queueEnd();
        assertEquals("active", s.ledger.roleName());
        assertNull(own.take);
        assertTrue(ps.released(new TakeId(7, 1)));
        assertNotNull(own.take);
        assertFalse(ps.released(new TakeId(7, 1)));
        assertThrows(IllegalStateException.class, () -> s.ledger.release(ps.takes().iterator().next()));
    }

    @Test
    void keepsOneArrivalOrderOverBothGenerations() {
        final Seats mine = s.line("a", "h:1", 1);
        final WaitQueue q = s.queue("q", "a", mine);
        final PredecessorSeats ps = inherit(oneTaken());
        ps.place(1, List.of(seat.address()));
        ps.queueEnd();
        s.now += 100;
        final Probe own = s.queued("own", q);
        ps.want(1, ps.arrivalNanos(0) - own.arrivalNanos(), 1);
        ps.want(2, ps.arrivalNanos(0) - own.arrivalNanos() - 1, 1);
        ps.released(new TakeId(7, 1));
        assertEquals(List.of("GRANT 1 8.1 h:1"), grants, "of equals the older generation goes first");
        ps.released(new TakeId(8, 1));
        assertNotNull(own.take);
        s.ledger.release(own.take);
        assertEquals(2, grants.size());
    }

    @Test
    void keepsThePredecessorsLimitOfAnAddressItDoesNotNameWhileThePredecessorIsThere() {
        final PredecessorSeats ps = inherit(oneTaken());
        ps.released(new TakeId(7, 1));
        ps.place(1, List.of(seat.address()));
        ps.want(1, 2, 1);
        ps.want(2, 1, 1);
        assertEquals(1, grants.size());
        assertEquals(1, s.ledger.seats(seat.address(), true).limit());
        ps.unwant(2);
        ps.released(new TakeId(8, 1));
        ps.ended();
        assertTrue(s.ledger.allSeats().isEmpty());
        assertNull(s.ledger.predecessor());
    }

    @Test
    void setsItsOwnLimitWhereItNamesTheAddress() {
        final Seats mine = s.line("a", "h:1", 3);
        inherit(oneTaken());
        assertEquals(3, mine.limit());
    }

    @Test
    void holdsWhatADeadPredecessorsJournalHasAndFreesTheRest() {
        final Seats mine = s.line("a", "h:1", 2);
        final WaitQueue q = s.queue("q", "a", mine);
        final PredecessorSeats ps = inherit(oneTaken());
        ps.place(1, List.of(seat.address()));
        ps.want(1, 5, 1);
        ps.want(2, 4, 1);
        final Probe own = s.queued("own", q);
        final List<Take> held = ps.died(List.of(new JournalEntry(new TakeId(7, 1), seat.address())), a -> 9_000);
        assertEquals(List.of("7.1"), held.stream().map(t -> t.id().toString()).toList());
        assertEquals(HoldReason.DEAD_GENERATION, held.get(0).holdReason());
        assertTrue(s.words.containsKey(new TakeId(7, 1)));
        assertNotNull(own.take, "the grant that the dead one had not written is free, and its wants are dropped");
        assertEquals(2, mine.taken());
    }

    @Test
    void keepsALostPredecessorsSeatsTakenWhileItLives() {
        final Seats mine = s.line("a", "h:1", 1);
        final WaitQueue q = s.queue("q", "a", mine);
        final PredecessorSeats ps = inherit(oneTaken());
        ps.place(1, List.of(seat.address()));
        ps.want(1, 5, 1);
        final Probe own = s.queued("own", q);
        ps.lost();
        assertFalse(ps.reachable());
        assertEquals("active", s.ledger.roleName());
        assertNull(own.take);
        assertEquals(0, ps.wants());
        ps.died(List.of(), HoldBound.NONE);
        assertNotNull(own.take);
    }

    @Test
    void journalsTheHoldsThatPass() {
        final Seats mine = s.line("a", "h:1", 1);
        final TakeId dead = new TakeId(6, 1);
        final PredecessorSeats ps = inherit(new TakenList(List.of(
            new TakenList.TakenSeat(dead, seat.address(), 9, HoldReason.DEAD_GENERATION, 50, true)), List.of()));
        assertTrue(s.words.containsKey(dead));
        final long until = mine.takes().iterator().next().holdUntilNanos();
        assertEquals(s.now + 50, until);
        assertFalse(ps.released(dead), "it is this generation's now");
        s.ledger.expired(until);
        ps.died(List.of(new JournalEntry(dead, seat.address())), a -> until + 50);
        assertEquals(0, mine.taken(), "what has ended here does not come back out of the predecessor's journal");
    }

    @Test
    void watchesAHoldWhoseConnectionArrived() throws Exception {
        final Seats mine = s.line("a", "h:1", 1);
        final PredecessorSeats ps = inherit(oneTaken());
        s.full = true;
        assertThrows(JournalFullException.class,
            () -> ps.adoptHold(new TakeId(7, 1), HoldReason.SESSION_CUT, 0, new Wire(0)));
        s.full = false;
        final Take t = ps.adoptHold(new TakeId(7, 1), HoldReason.SESSION_CUT, 0, new Wire(0));
        assertTrue(s.words.containsKey(t.id()));
        ps.died(List.of(new JournalEntry(t.id(), seat.address())), HoldBound.NONE);
        assertEquals(1, mine.taken());
        assertFalse(s.ledger.idle(t), "no line here could reuse it");
        s.ledger.release(t);
        assertEquals(0, mine.taken());
        assertThrows(IllegalArgumentException.class,
            () -> ps.adoptHold(new TakeId(7, 9), HoldReason.SESSION_CUT, 0, new Wire(0)));
    }

    @Test
    void refusesAWantOfAPlaceThatWasNeverNamed() {
        final PredecessorSeats ps = inherit(oneTaken());
        assertEquals("WANT 1: expected a new number and a place that was named, got place 5",
            assertThrows(IllegalArgumentException.class, () -> ps.want(1, 0, 5)).getMessage());
    }

    @Test
    void followsThePlacesOfThePredecessorAsTheyChange() {
        s.line("a", "h:1", 1);
        s.line("b", "h:2", 1);
        final PredecessorSeats ps = inherit(oneTaken());
        ps.place(1, List.of(seat.address()));
        ps.want(1, 0, 1);
        assertEquals(List.of(), grants);
        ps.place(1, List.of(seat.address(), new SeatAddress("h:2")));
        assertEquals(List.of("GRANT 1 8.1 h:2"), grants);
        ps.place(1, List.of());
        ps.want(2, 0, 1);
        ps.released(new TakeId(7, 1));
        assertEquals(1, grants.size());
    }

    @Test
    void closesItsIdleConnectionForThePredecessorsWant() {
        final Seats mine = s.line("a", "h:1", 1);
        final PredecessorSeats ps = inherit(new TakenList(List.of(), List.of()));
        ps.place(1, List.of(mine.address()));
        ps.queueEnd();
        final Take t = s.idle(mine, "a", 0);
        ps.want(1, 0, 1);
        assertTrue(((Wire) t.connection()).askedToClose);
        s.ledger.release(t);
        assertEquals(List.of("GRANT 1 8.2 h:1"), grants);
    }
}
