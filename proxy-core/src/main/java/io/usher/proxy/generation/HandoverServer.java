package io.usher.proxy.generation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.unix.DomainSocketReadMode;
import java.io.IOException;
import java.util.UUID;

/**
 * The predecessor's end of the two connections: takes them from the stats socket, checks the peer's account, and feeds
 * the course on the thread {@code generation}.
 */
final class HandoverServer implements HandoverEndpoint {
    private final GenerationThread thread;
    private final GenerationCourse course;
    private final ProcessIdentity identity;
    /** The accepted successor's; thread {@code generation}. */
    private Session session;

    HandoverServer(final GenerationThread thread, final GenerationCourse course, final ProcessIdentity identity) {
        this.thread = thread;
        this.course = course;
        this.identity = identity;
    }

    /** One newcomer. */
    private static final class Session {
        private final NettyPeer peer;
        private final String token = UUID.randomUUID().toString();
        private boolean accepted;
        private boolean gone;

        Session(final NettyPeer peer) {
            this.peer = peer;
        }
    }

    @Override
    public void accept(final EpollDomainSocketChannel channel, final String firstLine, final ByteBuf rest) {
        channel.config().setOption(ChannelOption.AUTO_CLOSE, false);
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
        final String[] words = firstLine.split(" ", 3);
        try {
            checkAccount(channel);
            if (words.length == 3 && words[1].equals("control")) {
                checkVersion(words[2]);
                control(channel, Message.parse(MessageType.HELLO.word() + " " + words[2], MessageType.Sender.SUCCESSOR), rest);
            } else if (words.length == 3 && words[1].equals("descriptors")) {
                rest.release();
                descriptors(channel, words[2]);
            } else {
                throw new MalformedMessageException("'" + firstLine + "' (expected: '" + GREETING + " control VERSION PID' or '"
                    + GREETING + " descriptors TOKEN')");
            }
        } catch (final MalformedMessageException | IOException e) {
            rest.release();
            course.refused(pid(channel), e.getMessage());
            refuse(channel, e.getMessage());
        }
    }

    /** {@return the process at the other end; 0 = it is not to be known any more} */
    private static long pid(final EpollDomainSocketChannel channel) {
        try {
            return channel.peerCredentials().pid();
        } catch (final IOException e) {
            return 0;
        }
    }

    private void checkAccount(final EpollDomainSocketChannel channel) throws IOException, MalformedMessageException {
        final int uid = channel.peerCredentials().uid();
        if (uid != 0 && uid != identity.uid() && uid != identity.owner()) {
            throw new MalformedMessageException("account of uid " + uid + " (expected: root or uid " + identity.owner() + ")");
        }
    }

    /** Looked at before the rest is: what follows in another version's HELLO is not ours to judge. */
    private static void checkVersion(final String hello) throws MalformedMessageException {
        final String version = hello.split(" ", 2)[0];
        if (version.matches("[0-9]{1,9}") && Integer.parseInt(version) != Message.VERSION) {
            throw new MalformedMessageException("protocol version " + version + " (expected: " + Message.VERSION + ")");
        }
    }

    private static void refuse(final EpollDomainSocketChannel channel, final String why) {
        channel.writeAndFlush(Unpooled.wrappedBuffer(Message.of(MessageType.REFUSED, why).bytes()))
            .addListener(f -> channel.close());
    }

    private void control(final EpollDomainSocketChannel channel, final Message hello, final ByteBuf rest) {
        StopPoint.at(MessageType.Sender.PREDECESSOR, StopPoint.Moment.RECEIVED, hello.type());
        final NettyPeer peer = new NettyPeer(channel, thread, MessageType.Sender.PREDECESSOR, new Accepted());
        final Session newcomer = new Session(peer);
        channel.pipeline().addLast(new LineHandler(MessageType.Sender.SUCCESSOR,
            m -> thread.post(() -> received(newcomer, m)), why -> thread.post(() -> ended(newcomer, why))));
        thread.post(() -> course.hello(peer, hello, newcomer.token, () -> newcomer.gone, () -> accepted(newcomer)));
        if (rest.isReadable()) {
            channel.pipeline().fireChannelRead(rest);
        } else {
            rest.release();
        }
        if (channel.isInputShutdown() || !channel.isActive()) {
            channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE); // It ended before it came here.
        } else {
            channel.config().setAutoRead(true);
        }
    }

    private void accepted(final Session newcomer) {
        newcomer.accepted = true;
        session = newcomer;
    }

    private void received(final Session from, final Message m) {
        if (from.accepted && from == session) {
            session.peer.received(m);
        }
    }

    private void ended(final Session from, final String why) {
        from.gone = true;
        if (from.accepted && from == session) {
            session = null;
            from.peer.ended(why);
        }
    }

    private void descriptors(final EpollDomainSocketChannel channel, final String token) {
        channel.config().setOption(EpollChannelOption.DOMAIN_SOCKET_READ_MODE, DomainSocketReadMode.FILE_DESCRIPTORS);
        // They come only in reverse; a lost one is answered by NAK, as any.
        channel.pipeline().addLast(new ArrivingDescriptors(descriptor -> thread.post(() -> arrived(token, descriptor)),
            cause -> thread.post(() -> arrived(token, -1)), () -> { })); // Connection C says when it is over.
        channel.config().setAutoRead(true);
        thread.post(() -> {
            if (session != null && session.token.equals(token)) {
                session.peer.descriptors(channel);
                course.asPredecessor().descriptorsConnected();
            } else {
                refuse(channel, "token '" + token + "': unknown (expected: that of WELCOME)");
            }
        });
    }

    private void arrived(final String token, final int descriptor) {
        if (session != null && session.token.equals(token)) {
            session.peer.arrived(descriptor);
        } else if (descriptor >= 0) {
            HandoverClient.discard(descriptor);
        }
    }

    /** The newcomer that was accepted speaks to this generation as predecessor, whichever object that is by then. */
    private final class Accepted implements Hearer {
        @Override
        public void received(final Message m) {
            course.asPredecessor().received(m);
        }

        @Override
        public void descriptor(final long n, final int descriptor) {
            course.asPredecessor().descriptor(n, descriptor);
        }

        @Override
        public void ended(final String why) {
            course.asPredecessor().ended(why);
        }
    }
}
