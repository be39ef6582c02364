package io.usher.proxy.seat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code cold-start-hold}: a start that nobody can tell what is taken at the servers. */
class ColdStartTest {

    private final LedgerFixture cold = new LedgerFixture(1);
    private final Seats limited = cold.line("a", "h:1", 2);
    private final Seats unlimited = cold.line("b", "h:2", 0);

    @Test
    void keepsEverySeatClosedUntilItsTimeIsUp() {
        assertEquals(2, cold.ledger.startCold(1_000));
        cold.ledger.activate(List.of(), HoldBound.NONE);
        assertNull(cold.ledger.take(limited, "a", null));
        assertNotNull(cold.ledger.take(unlimited, "b", null));
        assertEquals(List.of(HoldReason.COLD_START, HoldReason.COLD_START),
            limited.takes().stream().map(Take::holdReason).toList());
        cold.now += 999;
        assertEquals(List.of(), cold.ledger.expired(cold.now));
        cold.now += 1;
        assertEquals(2, cold.ledger.expired(cold.now).size());
        assertNotNull(cold.ledger.take(limited, "a", null));
    }

    @Test
    void servesWhoeverWaitedFirst() {
        cold.ledger.startCold(1_000);
        cold.ledger.activate(List.of(), HoldBound.NONE);
        final WaitQueue q = cold.queue("q", "a", limited);
        cold.queued("one", q);
        cold.queued("two", q);
        cold.queued("three", q);
        assertEquals(List.of(), cold.heard());
        cold.now += 2_000;
        cold.ledger.expired(cold.now);
        assertEquals(List.of("one granted", "two granted"), cold.heard().stream().filter(s -> s.endsWith("granted")).toList());
    }

    @Test
    void isNoDoubleSale() {
        assertFalse(HoldReason.COLD_START.mayBeAtWork());
    }
}
