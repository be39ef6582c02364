package io.usher.proxy.check;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.usher.proxy.traffic.KernelState;
import java.io.FileNotFoundException;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks over Netty's epoll sockets. */
final class EpollTransport implements CheckTransport {

    /** Hosts that vanish while a check's connection waits for their FIN: found out by the kernel after 5 s + 3 x 5 s. */
    private static final int KEEP_ALIVE_SECONDS = 5;
    private static final int KEEP_ALIVE_PROBES = 3;

    @Override
    public Connection connect(final CheckLoop loop, final SocketAddress address, final Listener listener) {
        final boolean unix = address instanceof DomainSocketAddress;
        final Handler handler = new Handler(listener);
        final Bootstrap bootstrap = new Bootstrap().group(((NettyCheckLoop) loop).netty())
            .channel(unix ? EpollDomainSocketChannel.class : EpollSocketChannel.class)
            .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
            // The check has a time limit of its own; Netty's must not come first.
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
            .handler(handler);
        if (!unix) {
            bootstrap.option(ChannelOption.SO_KEEPALIVE, true)
                .option(EpollChannelOption.TCP_KEEPIDLE, KEEP_ALIVE_SECONDS)
                .option(EpollChannelOption.TCP_KEEPINTVL, KEEP_ALIVE_SECONDS)
                .option(EpollChannelOption.TCP_KEEPCNT, KEEP_ALIVE_PROBES);
        }
        final ChannelFuture connecting = bootstrap.connect(address);
        handler.channel = connecting.channel();
        // A listener of a future that is done already runs later only if it is added on the loop by a task of its own.
        loop.execute(() -> connecting.addListener(done -> handler.connectEnded(done.cause())));
        return handler;
    }

    /** What the kernel said, in its own words. */
    static String errorText(final Throwable cause) {
        if (cause instanceof FileNotFoundException) {
            return LOCAL_ERROR + " (No such file or directory)";
        }
        if (cause instanceof ChannelException && cause.getCause() != null) {
            return LOCAL_ERROR + " (" + errorText(cause.getCause()) + ")";
        }
        final String message = String.valueOf(cause.getMessage());
        final Matcher matcher = Pattern.compile("failed(?: with error\\(-?\\d+\\))?: ([^:]+)").matcher(message);
        if (matcher.find()) {
            return matcher.group(1).strip();
        }
        final int colon = message.indexOf(": /");
        return colon > 0 ? message.substring(0, colon) : message;
    }

    /** One connection. On its loop. */
    private static final class Handler extends ChannelInboundHandlerAdapter implements Connection {
        private final Listener listener;
        private Channel channel;
        private boolean connected;
        private boolean finishing;
        private boolean over;
        private Optional<String> error = Optional.empty();

        Handler(final Listener listener) {
            this.listener = listener;
        }

        void connectEnded(final Throwable cause) {
            if (over) {
                return;
            }
            if (cause != null) {
                end(Optional.of(errorText(cause)));
                return;
            }
            connected = true;
            if (finishing) {
                shutDown();
            } else {
                listener.connected();
            }
        }

        @Override
        public void send(final byte[] bytes) {
            channel.writeAndFlush(Unpooled.wrappedBuffer(bytes));
        }

        @Override
        public boolean finish() {
            finishing = true;
            if (connected || channel.isActive()) {
                shutDown();
                return true;
            }
            if (KernelState.endUnestablished(channel)) {
                over = true;
                channel.close();
                return false;
            }
            return true; // How it ends is heard once its future is done.
        }

        private void shutDown() {
            if (channel.isActive()) {
                ((DuplexChannel) channel).shutdownOutput();
            }
        }

        @Override
        public void abort() {
            over = true;
            if (connected && channel.isOpen()) {
                channel.config().setOption(ChannelOption.SO_LINGER, 0);
            }
            channel.close();
        }

        @Override
        public void channelRead(final ChannelHandlerContext ctx, final Object message) {
            final ByteBuf bytes = (ByteBuf) message;
            try {
                if (!finishing && !over) {
                    listener.received(ByteBufUtil.getBytes(bytes));
                }
            } finally {
                bytes.release();
            }
        }

        @Override
        public void userEventTriggered(final ChannelHandlerContext ctx, final Object event) {
            if (event == ChannelInputShutdownEvent.INSTANCE) {
                end(Optional.empty());
            }
        }

        @Override
        public void exceptionCaught(final ChannelHandlerContext ctx, final Throwable cause) {
            error = Optional.of(errorText(cause));
            end(error);
        }

        @Override
        public void channelInactive(final ChannelHandlerContext ctx) {
            if (connected) {
                end(error);
            }
        }

        private void end(final Optional<String> why) {
            if (!over) {
                over = true;
                channel.close();
                listener.closed(why);
            }
        }
    }
}
