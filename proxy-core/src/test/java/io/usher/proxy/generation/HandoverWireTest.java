package io.usher.proxy.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.usher.proxy.seat.Ledger;
import io.usher.proxy.seat.LedgerEvents;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The handover over real sockets, both sides in this JVM, with locks and journals in memory. */
class HandoverWireTest {
    private static final int LISTENERS = 70;

    @TempDir
    Path temp;
    private final World world = new World();
    private final List<Channel> listening = new ArrayList<>();
    private final HandoverLog log = new HandoverLog() {
        @Override
        public void notice(final String line) {
            // Not of interest here.
        }

        @Override
        public void warning(final String line) {
            // Some tests provoke them.
        }
    };
    private final GenerationThread oldThread = new GenerationThread(log);
    private final GenerationThread youngThread = new GenerationThread(log);
    private final GenerationCourse oldCourse = new GenerationCourse(oldThread, log);
    private final GenerationCourse youngCourse = new GenerationCourse(youngThread, log);
    private final SimulatedServing oldServing = new SimulatedServing();
    private final SimulatedServing youngServing = new SimulatedServing();
    private Path socket;

    private Parts parts(final int number, final Timers timers, final Serving serving) {
        final SimulatedJournal journal = new SimulatedJournal(world, number);
        final SimulatedGeneration key = new SimulatedGeneration(new World(), number);
        return new Parts(number, world.ownership(key), journal, world.journalsFor(number),
            new Ledger(number, journal, System::nanoTime, LedgerEvents.NONE), new ReentrantLock(), a -> 0, serving, timers,
            List.of(), World.FOLDER, 0, 0, log);
    }

    @BeforeEach
    void start() throws Exception {
        socket = temp.resolve("stats.sock");
        final HandoverEndpoint endpoint = new Generation(oldThread, oldCourse, ProcessIdentity.current(-1, -1)).endpoint();
        listening.add(new ServerBootstrap().group(oldThread.loop()).channel(EpollServerDomainSocketChannel.class)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true) // As the stats socket has it.
            .childHandler(new ChannelInitializer<EpollDomainSocketChannel>() {
                @Override
                protected void initChannel(final EpollDomainSocketChannel channel) {
                    channel.pipeline().addLast(new FirstLine(endpoint));
                }
            }).bind(new DomainSocketAddress(socket.toFile())).sync().channel());
        oldServing.listeners.clear();
        for (int i = 0; i < LISTENERS; i++) {
            final EpollServerSocketChannel listener = (EpollServerSocketChannel) new ServerBootstrap().group(oldThread.loop())
                .channel(EpollServerSocketChannel.class).childHandler(new ChannelInboundHandlerAdapter())
                .bind(new InetSocketAddress("127.0.0.1", 0)).sync().channel();
            listening.add(listener);
            oldServing.listeners.put("bind " + listener.localAddress().getPort(), listener.fd().intValue());
        }
        final Parts parts = parts(1, oldThread, oldServing);
        oldThread.loop().submit(() -> {
            parts.owner().tryLock();
            oldCourse.number(1);
            oldCourse.begin(parts, null, 1);
            oldCourse.active();
        }).sync();
    }

    @AfterEach
    void stop() {
        listening.forEach(c -> c.close().syncUninterruptibly());
    }

    /** What the stats socket does with a connection. */
    private static final class FirstLine extends ChannelInboundHandlerAdapter {
        private final HandoverEndpoint endpoint;

        FirstLine(final HandoverEndpoint endpoint) {
            this.endpoint = endpoint;
        }

        @Override
        public void channelRead(final ChannelHandlerContext ctx, final Object read) {
            final ByteBuf bytes = (ByteBuf) read;
            final int length = bytes.bytesBefore((byte) '\n');
            final String line = bytes.readCharSequence(length, StandardCharsets.UTF_8).toString();
            bytes.skipBytes(1);
            ctx.pipeline().remove(this);
            endpoint.accept((EpollDomainSocketChannel) ctx.channel(), line, bytes);
        }
    }

    private HandoverClient connect(final Set<String> wanted) throws Exception {
        final HandoverClient client = new HandoverClient(youngThread, socket.toString(), ProcessIdentity.current(-1, -1), log);
        client.connect(wanted);
        return client;
    }

    @Test
    void passesEveryListenerAndTheLedger() throws Exception {
        final Set<String> wanted = new HashSet<>(oldServing.listeners.keySet());
        final HandoverClient client = connect(wanted);
        final Gathered gathered = client.asking().gathered().get(10, TimeUnit.SECONDS);
        assertEquals(wanted, gathered.listeners().keySet());
        final Map<String, Integer> adopted = new HashMap<>();
        gathered.listeners().forEach((key, fd) -> {
            final EpollServerSocketChannel channel = new EpollServerSocketChannel(fd);
            adopted.put("bind " + channel.localAddress().getPort(), fd);
        });
        assertEquals(gathered.listeners(), adopted);

        final Parts parts = parts(2, youngThread, youngServing);
        parts.ledger().awaitPredecessor();
        final Successor successor = new Successor(parts, youngCourse, client.peer(), gathered);
        youngThread.post(() -> {
            youngCourse.number(2);
            youngCourse.begin(parts, successor, 2);
            client.asking().handTo(successor, 0);
            successor.ready();
        });
        successor.active().get(10, TimeUnit.SECONDS);

        assertEquals(2, world.owner);
        assertTrue(youngServing.accepting);
        gathered.listeners().values().forEach(HandoverClient::discard);
    }

    @Test
    void keepsOnlyTheListenersItWants() throws Exception {
        final String one = oldServing.listeners.keySet().iterator().next();

        final Gathered gathered = connect(Set.of(one)).asking().gathered().get(10, TimeUnit.SECONDS);

        assertEquals(Set.of(one), gathered.listeners().keySet());
        HandoverClient.discard(gathered.listeners().get(one));
    }

    @Test
    void refusesASecondSuccessorByName() throws Exception {
        connect(Set.of()).asking().gathered().get(10, TimeUnit.SECONDS);

        final HandoverClient second = connect(Set.of());
        final Exception e = assertThrows(Exception.class, () -> second.asking().gathered().get(10, TimeUnit.SECONDS));

        assertTrue(e.getMessage().contains("already takes over"), e.getMessage());
    }

    @Test
    void noticesASuccessorThatGoesAwayAndTakesTheNext() throws Exception {
        for (int i = 0; i < 3; i++) {
            final HandoverClient client = connect(Set.of());
            client.asking().gathered().get(10, TimeUnit.SECONDS);
            client.peer().close();
            final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (oldThread.loop().submit(() -> oldCourse.asPredecessor().step()).get() != Predecessor.Step.ALONE) {
                assertTrue(System.nanoTime() < deadline, "the end of a successor has not been noticed within 10 s");
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void noticesASuccessorThatEndsRightBehindItsFirstLine() throws Exception {
        try (SocketChannel c = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            c.connect(UnixDomainSocketAddress.of(socket));
            c.write(ByteBuffer.wrap(("usher-handover control " + Message.VERSION + " 4711\n").getBytes(StandardCharsets.UTF_8)));
        }
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (oldThread.loop().submit(() -> oldCourse.asPredecessor().lastNumber()).get() == 1
            || oldThread.loop().submit(() -> oldCourse.asPredecessor().step()).get() != Predecessor.Step.ALONE) {
            assertTrue(System.nanoTime() < deadline, "the end of a successor has not been noticed within 10 s");
            Thread.onSpinWait();
        }
    }

    @Test
    void answersGarbageWithTheReasonAndCloses() throws Exception {
        for (final String line : List.of("usher-handover\n", "usher-handover control x y\n", "usher-handover control 1 1\n",
            "usher-handover descriptors nonsense\n", "usher-handover control 1 1 1\n")) {
            try (SocketChannel c = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                c.connect(UnixDomainSocketAddress.of(socket));
                c.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
                final ByteBuffer answer = ByteBuffer.allocate(1000);
                while (c.read(answer) >= 0) {
                    continue;
                }
                assertTrue(new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8).startsWith("REFUSED "), line);
            }
        }
        assertEquals(Optional.empty(), oldCourse.view().successor());
    }

    @Test
    void refusesAnotherVersionByNameWhateverElseItsFirstLineHolds() throws Exception {
        try (SocketChannel c = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            c.connect(UnixDomainSocketAddress.of(socket));
            c.write(ByteBuffer.wrap(("usher-handover control " + (Message.VERSION + 1) + " 4711 tls=yes\n")
                .getBytes(StandardCharsets.UTF_8)));
            final ByteBuffer answer = ByteBuffer.allocate(1000);
            while (c.read(answer) >= 0) {
                continue;
            }
            assertEquals("REFUSED protocol%20version%20" + (Message.VERSION + 1) + "%20(expected:%20" + Message.VERSION + ")\n",
                new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8));
        }
        assertEquals(Optional.empty(), oldCourse.view().successor());
    }

    @Test
    void programThatIsNoGenerationIsNotTakenForOneThatDied() throws Exception {
        final Path stranger = temp.resolve("stranger.sock");
        listening.add(new ServerBootstrap().group(oldThread.loop()).channel(EpollServerDomainSocketChannel.class)
            .childHandler(new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(final ChannelHandlerContext ctx, final Object read) {
                    ((ByteBuf) read).release();
                    ctx.writeAndFlush(Unpooled.copiedBuffer("Unknown command: 'usher-handover'\n", StandardCharsets.UTF_8))
                        .addListener(ChannelFutureListener.CLOSE);
                }
            }).bind(new DomainSocketAddress(stranger.toFile())).sync().channel());
        final HandoverClient client = new HandoverClient(youngThread, stranger.toString(), ProcessIdentity.current(-1, -1), log);
        client.connect(Set.of());

        final Exception e = assertThrows(Exception.class, () -> client.asking().gathered().get(10, TimeUnit.SECONDS));

        assertTrue(e.getMessage().contains("does not answer as a generation"), e.getMessage());
    }

    @Test
    void socketThatIsNotThereIsToldAsTheKernelSaysIt() throws Exception {
        final Path missing = temp.resolve("missing.sock");
        final HandoverClient client = new HandoverClient(youngThread, missing.toString(), ProcessIdentity.current(-1, -1), log);

        final StartRefusedException e = assertThrows(StartRefusedException.class, () -> client.connect(Set.of()));

        assertTrue(e.getMessage().startsWith("socket " + missing + ": ") && !e.getMessage().contains("null"), e.getMessage());
    }

    @Test
    void linesWithoutAnEndAreCutOff() throws Exception {
        try (SocketChannel c = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            c.connect(UnixDomainSocketAddress.of(socket));
            c.write(ByteBuffer.wrap(("usher-handover control " + Message.VERSION + " 1\n").getBytes(StandardCharsets.UTF_8)));
            final ByteBuffer much = ByteBuffer.wrap("x".repeat(3 * Message.LONGEST).getBytes(StandardCharsets.UTF_8));
            assertThrows(java.io.IOException.class, () -> {
                while (true) {
                    much.rewind();
                    c.write(much);
                }
            });
        }
    }
}
