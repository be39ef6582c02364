package io.usher.proxy.check;

import io.netty.channel.EventLoop;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A Netty event loop as checks see it. */
final class NettyCheckLoop implements CheckLoop {

    private final EventLoop loop;
    private final int shelf;

    NettyCheckLoop(final EventLoop loop, final int shelf) {
        this.loop = loop;
        this.shelf = shelf;
    }

    EventLoop netty() {
        return loop;
    }

    @Override
    public int shelf() {
        return shelf;
    }

    @Override
    public void execute(final Runnable task) {
        loop.execute(task);
    }

    @Override
    public Runnable schedule(final Runnable task, final long delayNanos) {
        final Future<?> future = loop.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }
}
