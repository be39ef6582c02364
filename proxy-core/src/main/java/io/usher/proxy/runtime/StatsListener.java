package io.usher.proxy.runtime;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.UnixChannel;
import io.usher.proxy.config.BindAddress;
import io.usher.proxy.config.StatsSocket;
import io.usher.proxy.traffic.ListeningDescriptor;
import io.usher.proxy.traffic.SocketHolder;
import io.usher.proxy.traffic.UnixSocketFile;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** One listening stats socket: bound, or adopted by its descriptor. It does not accept before it is told to. */
final class StatsListener extends ChannelInboundHandlerAdapter {

    private static final int BACKLOG = 128;
    /** After a failed accept (no descriptors left) the next try waits this long. */
    private static final long REST_MILLIS = 100;

    private final StatsServer server;
    private final StatsSocket socket;
    private final Channel channel;
    /** Used on the loop only. */
    private boolean accepting;
    private boolean resting;

    private StatsListener(final StatsServer server, final StatsSocket socket, final Channel channel) {
        this.server = server;
        this.socket = socket;
        this.channel = channel;
    }

    /**
     * Opens the socket.
     *
     * @param fd descriptor to adopt; null = bind, or {@code fd@N} itself
     * @throws BindException naming the socket, the cause, and who holds the address where that can be seen
     */
    static StatsListener open(final StatsServer server, final StatsSocket socket, final Integer fd) throws BindException {
        try {
            if (fd != null) {
                return adopted(server, socket, fd);
            }
            if (socket.address() instanceof BindAddress.Inherited inherited) {
                return adopted(server, socket, inherited.fd());
            }
            return socket.address() instanceof BindAddress.Unix unix ? boundUnix(server, socket, unix)
                : boundTcp(server, socket, (BindAddress.Inet) socket.address());
        } catch (final IOException e) {
            final BindException failure = new BindException("Starting stats socket (" + socket.position()
                + "): cannot bind socket [" + socket.address() + "]: " + e.getMessage());
            failure.initCause(e);
            throw failure;
        }
    }

    private static StatsListener adopted(final StatsServer server, final StatsSocket socket, final int fd)
            throws IOException {
        final ListeningDescriptor descriptor = ListeningDescriptor.check(fd);
        descriptor.makeNonBlocking();
        return registered(server, socket, descriptor.unix() ? new EpollServerDomainSocketChannel(fd, true)
            : new EpollServerSocketChannel(fd));
    }

    private static StatsListener boundUnix(final StatsServer server, final StatsSocket socket, final BindAddress.Unix unix)
            throws IOException {
        final UnixSocketFile file = UnixSocketFile.prepare(unix.path(), socket.mode(), socket.user(), socket.group());
        final StatsListener listener = registered(server, socket, new EpollServerDomainSocketChannel());
        listener.await(listener.channel.bind(new DomainSocketAddress(file.temporaryPath())));
        try {
            file.publish();
        } catch (final IOException e) {
            listener.close();
            throw e;
        }
        return listener;
    }

    private static StatsListener boundTcp(final StatsServer server, final StatsSocket socket, final BindAddress.Inet inet)
            throws IOException {
        final InetSocketAddress address = new InetSocketAddress(
            InetAddress.getByName(inet.host().isEmpty() ? "0.0.0.0" : inet.host()), inet.port());
        final StatsListener listener = registered(server, socket, new EpollServerSocketChannel());
        try {
            listener.await(listener.channel.bind(address));
        } catch (final IOException e) {
            throw new IOException(e.getMessage() + SocketHolder.of(address).map(it -> ", held by " + it).orElse(""), e);
        }
        return listener;
    }

    private static StatsListener registered(final StatsServer server, final StatsSocket socket, final Channel channel)
            throws IOException {
        final StatsListener listener = new StatsListener(server, socket, channel);
        channel.config().setAutoRead(false);
        channel.config().setRecvByteBufAllocator(new ServerChannelRecvByteBufAllocator());
        channel.config().setOption(ChannelOption.SO_BACKLOG, BACKLOG);
        channel.pipeline().addLast(listener);
        listener.await(server.loop().register(channel));
        return listener;
    }

    private void await(final ChannelFuture future) throws IOException {
        future.awaitUninterruptibly();
        if (!future.isSuccess()) {
            close();
            throw future.cause() instanceof IOException io ? io : new IOException(future.cause());
        }
    }

    /** Switches accepting. On the loop only: when this returns it has taken effect. */
    void accepting(final boolean on) {
        accepting = on;
        apply();
    }

    private void apply() {
        if (channel.isOpen()) {
            channel.config().setAutoRead(accepting && !resting);
        }
    }

    @Override
    public void channelRead(final ChannelHandlerContext ctx, final Object message) {
        server.accepted((Channel) message, socket.level());
    }

    @Override
    public void exceptionCaught(final ChannelHandlerContext ctx, final Throwable cause) {
        server.cannotAccept(socket, cause);
        resting = true;
        apply();
        ctx.executor().schedule(() -> {
            resting = false;
            apply();
        }, REST_MILLIS, TimeUnit.MILLISECONDS);
    }

    UnixChannel channel() {
        return (UnixChannel) channel;
    }

    /** Waits for the loop. A socket file stays: its name may lead to a successor's socket by now. */
    void close() {
        channel.close().awaitUninterruptibly();
    }
}
