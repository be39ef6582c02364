package io.usher.proxy.traffic;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Makes the sockets that go to servers, with the options every server connection needs. */
final class Connector {

    private Connector() {
    }

    /** A socket that is not connected yet. */
    static Channel open(final SocketAddress to, final KeepAlive keepAlive) {
        final Channel channel = to instanceof InetSocketAddress inet ? new EpollSocketChannel(family(inet))
            : new EpollDomainSocketChannel();
        configure(channel, keepAlive);
        return channel;
    }

    /** Sets what every server connection needs; for one that came from the predecessor too. */
    static void configure(final Channel channel, final KeepAlive keepAlive) {
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        // A failed write must not throw away an answer that is waiting to be read.
        channel.config().setOption(ChannelOption.AUTO_CLOSE, false);
        channel.config().setRecvByteBufAllocator(receiveBuffers());
        // The seeker's deadline bounds the attempt.
        channel.config().setConnectTimeoutMillis(0);
        if (channel instanceof EpollSocketChannel) {
            channel.config().setOption(ChannelOption.TCP_NODELAY, true);
            keepAlive.set(channel);
        }
    }

    private static SocketProtocolFamily family(final InetSocketAddress to) {
        return to.getAddress() instanceof Inet6Address ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET;
    }

    /**
     * Registers with the loop and connects; on that loop. An attempt that fails closes its socket: left open and registered,
     * it would be reported as hung up for ever.
     */
    static ChannelFuture connect(final Channel channel, final SocketAddress to, final Shelf shelf) {
        final ChannelFuture registered = shelf.loop().register(channel);
        if (registered.isDone() && !registered.isSuccess()) {
            channel.unsafe().closeForcibly();
            return registered;
        }
        return channel.connect(to).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    /** Buffers for reading: small for small messages, up to 64 KiB for bulk. One object for each channel, as it learns. */
    static AdaptiveRecvByteBufAllocator receiveBuffers() {
        return new AdaptiveRecvByteBufAllocator(1024, 4096, 64 * 1024);
    }
}
