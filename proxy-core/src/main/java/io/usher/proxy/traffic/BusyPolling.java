package io.usher.proxy.traffic;

import io.netty.channel.SelectStrategy;
import io.netty.util.IntSupplier;

/**
 * Whether the event loops sleep until there is something to do, or ask again and again ({@code busy-polling}, HAProxy
 * configuration manual, 3.2). On virtual machines, and on processors that save energy, it takes 30 to 100 µs to wake a thread
 * that sleeps, and a server with one seat stands idle for as long. A loop sees to its tasks and deadlines between any two
 * questions, as otherwise. One for all loops of a process; any thread may switch it.
 */
final class BusyPolling implements SelectStrategy {
    private volatile boolean on;

    /** @param busy true = from now on loops do not fall asleep; false = they do. One that sleeps does so until it is woken */
    void on(final boolean busy) {
        on = busy;
    }

    @Override
    public int calculateStrategy(final IntSupplier ask, final boolean hasTasks) throws Exception {
        if (!on && !hasTasks) {
            return SELECT;
        }
        final int ready = ask.get();
        if (ready == 0 && !hasTasks) {
            Thread.yield(); // Others may want this processor, the compiler among them; a loop that asks looks busy to the kernel.
        }
        return ready;
    }
}
