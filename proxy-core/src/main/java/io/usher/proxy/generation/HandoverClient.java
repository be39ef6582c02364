package io.usher.proxy.generation;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.DomainSocketReadMode;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The successor's end of the two connections: asks over a predecessor's stats socket and feeds an {@link Asking} on the
 * thread {@code generation}, on whose loop both channels live.
 */
final class HandoverClient {
    private final GenerationThread thread;
    private final String socket;
    private final ProcessIdentity identity;
    private final HandoverLog log;
    private NettyPeer peer;
    private Asking asking;
    private boolean descriptorsAsked;

    HandoverClient(final GenerationThread thread, final String socket, final ProcessIdentity identity, final HandoverLog log) {
        this.thread = thread;
        this.socket = socket;
        this.identity = identity;
        this.log = log;
    }

    /**
     * Connects and says HELLO. Called by the main thread.
     *
     * @throws StartRefusedException if nobody listens there, or not one to be trusted
     */
    void connect(final Set<String> wanted) throws StartRefusedException {
        final EpollDomainSocketChannel control;
        try {
            control = (EpollDomainSocketChannel) open(new Waiting(), DomainSocketReadMode.BYTES);
            checkAccount(control);
        } catch (final IOException e) {
            throw new StartRefusedException("socket " + socket + ": " + e.getMessage()
                + " (expected: the stats socket of a running generation)", e);
        }
        peer = new NettyPeer(control, thread, MessageType.Sender.SUCCESSOR, new Asked());
        asking = new Asking(peer, wanted, HandoverClient::discard);
        control.eventLoop().execute(() -> {
            control.pipeline().replace(Waiting.class, "lines", new LineHandler(MessageType.Sender.PREDECESSOR, peer::received,
                peer::ended));
            control.config().setAutoRead(true);
            final Message hello = Message.of(MessageType.HELLO, Message.VERSION, ProcessHandle.current().pid());
            final String line = HandoverEndpoint.GREETING + " control"
                + hello.line().substring(hello.type().word().length()) + "\n";
            StopPoint.at(MessageType.Sender.SUCCESSOR, StopPoint.Moment.SENDING, hello.type());
            control.writeAndFlush(Unpooled.copiedBuffer(line, StandardCharsets.UTF_8)).addListener(f ->
                StopPoint.at(MessageType.Sender.SUCCESSOR, StopPoint.Moment.SENT, hello.type()));
        });
    }

    Asking asking() {
        return asking;
    }

    Peer peer() {
        return peer;
    }

    private Channel open(final ChannelHandler handler, final DomainSocketReadMode mode) throws IOException {
        try {
            return new Bootstrap().group(thread.loop()).channel(EpollDomainSocketChannel.class)
                .option(ChannelOption.AUTO_CLOSE, false)
                .option(ChannelOption.AUTO_READ, false)
                .option(EpollChannelOption.DOMAIN_SOCKET_READ_MODE, mode)
                .handler(handler).connect(new DomainSocketAddress(socket)).syncUninterruptibly().channel();
        } catch (final Exception e) {
            throw new IOException(reason(e), e);
        }
    }

    /** Netty wraps what the kernel said in a message that may be null. */
    private static String reason(final Throwable failure) {
        Throwable e = failure;
        while (e.getMessage() == null && e.getCause() != null) {
            e = e.getCause();
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private void checkAccount(final EpollDomainSocketChannel control) throws IOException {
        final int uid = control.peerCredentials().uid();
        if (!identity.trusts(uid)) {
            control.close();
            throw new IOException("listens for uid " + uid + " (expected: root or uid " + identity.owner() + ")");
        }
    }

    /** Until the handover runs in reverse, everything goes by way of the asking. */
    private final class Asked implements Hearer {
        @Override
        public void received(final Message m) {
            asking.received(m);
            if (asking.token() != null && !descriptorsAsked) {
                descriptorsAsked = true;
                asking.descriptorsCome();
                askForDescriptors(asking.token());
            }
        }

        @Override
        public void descriptor(final long n, final int descriptor) {
            asking.descriptor(descriptor);
        }

        @Override
        public void ended(final String why) {
            if (why.equals(LineHandler.CLOSED)) {
                asking.eof();
            } else {
                log.warning("predecessor at " + socket + ": " + why);
                asking.broken("socket " + socket + " does not answer as a generation: " + why);
            }
        }
    }

    private void askForDescriptors(final String token) {
        new Bootstrap().group(thread.loop()).channel(EpollDomainSocketChannel.class)
            .option(ChannelOption.AUTO_CLOSE, false)
            .option(EpollChannelOption.DOMAIN_SOCKET_READ_MODE, DomainSocketReadMode.FILE_DESCRIPTORS)
            .handler(new ArrivingDescriptors(peer::arrived, cause -> {
                log.warning("the generation at " + socket + ": a descriptor was lost: " + cause.getMessage());
                peer.arrived(-1);
            }, asking::descriptorsEnded)).connect(new DomainSocketAddress(socket)).addListener(f -> {
                if (f.isSuccess()) {
                    final Channel d = ((ChannelFuture) f).channel();
                    peer.descriptors(d);
                    d.writeAndFlush(Unpooled.copiedBuffer(HandoverEndpoint.GREETING + " descriptors " + token + "\n",
                        StandardCharsets.UTF_8), d.voidPromise());
                } else {
                    log.warning("predecessor at " + socket + ": no connection for descriptors: " + f.cause().getMessage());
                    peer.close();
                    asking.descriptorsEnded();
                }
            });
    }

    /** Closes a received descriptor: close(2) only, since shutdown(2) would end the listener for its owner too. */
    static void discard(final int descriptor) {
        try {
            new FileDescriptor(descriptor).close();
        } catch (final IOException e) {
            throw new UncheckedIOException("descriptor " + descriptor + ": " + e.getMessage(), e);
        }
    }

    /** Holds the place in the pipeline until the lines can be read. */
    private static final class Waiting extends ChannelInboundHandlerAdapter {
    }
}
