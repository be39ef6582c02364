package io.usher.proxy.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.SelectStrategy;
import io.netty.util.IntSupplier;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BusyPollingTest {
    private static final int LIMIT_SECONDS = 30;
    private static final IntSupplier THREE_ARE_READY = () -> 3;
    private static final IntSupplier NOTHING_IS_READY = () -> 0;

    private final BusyPolling strategy = new BusyPolling();

    @Test
    void sleepsAtFirstUnlessTasksWait() throws Exception {
        assertEquals(SelectStrategy.SELECT, strategy.calculateStrategy(THREE_ARE_READY, false));
        assertEquals(3, strategy.calculateStrategy(THREE_ARE_READY, true));
    }

    @Test
    void asksWithoutSleepingWhileItIsOn() throws Exception {
        strategy.on(true);
        assertEquals(3, strategy.calculateStrategy(THREE_ARE_READY, false));
        assertEquals(0, strategy.calculateStrategy(NOTHING_IS_READY, false));
        assertEquals(0, strategy.calculateStrategy(NOTHING_IS_READY, true));
        strategy.on(false);
        assertEquals(SelectStrategy.SELECT, strategy.calculateStrategy(NOTHING_IS_READY, false));
    }

    @Test
    void loopsRunTasksAndReachDeadlinesWhetherTheySleepOrNot() throws Exception {
        try (EventLoops loops = new EventLoops(2, System::nanoTime)) {
            for (int i = 0; i < 6; i++) {
                loops.busyPolling(i % 2 == 0);
                for (int shelf = 0; shelf < loops.count(); shelf++) {
                    final CompletableFuture<Boolean> reached = new CompletableFuture<>();
                    loops.loop(shelf).schedule(() -> reached.complete(true), 1, TimeUnit.MILLISECONDS);
                    assertTrue(reached.get(LIMIT_SECONDS, TimeUnit.SECONDS));
                    final CompletableFuture<Boolean> done = new CompletableFuture<>();
                    loops.loop(shelf).execute(() -> done.complete(true));
                    assertTrue(done.get(LIMIT_SECONDS, TimeUnit.SECONDS));
                }
            }
        }
    }
}
