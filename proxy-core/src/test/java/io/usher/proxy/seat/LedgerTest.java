package io.usher.proxy.seat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.proxy.seat.LedgerFixture.Probe;
import io.usher.proxy.seat.LedgerFixture.Wire;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One generation's ledger: limits, queues, idle connections, holds. */
class LedgerTest {

    private final LedgerFixture f = new LedgerFixture(7);
    private final Ledger ledger = f.ledger;

    @Test
    void handsOutAsManySeatsAsTheAddressHasAndJournalsEach() {
        final Seats s = f.line("a", "h:1", 2);
        final Take first = ledger.take(s, "a", null);
        assertEquals("7.1", first.id().toString());
        assertNotNull(ledger.take(s, "a", null));
        assertNull(ledger.take(s, "a", null));
        assertEquals(2, f.words.size());
        ledger.release(first);
        assertEquals(List.of("7.2"), f.words.keySet().stream().map(TakeId::toString).toList());
        assertEquals(1, s.taken());
        assertTrue(s.available("a"));
    }

    @Test
    void countsAllLinesOfAnAddressAgainstTheSmallestLimitThatAnyOfThemSets() {
        final Seats s = f.line("a", "h:1", 3);
        assertSame(s, f.line("b", "h:1", 1));
        f.line("c", "h:1", 0);
        assertEquals(1, s.limit());
        assertNotNull(ledger.take(s, "a", null));
        assertNull(ledger.take(s, "b", null));
        ledger.unlimit(s, "b");
        assertEquals(3, s.limit());
        assertNotNull(ledger.take(s, "c", null));
    }

    @Test
    void countsUnlimitedAddressesForALimitThatMayCome() {
        final Seats s = f.line("a", "h:1", 0);
        final Take first = ledger.take(s, "a", null);
        final Take second = ledger.take(s, "a", null);
        ledger.limit(s, "a", 1);
        final WaitQueue q = f.queue("q", "a", s);
        final Probe w = f.queued("w", q);
        ledger.release(first);
        assertNull(w.take, "one seat of one is still taken");
        ledger.release(second);
        assertNotNull(w.take);
    }

    @Test
    void handsOutTheSeatsThatARaisedLimitAdds() {
        final Seats s = f.line("a", "h:1", 1);
        final WaitQueue q = f.queue("q", "a", s);
        ledger.take(s, "a", null);
        f.queued("one", q);
        f.queued("two", q);
        f.queued("three", q);
        ledger.limit(s, "a", 3);
        assertEquals(List.of("one granted", "two granted"), f.heard());
    }

    @Test
    void refusesALimitBelowZero() {
        final Seats s = f.line("a", "h:1", 1);
        assertEquals("maxconn -1 of a: expected 0 or more",
            assertThrows(IllegalArgumentException.class, () -> ledger.limit(s, "a", -1)).getMessage());
    }

    @Test
    void servesTheOldestOfAllQueuesThatMayUseTheAddress() {
        final Seats s = f.line("a", "h:1", 1);
        final WaitQueue backend = f.queue("backend", "a", s);
        final WaitQueue own = f.queue("own", "a", s);
        final Take t = ledger.take(s, "a", null);
        final Probe one = f.queued("one", own);
        final Probe two = f.queued("two", backend);
        final Probe three = f.queued("three", own);
        ledger.release(t);
        ledger.release(one.take);
        ledger.release(two.take);
        assertEquals(List.of("one granted", "two granted", "three granted"), f.heard());
        assertNotNull(three.take);
    }

    @Test
    void givesARetriedRequestItsOldPlace() {
        final Seats s = f.line("a", "h:1", 1);
        final WaitQueue q = f.queue("q", "a", s);
        final Probe retried = f.want("retried");
        final Take t = ledger.take(s, "a", retried);
        f.queued("younger", q);
        final Probe blocker = f.want("unused");
        assertNull(ledger.take(s, "a", blocker));
        ledger.enqueue(q, retried);
        ledger.release(t);
        assertEquals(List.of("retried granted"), f.heard());
    }

    @Test
    void countsPositionsAsHaproxyDoes() {
        final Seats s = f.line("a", "h:1", 1);
        final WaitQueue q = f.queue("q", "a", s);
        Take t = ledger.take(s, "a", null);
        final Probe first = f.queued("first", q);
        final Probe second = f.queued("second", q);
        final Probe third = f.queued("third", q);
        assertEquals(3, q.length());
        assertTrue(ledger.withdraw(second));
        assertFalse(ledger.withdraw(second), "it waits no more");
        ledger.release(t);
        t = first.take;
        ledger.release(t);
        assertEquals(1, q.position(first));
        assertEquals(2, q.position(third), "one was served before it, one left");
        assertEquals(0, q.length());
        assertEquals(3, q.maxLength());
        q.clearMaxLength();
        assertEquals(0, q.maxLength());
        assertEquals(0, q.position(f.want("never queued")));
    }

    @Test
    void refusesToQueueAWantTwice() {
        final Seats s = f.line("a", "h:1", 1);
        final WaitQueue q = f.queue("q", "a", s);
        ledger.take(s, "a", null);
        final Probe w = f.queued("w", q);
        assertThrows(IllegalStateException.class, () -> ledger.enqueue(q, w));
    }

    // ---- idle connections

    @Test
    void reusesAnIdleConnectionOfTheSameShelfFirst() {
        final Seats s = f.line("a", "h:1", 3);
        final Take there = f.idle(s, "a", 1);
        final Take other = ledger.take(s, "a", f.new Probe("x", 1, 1, Want.Priority.REQUEST));
        assertSame(there, other);
        ledger.idle(other);
        final Take a = ledger.take(s, "a", f.new Probe("p", 0, 1, Want.Priority.REQUEST));
        assertSame(there, a, "one of another shelf is better than a new one");
        final Take b = ledger.take(s, "a", f.new Probe("q", 0, 1, Want.Priority.REQUEST));
        ledger.connected(b, new Wire(0));
        ledger.idle(a);
        ledger.idle(b);
        assertEquals(2, s.idle());
        assertSame(a, ledger.take(s, "a", f.new Probe("r", 1, 1, Want.Priority.REQUEST)));
        assertSame(b, ledger.take(s, "a", f.new Probe("s", 1, 1, Want.Priority.REQUEST)));
    }

    @Test
    void givesAConnectionThatComesFreeToTheOldestWantOfItsLine() {
        final Seats s = f.line("a", "h:1", 1);
        final WaitQueue q = f.queue("q", "a", s);
        final Take t = ledger.take(s, "a", null);
        ledger.connected(t, new Wire(0));
        final Probe w = f.queued("w", q);
        assertTrue(ledger.idle(t));
        assertSame(t, w.take);
        assertEquals(Take.State.IN_WORK, t.state());
        assertEquals(1, f.words.size(), "it has its word still");
    }

    @Test
    void closesAnIdleConnectionOfAnotherLineAndWaitsForTheServersFin() {
        final Seats s = f.line("a", "h:1", 1);
        f.line("b", "h:1", 1);
        final Take idle = f.idle(s, "a", 0);
        final WaitQueue q = f.queue("q", "b", s);
        assertNull(ledger.take(s, "b", null));
        assertTrue(s.available("b"));
        final Probe w = f.queued("w", q);
        assertTrue(((Wire) idle.connection()).askedToClose);
        assertEquals(Take.State.CLOSING, idle.state());
        assertNull(w.take);
        ledger.release(idle);
        assertNotNull(w.take);
        assertNull(w.take.connection());
    }

    @Test
    void closesAConnectionRatherThanLetItsLineOvertake() {
        final Seats s = f.line("a", "h:1", 1);
        f.line("b", "h:1", 1);
        final WaitQueue a = f.queue("qa", "a", s);
        final WaitQueue b = f.queue("qb", "b", s);
        final Take t = ledger.take(s, "a", null);
        ledger.connected(t, new Wire(0));
        final Probe older = f.queued("older", b);
        final Probe younger = f.queued("younger", a);
        assertFalse(ledger.idle(t));
        assertEquals(Take.State.CLOSING, t.state());
        ledger.release(t);
        assertNotNull(older.take);
        assertNull(younger.take);
    }

    @Test
    void letsNoNewcomerReuseAConnectionWhileSomebodyWaitsForTheAddress() {
        final Seats s = f.line("a", "h:1", 2);
        f.line("b", "h:1", 2);
        f.idle(s, "a", 0);
        ledger.connected(ledger.take(s, "a", null), new Wire(0));
        final Take second = f.idle(s, "a", 0);
        assertNotNull(second);
        f.queued("waits for b", f.queue("qb", "b", s));
        assertNull(ledger.take(s, "a", null));
    }

    @Test
    void closesAnotherConnectionForAWantWhoseSeatWentToAnOlderOne() {
        final Seats one = f.line("a", "h:1", 1);
        f.line("x", "h:1", 1);
        final Seats two = f.line("b", "h:2", 1);
        f.line("x2", "h:2", 1);
        final Take busy = ledger.take(one, "x", null);
        ledger.connected(busy, new Wire(0));
        final Take atTwo = f.idle(two, "x2", 0);
        final WaitQueue older = f.queue("older", "a", one);
        f.queued("old", older);
        assertFalse(ledger.idle(busy), "somebody waits for its seat");
        ledger.release(busy);
        assertEquals(List.of("old granted"), f.heard());
        final WaitQueue both = f.queue("both", "a", one, "b", two);
        final Probe w = f.queued("w", both);
        assertTrue(((Wire) atTwo.connection()).askedToClose);
        ledger.release(atTwo);
        assertNotNull(w.take);
    }

    @Test
    void closesIdleConnectionsAboveALoweredLimit() {
        final Seats s = f.line("a", "h:1", 3);
        final Take x = ledger.take(s, "a", null);
        final Take y = ledger.take(s, "a", null);
        final Take z = ledger.take(s, "a", null);
        for (final Take t : List.of(x, y, z)) {
            ledger.connected(t, new Wire(0));
        }
        ledger.idle(x);
        ledger.idle(y);
        ledger.limit(s, "a", 2);
        assertEquals(1, s.idle());
        ledger.limit(s, "a", 1);
        assertEquals(0, s.idle());
        assertTrue(ledger.idle(z), "two of the three are closing already");
        assertEquals(3, s.taken());
    }

    @Test
    void closesTheIdleConnectionsOfALineThatGoesOutOfUse() {
        final Seats s = f.line("a", "h:1", 2);
        final Take t = f.idle(s, "a", 3);
        ledger.closeIdle(s, "a");
        assertTrue(((Wire) t.connection()).askedToClose);
        assertEquals(1, s.taken());
    }

    @Test
    void refusesToIdleWhatIsNotInWork() {
        final Seats s = f.line("a", "h:1", 2);
        final Take t = f.idle(s, "a", 0);
        assertThrows(IllegalStateException.class, () -> ledger.idle(t));
        final Take unconnected = ledger.take(s, "b", null);
        assertThrows(IllegalStateException.class, () -> ledger.idle(unconnected));
    }

    // ---- queues and servers that change

    @Test
    void handsOutSeatsOfALineThatComesIntoUse() {
        final Seats s = f.line("a", "h:1", 2);
        final WaitQueue q = f.queue("q");
        f.queued("one", q);
        f.queued("two", q);
        f.queued("three", q);
        assertFalse(q.anyAvailable());
        ledger.serve(q, "a", s);
        assertEquals(List.of("one granted", "two granted"), f.heard());
        assertFalse(q.anyAvailable());
    }

    @Test
    void handsOutNothingOfALineThatIsOutOfUse() {
        final Seats s = f.line("a", "h:1", 1);
        final WaitQueue q = f.queue("q", "a", s);
        final Take t = ledger.take(s, "a", null);
        final Probe w = f.queued("w", q);
        ledger.unserve(q, "a");
        ledger.release(t);
        assertNull(w.take);
        ledger.fail(q, WantFailure.NO_SERVER_LEFT);
        assertEquals(WantFailure.NO_SERVER_LEFT, w.failure);
        ledger.enqueue(q, w);
        assertEquals(0, q.length(), "what has failed waits no more");
        ledger.closeQueue(q);
    }

    @Test
    void drainsAQueueInOrderForAnotherTry() {
        final Seats s = f.line("a", "h:1", 1);
        final WaitQueue q = f.queue("q", "a", s);
        final Take t = ledger.take(s, "a", null);
        final Probe one = f.queued("one", q);
        final Probe two = f.queued("two", q);
        assertThrows(IllegalStateException.class, () -> ledger.closeQueue(q));
        assertEquals(List.of(one, two), ledger.drain(q));
        final WaitQueue other = f.queue("other", "a", s);
        ledger.enqueue(other, two);
        ledger.enqueue(other, one);
        ledger.release(t);
        assertNotNull(one.take);
    }

    @Test
    void touchesOneServerOfTenThousandForARequest() {
        final WaitQueue q = f.ledger.newQueue("backend");
        for (int i = 0; i < 10_000; i++) {
            ledger.serve(q, "s" + i, f.line("s" + i, "h:" + i, 1));
        }
        final Seats s = ledger.seats(new SeatAddress("h:5000"));
        f.availabilityChanges = 0;
        final Take t = ledger.take(s, "s5000", null);
        ledger.release(t);
        assertEquals(2, f.availabilityChanges);
        assertEquals(1, s.services().size());
    }

    // ---- checks

    @Test
    void servesADueCheckWhenNoRequestWaitsAndADeferredOneNext() {
        final Seats s = f.line("a", "h:1", 1);
        final WaitQueue q = f.queue("q", "a", s);
        final WaitQueue checks = f.queue("checks", "a", s);
        Take t = ledger.take(s, "a", null);
        final Probe due = f.want("due", Want.Priority.WHEN_FREE);
        ledger.enqueue(checks, due);
        final Probe request = f.queued("request", q);
        f.queued("second", q);
        assertEquals(0, checks.length());
        ledger.release(t);
        ledger.priority(due, Want.Priority.NEXT);
        t = request.take;
        ledger.release(t);
        ledger.release(due.take);
        assertEquals(List.of("request granted", "due granted", "second granted"), f.heard());
    }

    // ---- holds

    @Test
    void grantsNoIdleConnectionThatIsOnHoldOrWasReleasedFromIt() {
        final Seats s = f.line("a", "h:1", 1);
        final Take t = ledger.take(s, "a", null);
        ledger.connected(t, new Wire(0));
        assertTrue(ledger.idle(t));
        ledger.hold(t, HoldReason.BAD_ANSWER, 0);
        assertEquals(0, s.idle());
        assertNull(ledger.take(s, "a", null), "its server may be at work, and there is no other seat");
        ledger.release(t);
        final Take next = ledger.take(s, "a", null);
        assertNull(next.connection());
        assertEquals(1, s.taken());
    }

    @Test
    void keepsASeatOnHoldUntilTheServerIsDone() {
        final Seats s = f.line("a", "h:1", 1);
        final WaitQueue q = f.queue("q", "a", s);
        final Take t = ledger.take(s, "a", null);
        ledger.connected(t, new Wire(0));
        final Probe w = f.queued("w", q);
        ledger.hold(t, HoldReason.CLIENT_GONE, 0);
        assertEquals(HoldReason.CLIENT_GONE, t.holdReason());
        assertNull(w.take);
        assertTrue(ledger.expired(f.now + 1_000_000_000L).isEmpty(), "it has no bound");
        assertTrue(ledger.idle(t), "the server has answered after all");
        assertSame(t, w.take);
        assertNull(t.holdReason());
    }

    @Test
    void endsHoldsAtTheirBoundOldestFirst() {
        final Seats s = f.line("a", "h:1", 3);
        final Take late = ledger.take(s, "a", null);
        final Take soon = ledger.take(s, "a", null);
        final Take never = ledger.take(s, "a", null);
        ledger.hold(late, HoldReason.SERVER_TIMEOUT, 9_000);
        ledger.hold(soon, HoldReason.SERVER_TIMEOUT, 9_500);
        ledger.hold(soon, HoldReason.SESSION_CUT, 8_000);
        ledger.hold(never, HoldReason.SERVER_TIMEOUT, 0);
        assertTrue(ledger.expired(7_999).isEmpty());
        assertEquals(List.of(soon), ledger.expired(8_000));
        assertEquals(List.of(late), ledger.expired(10_000));
        assertEquals(List.of("hold of 7.2 expired", "hold of 7.1 expired"), f.heard());
        ledger.release(late);
        assertEquals(1, s.taken(), "a release after the bound is left alone");
        assertEquals(List.of(never), ledger.releaseHolds(s));
        assertEquals(0, s.taken());
        assertTrue(f.words.isEmpty());
    }

    // ---- the journal

    @Test
    void refusesATakeThatTheJournalCannotHold() {
        final Seats s = f.line("a", "h:1", 1);
        final WaitQueue q = f.queue("q", "a", s);
        f.full = true;
        final Probe w = f.want("w");
        assertNull(ledger.take(s, "a", w));
        assertEquals(WantFailure.JOURNAL_FULL, w.failure);
        ledger.enqueue(q, w);
        assertEquals(0, q.length());
        final Probe queued = f.queued("queued", q);
        assertEquals(WantFailure.JOURNAL_FULL, queued.failure);
        assertEquals(0, s.taken());
        f.full = false;
        assertNotNull(ledger.take(s, "a", null));
    }

    @Test
    void holdsADeadGenerationsSeatsEvenIfTheyCannotBeWritten() {
        final LedgerFixture heir = new LedgerFixture(8);
        final Seats s = heir.line("a", "h:1", 1);
        heir.ledger.awaitPredecessor();
        assertFalse(heir.ledger.mayTake());
        heir.full = true;
        final JournalEntry word = new JournalEntry(new TakeId(7, 3), s.address());
        final List<Take> held = heir.ledger.activate(List.of(word, word), address -> 9_000);
        assertEquals(1, held.size());
        assertEquals(HoldReason.DEAD_GENERATION, held.get(0).holdReason());
        assertEquals(held, List.copyOf(heir.ledger.unwritten()));
        assertTrue(heir.ledger.mayTake());
        assertNull(heir.ledger.take(s, "a", null));
        heir.full = false;
        assertTrue(heir.ledger.unwritten().isEmpty());
        assertEquals(1, heir.words.size());
        assertTrue(heir.ledger.empty(), "a dead generation's seat keeps nobody from ending");
        heir.ledger.expired(9_000);
        assertNotNull(heir.ledger.take(s, "a", null));
    }

    @Test
    void forgetsAnAddressOnlyWhenNothingNamesIt() {
        final Seats s = f.line("a", "h:1", 1);
        final Take t = ledger.take(s, "a", null);
        ledger.unlimit(s, "a");
        assertSame(s, ledger.seats(s.address()));
        ledger.release(t);
        assertTrue(ledger.allSeats().isEmpty());
    }
}
