package io.usher.proxy.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DeadlinesTest {

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1_000_000);
    private final Deadlines deadlines = new Deadlines(clock::get, null);
    private final List<String> reached = new ArrayList<>();

    private Deadline named(final String name) {
        return new Deadline(deadlines, () -> reached.add(name));
    }

    private void advance(final long millis) {
        clock.addAndGet(millis * Deadline.MILLI);
        deadlines.expire();
    }

    @Test
    void reachesDeadlinesInTheirOrderAcrossTheClocksOverflow() {
        named("b").in(clock.get(), 20);
        named("a").in(clock.get(), 10);
        named("c").in(clock.get(), 30);
        advance(25);
        assertEquals(List.of("a", "b"), reached);
        advance(5);
        assertEquals(List.of("a", "b", "c"), reached);
    }

    @Test
    void reachesAMovedDeadlineAtItsNewTimeOnly() {
        final Deadline later = named("later");
        later.in(clock.get(), 10);
        later.in(clock.get(), 50);
        final Deadline sooner = named("sooner");
        sooner.in(clock.get(), 100);
        sooner.in(clock.get(), 20);
        advance(40);
        assertEquals(List.of("sooner"), reached);
        advance(10);
        assertEquals(List.of("sooner", "later"), reached);
    }

    @Test
    void keepsNoDeadlineThatIsSetAfterItsEnd() {
        final Deadline ended = named("ended");
        ended.end();
        ended.in(clock.get(), 10);
        assertFalse(ended.isSet());
        assertEquals(0, deadlines.size());
    }

    @Test
    void neverReachesAClearedOrEndedDeadlineNorOneOfZero() {
        final Deadline cleared = named("cleared");
        cleared.in(clock.get(), 10);
        cleared.clear();
        final Deadline ended = named("ended");
        ended.in(clock.get(), 10);
        ended.end();
        final Deadline none = named("none");
        none.in(clock.get(), 0);
        assertFalse(none.isSet());
        advance(1000);
        assertEquals(List.of(), reached);
        assertEquals(0, deadlines.size());
    }

    @Test
    void agreesWithAPlainListUnderRandomUse() {
        final Random random = new Random(7);
        final long[] due = new long[50];
        final Deadline[] set = new Deadline[due.length];
        for (int i = 0; i < due.length; i++) {
            final int index = i;
            set[i] = new Deadline(deadlines, () -> {
                assertEquals(true, due[index] > 0 && due[index] - clock.get() <= 0, "deadline " + index + " too early");
                due[index] = 0;
            });
        }
        clock.set(1);
        for (int step = 0; step < 20_000; step++) {
            final int i = random.nextInt(due.length);
            switch (random.nextInt(4)) {
                case 0 -> {
                    set[i].clear();
                    due[i] = 0;
                }
                case 1 -> advance(random.nextInt(5));
                default -> {
                    final int millis = 1 + random.nextInt(100);
                    set[i].in(clock.get(), millis);
                    due[i] = clock.get() + millis * Deadline.MILLI;
                }
            }
        }
        advance(200);
        for (final long left : due) {
            assertEquals(0, left);
        }
    }
}
