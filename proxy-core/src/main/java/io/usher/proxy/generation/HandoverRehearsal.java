package io.usher.proxy.generation;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.DomainSocketReadMode;
import io.usher.proxy.live.Instance;
import io.usher.proxy.traffic.Arrival;
import io.usher.proxy.traffic.TrafficEngine;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets clients of one private proxy pass to another one of this process, by the messages, the two connections and the classes
 * of a handover. For the warm-up of a start: what a handover runs through in its tens of milliseconds is loaded and compiled
 * by then, on both sides. Nothing is fenced, journalled or locked here. Opened, told and closed by one thread; what is told
 * runs on a thread {@code generation} of its own.
 */
public final class HandoverRehearsal implements AutoCloseable {
    private static final int LIMIT_SECONDS = 10;
    private static final HandoverLog SILENT = new HandoverLog() {
        @Override
        public void notice(final String line) {
            // What matters shows as a client that does not arrive.
        }

        @Override
        public void warning(final String line) {
            // See above.
        }
    };

    private final GenerationThread thread = new GenerationThread(SILENT);
    /** Channels that this process's own connections were accepted as. */
    private final BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
    /** The successor, as the predecessor sees it, and the other way round. Used on the thread. */
    private NettyPeer successor;
    private NettyPeer predecessor;

    private HandoverRehearsal() {
    }

    /** {@return whether there may be one: a process that is to stop itself at a message must not do so here} */
    public static boolean possible() {
        return !StopPoint.isSet();
    }

    /** @throws IOException if the two connections do not come about */
    public static HandoverRehearsal open() throws IOException {
        final HandoverRehearsal rehearsal = new HandoverRehearsal();
        try {
            rehearsal.connect();
            return rehearsal;
        } catch (final IOException | RuntimeException e) {
            rehearsal.close();
            throw e;
        }
    }

    private void connect() throws IOException {
        final DomainSocketAddress address = new DomainSocketAddress("\0usher-rehearsal/" + ProcessHandle.current().pid());
        final Channel listener = new ServerBootstrap().group(thread.loop()).channel(EpollServerDomainSocketChannel.class)
            .childOption(ChannelOption.AUTO_READ, false).childHandler(new ChannelInitializer<EpollDomainSocketChannel>() {
                @Override
                protected void initChannel(final EpollDomainSocketChannel channel) throws IOException {
                    if (channel.peerCredentials().pid() == ProcessHandle.current().pid()) {
                        accepted.add(channel);
                    } else {
                        channel.close(); // Anybody on the host may knock.
                    }
                }
            }).bind(address).syncUninterruptibly().channel();
        final Channel control = open(address, DomainSocketReadMode.BYTES);
        final Channel controlled = taken();
        successor = new NettyPeer(controlled, thread, MessageType.Sender.PREDECESSOR, null);
        predecessor = new NettyPeer(control, thread, MessageType.Sender.SUCCESSOR, null);
        controlled.pipeline().addLast(new LineHandler(MessageType.Sender.SUCCESSOR,
            m -> thread.post(() -> successor.received(m)), why -> { }));
        control.pipeline().addLast(new LineHandler(MessageType.Sender.PREDECESSOR, predecessor::received, why -> { }));
        final Channel descriptors = open(address, DomainSocketReadMode.FILE_DESCRIPTORS);
        descriptors.pipeline().addLast(new ArrivingDescriptors(predecessor::arrived, cause -> predecessor.arrived(-1),
            () -> { }));
        successor.descriptors(taken());
        listener.close();
        for (final Channel channel : new Channel[] {control, controlled, descriptors}) {
            channel.config().setAutoRead(true);
        }
    }

    private Channel open(final DomainSocketAddress address, final DomainSocketReadMode mode) {
        return new Bootstrap().group(thread.loop()).channel(EpollDomainSocketChannel.class)
            .option(ChannelOption.AUTO_READ, false).option(EpollChannelOption.DOMAIN_SOCKET_READ_MODE, mode)
            .handler(new ChannelInitializer<>() {
                @Override
                protected void initChannel(final Channel channel) {
                    // What hears it is added once both ends are known.
                }
            }).connect(address).syncUninterruptibly().channel();
    }

    private Channel taken() throws IOException {
        try {
            final Channel channel = accepted.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
            if (channel == null) {
                throw new IOException("a connection to this process itself was not accepted within " + LIMIT_SECONDS + " s");
            }
            return channel;
        } catch (final InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IOException interrupted(final InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IOException("interrupted", e);
    }

    /**
     * Freezes one proxy and lets its clients leave for the other one. Returns when all whose requests were queued have left.
     *
     * @throws IOException if that takes longer than 10 s
     */
    public Move begin(final Instance from, final TrafficEngine fromEngine, final TrafficEngine toEngine) throws IOException {
        final Move move = new Move(from, toEngine);
        thread.post(() -> move.start(fromEngine));
        await(move.queueEnd, 1);
        return move;
    }

    private static void await(final Semaphore what, final int count) throws IOException {
        try {
            if (!what.tryAcquire(count, LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("clients did not move within " + LIMIT_SECONDS + " s");
            }
        } catch (final InterruptedException e) {
            throw interrupted(e);
        }
    }

    @Override
    public void close() {
        thread.close();
    }

    /** One passing of clients. */
    public final class Move implements ClientIntake, ClientMoves.Requests {
        private final Instance from;
        private final TrafficEngine toEngine;
        private final Semaphore queueEnd = new Semaphore(0);
        private final Semaphore arrived = new Semaphore(0);
        private final ClientMoves leaving = new ClientMoves(successor, thread, 0, this);
        /** When the ledger was complete; written on the thread before anything is sent. */
        private long commit;

        private Move(final Instance from, final TrafficEngine toEngine) {
            this.from = from;
            this.toEngine = toEngine;
        }

        /**
         * Waits until so many clients have come.
         *
         * @throws IOException if that takes longer than 10 s
         */
        public void awaitArrived(final int clients) throws IOException {
            await(arrived, clients);
        }

        private void start(final TrafficEngine fromEngine) {
            final ArrivingClients arriving =
                new ArrivingClients(predecessor, this, SILENT, age -> commit - age, () -> false, null);
            predecessor.hears(new There(arriving, new TakenMessages(), queueEnd));
            successor.hears(new Here(leaving));
            from.lock().lock();
            try {
                from.ledger().freeze();
                commit = from.clock().nanoTime();
                TakenMessages.send(from.ledger().takenList(), successor);
                from.ledger().finishing(new SuccessorLines(successor, thread, leaving));
            } finally {
                from.lock().unlock();
            }
            fromEngine.finishing(leaving);
        }

        @Override
        public Arrival arrival(final int descriptor, final String luggage, final long arrivalNanos) {
            final Arrival client = toEngine.arrival(descriptor, luggage, arrivalNanos);
            return () -> {
                client.enter();
                arrived.release();
            };
        }

        @Override
        public void discard(final int descriptor) {
            HandoverClient.discard(descriptor);
        }

        @Override
        public void moved(final long request) {
            from.lock().lock();
            try {
                from.ledger().moveAcknowledged(request);
            } finally {
                from.lock().unlock();
            }
        }

        @Override
        public void stays(final long request) {
            from.lock().lock();
            try {
                from.ledger().moveRefused(request);
            } finally {
                from.lock().unlock();
            }
        }
    }

    /** What the predecessor hears: answers to its MOVEs. */
    private record Here(ClientMoves leaving) implements Hearer {
        @Override
        public void received(final Message m) {
            try {
                leaving.answered(m);
            } catch (final MalformedMessageException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void descriptor(final long n, final int descriptor) {
            HandoverClient.discard(descriptor);
        }

        @Override
        public void ended(final String why) {
            // Whoever waits for clients sees it.
        }
    }

    /** What the successor hears. It counts its own seats, so those that are taken at the predecessor are only read. */
    private record There(ArrivingClients arriving, TakenMessages taken, Semaphore queueEnd) implements Hearer {
        @Override
        public void received(final Message m) {
            try {
                switch (m.type()) {
                    case TAKEN -> taken.taken(m);
                    case LIMIT -> taken.limit(m);
                    case MOVE -> arriving.move(m);
                    case QUEUE_END -> queueEnd.release();
                    default -> { } // RELEASE, and nothing else
                }
            } catch (final MalformedMessageException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void descriptor(final long n, final int descriptor) {
            arriving.descriptor(n, descriptor);
        }

        @Override
        public void ended(final String why) {
            // See above.
        }
    }
}
