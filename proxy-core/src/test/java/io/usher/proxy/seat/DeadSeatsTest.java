package io.usher.proxy.seat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the journal says of a generation that died with idle connections, and what is held where nothing can be read. */
class DeadSeatsTest {
    private static final long USUAL = 60_000_000_000L;

    private final LedgerFixture dead = new LedgerFixture(7);
    private final Seats seat = dead.line("a", "h:1", 2);
    private final LedgerFixture heir = new LedgerFixture(8);
    private final Seats inherited = heir.line("a", "h:1", 2);

    private List<Take> inherit() {
        heir.ledger.awaitPredecessor();
        return heir.ledger.activate(new ArrayList<>(dead.words.values()), address -> USUAL);
    }

    private boolean markedIdle(final Take t) {
        return dead.words.get(t.id()).idle();
    }

    @Test
    void seatIsMarkedIdleOnlyWhileItsConnectionIsIdle() {
        final Take t = dead.ledger.take(seat, "a", null);
        assertFalse(markedIdle(t));
        dead.ledger.connected(t, new LedgerFixture.Wire(0));
        dead.ledger.idle(t);
        assertTrue(markedIdle(t));
        assertEquals(t, dead.ledger.take(seat, "a", null));
        assertFalse(markedIdle(t));
    }

    @Test
    void markIsGoneBeforeAWaitingRequestIsGivenTheConnection() {
        final Take t = dead.idle(seat, "a", 0);
        final WaitQueue q = dead.queue("q");
        dead.queued("one", q);
        assertTrue(markedIdle(t));
        dead.ledger.serve(q, "a", seat);
        assertEquals(List.of("one granted"), dead.heard());
        assertFalse(markedIdle(t));
    }

    @Test
    void bytesThatNobodyAskedForEndTheMark() {
        final Take t = dead.idle(seat, "a", 0);
        dead.ledger.hold(t, HoldReason.BAD_ANSWER, 0);
        assertFalse(markedIdle(t));
    }

    @Test
    void idleSeatsOfTheDeadAreHeldForAMomentAndThoseInWorkForTheUsualTime() {
        dead.idle(seat, "a", 0);
        final Take atWork = dead.ledger.take(dead.line("b", "h:1", 2), "b", null);
        inherit();
        assertEquals(2, inherited.taken());

        heir.now += HoldBound.IDLE_NANOS;
        final List<Take> ended = heir.ledger.expired(heir.now);
        assertEquals(1, ended.size());
        assertFalse(ended.get(0).holdReason().mayBeAtWork());
        assertEquals(atWork.id(), inherited.takes().iterator().next().id());
        heir.ledger.expired(USUAL);
        assertEquals(0, inherited.taken());
    }

    @Test
    void idleSeatIsNeverHeldLongerThanOneInWork() {
        dead.idle(seat, "a", 0);
        heir.ledger.awaitPredecessor();
        assertEquals(9_000, heir.ledger.activate(dead.words.values(), a -> 9_000).get(0).holdUntilNanos());
    }

    @Test
    void heirsJournalKeepsTheMarkForItsOwnHeir() {
        final Take t = dead.idle(seat, "a", 0);
        inherit();
        assertTrue(heir.words.get(t.id()).idle());
    }

    @Test
    void everyFreeSeatIsHeldForAJournalThatCannotBeRead() {
        final Seats other = heir.line("b", "h:2", 1);
        final Seats unlimited = heir.line("c", "h:3", 0);
        heir.ledger.awaitPredecessor();

        assertEquals(3, heir.ledger.holdFree(address -> USUAL));
        heir.ledger.activate(List.of(), address -> USUAL);

        assertNull(heir.ledger.take(inherited, "a", null));
        assertNull(heir.ledger.take(other, "b", null));
        assertNotNull(heir.ledger.take(unlimited, "c", null));
        assertEquals(3 + 1, heir.words.size());
        heir.ledger.expired(USUAL);
        assertNotNull(heir.ledger.take(inherited, "a", null));
    }
}
