package io.usher.proxy.traffic;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.UnixChannel;
import io.usher.proxy.config.Bind;
import io.usher.proxy.config.BindAddress;
import io.usher.proxy.config.LogTarget;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One listening socket: accepts on its own loop and hands each client to the loop that has the fewest. Its flags and counts
 * belong to that loop ({@link #shelf}): only tasks and events there read or write them. {@link #open} and
 * {@link #closeAndWait} wait for the loop and are called from any thread but such a loop; the other methods only post to it
 * and are called from any thread.
 */
final class Listener extends ChannelInboundHandlerAdapter {

    /** Linux, netinet/in.h: IPPROTO_IPV6 and IPV6_V6ONLY. */
    private static final IntegerUnixChannelOption V6_ONLY = new IntegerUnixChannelOption("IPV6_V6ONLY", 41, 26);
    private static final int ACCEPTS_AT_ONCE = 16;
    private static final int DEFAULT_BACKLOG = 1024;
    /** After a failed accept (no descriptors left) the next try waits this long. */
    private static final int REST_MILLIS = 100;
    private static final int EMPTY_POLLS = 3;
    /** Enough, at {@link #ACCEPTS_AT_ONCE} each, for all that wait in a backlog of the usual length. */
    private static final int HURRIED_POLLS = DEFAULT_BACKLOG / ACCEPTS_AT_ONCE;

    private final TrafficEngine engine;
    private final Entrance entrance;
    private final Bind bind;
    private final Shelf shelf;
    private final Channel channel;
    // The loop's own from here on.
    private boolean accepting;
    private boolean resting;
    private boolean emptying;
    /** Whether its emptying has an end though clients may come all the time. */
    private boolean hurried;
    private int hurriedPolls = HURRIED_POLLS;
    private long accepted;

    private Listener(final TrafficEngine engine, final Entrance entrance, final Bind bind, final Shelf shelf,
                     final Channel channel) {
        this.engine = engine;
        this.entrance = entrance;
        this.bind = bind;
        this.shelf = shelf;
        this.channel = channel;
    }

    /**
     * Opens a listener that does not accept yet.
     *
     * @param fd descriptor to adopt; null = bind, or {@code fd@N} itself
     */
    static Listener open(final TrafficEngine engine, final Entrance entrance, final Bind bind, final Integer fd,
                         final Shelf shelf) throws BindException {
        try {
            if (fd != null) {
                return adopted(engine, entrance, bind, fd, shelf);
            }
            if (bind.address() instanceof BindAddress.Inherited inherited) {
                return adopted(engine, entrance, bind, inherited.fd(), shelf);
            }
            return bound(engine, entrance, bind, shelf);
        } catch (final IOException e) {
            final BindException failure = new BindException(describe(entrance, bind) + ": " + e.getMessage());
            failure.initCause(e);
            throw failure;
        }
    }

    Listeners.ListenerKey key() {
        return Listeners.ListenerKey.of(bind.address());
    }

    /** As HAProxy begins such messages. */
    static String describe(final Entrance entrance, final Bind bind) {
        return "Starting " + (entrance.frontend().section().kind().serves() ? "proxy" : "frontend") + " "
            + entrance.frontend().name() + ": cannot bind socket [" + bind.address() + "]";
    }

    private static Listener adopted(final TrafficEngine engine, final Entrance entrance, final Bind bind, final int fd,
                                    final Shelf shelf) throws IOException {
        final ListeningDescriptor descriptor = ListeningDescriptor.check(fd);
        descriptor.makeNonBlocking();
        final Channel channel = descriptor.unix() ? new EpollServerDomainSocketChannel(fd, true)
            : new EpollServerSocketChannel(fd);
        final Listener listener = new Listener(engine, entrance, bind, shelf, channel);
        listener.register();
        return listener;
    }

    private static Listener bound(final TrafficEngine engine, final Entrance entrance, final Bind bind, final Shelf shelf)
        throws IOException {
        if (bind.address() instanceof BindAddress.Unix unix) {
            final UnixSocketFile file = UnixSocketFile.prepare(unix.path(), bind);
            final Listener listener = new Listener(engine, entrance, bind, shelf, new EpollServerDomainSocketChannel());
            listener.register();
            listener.await(listener.channel.bind(new DomainSocketAddress(file.temporaryPath())));
            try {
                file.publish();
            } catch (final IOException e) {
                listener.closeAndWait();
                throw e;
            }
            return listener;
        }
        final BindAddress.Inet inet = (BindAddress.Inet) bind.address();
        final InetSocketAddress address = new InetSocketAddress(
            InetAddress.getByName(inet.host().isEmpty() ? "0.0.0.0" : inet.host()), inet.port());
        final Listener listener = new Listener(engine, entrance, bind, shelf,
            new EpollServerSocketChannel(family(address.getAddress())));
        listener.register();
        try {
            listener.await(listener.channel.bind(address));
        } catch (final IOException e) {
            throw new IOException(e.getMessage() + SocketHolder.of(address).map(holder -> ", held by " + holder).orElse(""), e);
        }
        return listener;
    }

    private static SocketProtocolFamily family(final InetAddress address) {
        return address instanceof Inet6Address ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET;
    }

    private void register() throws IOException {
        channel.config().setAutoRead(false);
        channel.config().setRecvByteBufAllocator(new ServerChannelRecvByteBufAllocator().maxMessagesPerRead(ACCEPTS_AT_ONCE));
        channel.config().setOption(ChannelOption.SO_BACKLOG, backlog());
        if (channel instanceof EpollServerSocketChannel && bind.v6only()) {
            channel.config().setOption(V6_ONLY, 1);
        }
        channel.pipeline().addLast(this);
        await(shelf.loop().register(channel));
    }

    /** HAProxy's rule (listener.h, listener_backlog): the bind line's, the proxy's, the line's maxconn, the proxy's, 1024. */
    private int backlog() {
        final int[] candidates = {bind.backlog(), entrance.frontend().section().backlog(), bind.maxconn(),
            entrance.frontend().section().maxconn(), DEFAULT_BACKLOG};
        for (final int candidate : candidates) {
            if (candidate > 0) {
                return candidate;
            }
        }
        return DEFAULT_BACKLOG;
    }

    private void await(final ChannelFuture future) throws IOException {
        future.awaitUninterruptibly();
        if (!future.isSuccess()) {
            channel.close().awaitUninterruptibly();
            final Throwable cause = future.cause();
            throw cause instanceof IOException io ? io : new IOException(cause);
        }
    }

    UnixChannel channel() {
        return (UnixChannel) channel;
    }

    // ---- accepting

    /** Switches accepting; completes when the loop has done so. */
    CompletableFuture<Void> accepting(final boolean on) {
        return CompletableFuture.runAsync(() -> {
            accepting = on;
            apply();
        }, shelf.loop());
    }

    /** Looks anew whether there is room. */
    void refresh() {
        shelf.loop().execute(this::apply);
    }

    private void apply() {
        if (channel.isOpen()) {
            final boolean on = (accepting || emptying) && !resting && !entrance.full();
            if (channel.config().isAutoRead() != on) {
                channel.config().setAutoRead(on);
            }
        }
    }

    @Override
    public void channelRead(final ChannelHandlerContext ctx, final Object message) {
        accepted++;
        entrance.entered((Channel) message);
        if (entrance.full()) {
            apply();
        }
    }

    @Override
    public void exceptionCaught(final ChannelHandlerContext ctx, final Throwable cause) {
        if (!resting) {
            resting = true;
            engine.event(LogTarget.Severity.ALERT, entrance.frontend().section(), "Proxy " + entrance.frontend().name()
                + " cannot accept on " + bind.address() + ": " + cause.getMessage() + ".");
            apply();
            shelf.loop().schedule(() -> {
                resting = false;
                apply();
            }, REST_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    // ---- ends

    void closeAndWait() {
        channel.close().awaitUninterruptibly();
    }

    /** Accepts what waits, then closes. A loop polls between two scheduled tasks; some polls without an accept mean empty. */
    CompletableFuture<Void> emptyAndClose() {
        final CompletableFuture<Void> done = new CompletableFuture<>();
        engine.emptyingListener();
        shelf.loop().execute(() -> {
            emptying = true;
            apply();
            afterPolling(() -> closeIfEmpty(accepted, EMPTY_POLLS, done));
        });
        return done;
    }

    /** Somebody waits for the end of {@link #emptyAndClose()}: it comes soon, also if clients never stop coming. */
    void hurry() {
        shelf.loop().execute(() -> hurried = true);
    }

    private void closeIfEmpty(final long before, final int polls, final CompletableFuture<Void> done) {
        final boolean late = hurried && hurriedPolls-- <= 0;
        if (channel.isOpen() && !late && (accepted != before || polls > 0)) {
            final long now = accepted;
            final int left = accepted == before ? polls - 1 : EMPTY_POLLS;
            afterPolling(() -> closeIfEmpty(now, left, done));
        } else {
            channel.close().addListener(closed -> {
                engine.listenerEmptied();
                done.complete(null);
            });
        }
    }

    private void afterPolling(final Runnable then) {
        shelf.loop().schedule(then, 1, TimeUnit.MILLISECONDS);
    }
}
