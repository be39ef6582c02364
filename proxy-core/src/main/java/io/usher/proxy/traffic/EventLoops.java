package io.usher.proxy.traffic;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.usher.proxy.seat.NanoClock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The process's event loops ({@code nbthread}), each with its {@link Shelf}. They carry traffic, and may carry checks and
 * stats sockets too. Methods may be called from any thread.
 */
public final class EventLoops implements AutoCloseable {

    private static final long STOP_LIMIT_MILLIS = 2_000;

    private final BusyPolling busyPolling = new BusyPolling();
    private final MultiThreadIoEventLoopGroup group;
    private final List<Shelf> shelves;

    /**
     * Makes the loops; their threads ("usher-loop-1" and so on) start with their first task.
     *
     * @param threads how many; 0 = one for each processor
     * @param clock   the clock of all deadlines
     */
    public EventLoops(final int threads, final NanoClock clock) {
        final int count = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
        group = new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory("usher-loop"),
                EpollIoHandler.newFactory(0, () -> busyPolling));
        final List<Shelf> made = new ArrayList<>(count);
        for (final EventExecutor loop : group) {
            made.add(new Shelf(made.size(), (EventLoop) loop, clock));
        }
        shelves = Collections.unmodifiableList(made);
    }

    /** How many loops there are, 1 or more. */
    public int count() {
        return shelves.size();
    }

    /**
     * One of the loops.
     *
     * @param shelf index, 0 to {@code count() - 1}
     */
    public EventLoop loop(final int shelf) {
        return shelves.get(shelf).loop();
    }

    /** All loops with what belongs to them. */
    List<Shelf> shelves() {
        return shelves;
    }

    /**
     * Whether loops keep their processors awake between two pieces of work; they do not at first.
     *
     * @param on true = they ask for input all the time, false = they sleep until there is some
     */
    void busyPolling(final boolean on) {
        busyPolling.on(on);
        shelves.forEach(shelf -> shelf.loop().execute(() -> { })); // Whoever sleeps is woken, to see it.
    }

    /** Stops all loops; waits up to two seconds for them. Channels still open are closed by the kernel at exit. */
    @Override
    public void close() {
        group.shutdownGracefully(0, STOP_LIMIT_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly(STOP_LIMIT_MILLIS);
    }
}
