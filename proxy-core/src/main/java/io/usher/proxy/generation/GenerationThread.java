package io.usher.proxy.generation;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** The thread {@code generation}: one event loop, which carries the successor's connections too. Any thread may call. */
final class GenerationThread implements Timers {
    private final EventLoop loop;
    private final HandoverLog log;

    GenerationThread(final HandoverLog log) {
        this.log = log;
        this.loop = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("generation", true),
            EpollIoHandler.newFactory()).next();
    }

    EventLoop loop() {
        return loop;
    }

    @Override
    public void post(final Runnable action) {
        loop.execute(guarded(action));
    }

    @Override
    public Timer after(final long millis, final Runnable action) {
        final ScheduledFuture<?> timer = loop.schedule(guarded(action), millis, TimeUnit.MILLISECONDS);
        return () -> timer.cancel(false);
    }

    /** A failure of one step must be seen and must not end the thread that all later steps need. */
    private Runnable guarded(final Runnable action) {
        return () -> {
            try {
                action.run();
            } catch (final RuntimeException | Error e) {
                log.warning("handover: " + e);
                final StackTraceElement[] trace = e.getStackTrace();
                for (int i = 0; i < Math.min(5, trace.length); i++) {
                    log.warning("handover:     at " + trace[i]);
                }
            }
        };
    }

    /** Ends it soon, with its channels. */
    void close() {
        loop.parent().shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    /** {@return whether the caller runs on it} */
    boolean isCurrent() {
        return loop.inEventLoop();
    }
}
