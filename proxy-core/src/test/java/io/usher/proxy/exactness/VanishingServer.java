package io.usher.proxy.exactness;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.unix.RawUnixChannelOption;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server that never answers, and whose host can vanish: from then on nothing that comes for its sockets is answered, not by
 * the kernel either, which a packet filter on them keeps from seeing it (socket(7), SO_ATTACH_FILTER; no rights are needed).
 */
final class VanishingServer extends ChannelInboundHandlerAdapter implements AutoCloseable {
    private static final int SOL_SOCKET = 1;
    private static final int SO_ATTACH_FILTER = 26;
    /** struct sock_fprog: how many instructions, and where they are. */
    private static final int PROGRAM_BYTES = 16;
    private static final int POINTER_AT = 8;
    /** struct sock_filter: BPF_RET with the constant 0, "keep no byte of it". */
    private static final int INSTRUCTION_BYTES = 8;
    private static final int BPF_RET = 6;

    private final MultiThreadIoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final ByteBuf filter = Unpooled.directBuffer(INSTRUCTION_BYTES);
    private final AtomicInteger queries = new AtomicInteger();
    private final AtomicInteger accepted = new AtomicInteger();
    private final Channel listener;

    VanishingServer() {
        filter.writeShortLE(BPF_RET).writeZero(INSTRUCTION_BYTES - Short.BYTES);
        listener = new ServerBootstrap().group(loop).channel(EpollServerSocketChannel.class).childHandler(this)
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).syncUninterruptibly().channel();
        channels.add(listener);
    }

    int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** {@return connections on which something has come} */
    int queries() {
        return queries.get();
    }

    /** {@return connections so far} */
    int accepted() {
        return accepted.get();
    }

    /** From now on its host is gone. */
    void vanish() {
        final ByteBuffer program = ByteBuffer.allocate(PROGRAM_BYTES).order(ByteOrder.nativeOrder());
        program.putShort(0, (short) 1).putLong(POINTER_AT, filter.memoryAddress());
        final RawUnixChannelOption option =
            new RawUnixChannelOption("SO_ATTACH_FILTER", SOL_SOCKET, SO_ATTACH_FILTER, PROGRAM_BYTES);
        for (final Channel channel : channels) {
            if (!channel.config().setOption(option, program.duplicate())) {
                throw new IllegalStateException("no packet filter on " + channel);
            }
        }
    }

    @Override
    public boolean isSharable() {
        return true;
    }

    @Override
    public void channelActive(final ChannelHandlerContext ctx) {
        accepted.incrementAndGet();
        channels.add(ctx.channel());
    }

    @Override
    public void channelRead(final ChannelHandlerContext ctx, final Object message) {
        ((ByteBuf) message).release();
        queries.incrementAndGet();
    }

    @Override
    public void exceptionCaught(final ChannelHandlerContext ctx, final Throwable cause) {
        ctx.close(); // The proxy has given it up.
    }

    @Override
    public void close() {
        channels.close().syncUninterruptibly();
        loop.shutdownGracefully().syncUninterruptibly();
        filter.release();
    }
}
