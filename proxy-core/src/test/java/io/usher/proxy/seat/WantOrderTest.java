package io.usher.proxy.seat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Arrival order, whatever order the wants come in. */
class WantOrderTest {

    private final LedgerFixture f = new LedgerFixture(1);

    private Want want(final long arrival, final long sequence, final boolean older) {
        final Want w = f.new Probe("w" + sequence, 0, arrival, Want.Priority.REQUEST);
        w.sequence = sequence;
        w.older = older;
        return w;
    }

    @Test
    void agreesWithASortedListWhateverIsAddedAndRemoved() {
        final SplittableRandom random = new SplittableRandom(4);
        for (int round = 0; round < 200; round++) {
            final WantOrder order = new WantOrder();
            final List<Want> plain = new ArrayList<>();
            // Across the overflow of nanoTime.
            final long start = Long.MAX_VALUE - 20;
            for (int i = 0; i < 100; i++) {
                if (plain.isEmpty() || random.nextInt(3) > 0) {
                    final Want w = want(start + i - random.nextInt(6), i, random.nextBoolean());
                    order.add(w);
                    plain.add(w);
                    plain.sort(Want::compare);
                } else {
                    order.remove(plain.remove(random.nextInt(plain.size())));
                }
                assertEquals(plain.size(), order.size());
                assertSame(plain.isEmpty() ? null : plain.get(0), order.first());
                assertEquals(plain, order.toList());
            }
        }
    }

    @Test
    void putsTheOlderGenerationFirstAmongEquals() {
        final WantOrder order = new WantOrder();
        final Want own = want(10, 1, false);
        final Want predecessors = want(10, 2, true);
        order.add(own);
        order.add(predecessors);
        assertSame(predecessors, order.first());
        order.remove(predecessors);
        order.remove(own);
        assertNull(order.first());
    }
}
