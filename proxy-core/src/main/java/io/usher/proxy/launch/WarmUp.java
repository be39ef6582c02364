package io.usher.proxy.launch;

import io.netty.channel.unix.UnixChannel;
import io.usher.proxy.balance.Balancers;
import io.usher.proxy.config.Configuration;
import io.usher.proxy.generation.HandoverRehearsal;
import io.usher.proxy.live.Instance;
import io.usher.proxy.seat.Ledger;
import io.usher.proxy.seat.LedgerEvents;
import io.usher.proxy.seat.NanoClock;
import io.usher.proxy.seat.SeatJournal;
import io.usher.proxy.seat.Take;
import io.usher.proxy.traffic.EventLoops;
import io.usher.proxy.traffic.TrafficEngine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends requests through a private proxy on loopback before this process serves, so that the first clients do not wait for
 * code to be loaded and compiled: several at a time to a server with one seat, so that most of them queue. Then the clients
 * pass from one such proxy to the next, as they will at a handover ({@link HandoverRehearsal}). On a thread of its own, beside
 * the rest of the start. A failure costs only speed.
 */
final class WarmUp {
    /** How long the start waits for it, ms: a busy host has better things to do than to warm up. */
    private static final int PATIENCE_MILLIS = 1_000;
    /** How long it goes on by itself, ms. */
    private static final int LIMIT_MILLIS = 10_000;
    private static final int CLIENTS = 8;
    private static final byte[] REQUEST = LoopbackExchange.bytes("GET / HTTP/1.1\r\nHost: warm-up\r\n\r\n");
    private static final byte[] ANSWER = LoopbackExchange.bytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

    private static final long POLL_NANOS = 100_000;

    /**
     * How much of it. The compiler takes notice of what ran some hundred times.
     *
     * @param rounds how often each client asks
     * @param moves  how often the clients move to another proxy
     */
    record Extent(int rounds, int moves) {
        /** Nobody serves meanwhile, so that it is to be short; clients will leave one day, by code that is at least loaded. */
        static final Extent COLD_START = new Extent(10, 3);
        /** The predecessor serves meanwhile, and its clients come all at once. */
        static final Extent HANDOVER = new Extent(40, 30);

        /** {@return how many answers come when all goes well} */
        int answers() {
            return CLIENTS * (rounds + moves);
        }
    }

    private final EventLoops loops;
    private final NanoClock clock;
    private final Extent extent;
    /** The server answers as often as it may. */
    private final Semaphore gate = new Semaphore(0);
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    /** Whether nobody waits for it any more. */
    private volatile boolean enough;
    /** Written by the warm-up's thread, read by whoever has waited for it. */
    private volatile int answers;
    private final Thread thread = new Thread(this::run, "warm-up");

    private WarmUp(final EventLoops loops, final NanoClock clock, final Extent extent) {
        this.loops = loops;
        this.clock = clock;
        this.extent = extent;
    }

    /** Begins. */
    static WarmUp begin(final EventLoops loops, final NanoClock clock, final Extent extent) {
        final WarmUp warmUp = new WarmUp(loops, clock, extent);
        warmUp.thread.setDaemon(true);
        warmUp.thread.start();
        return warmUp;
    }

    /** Waits for its end, for at most a second. */
    void await() {
        await(PATIENCE_MILLIS);
    }

    void await(final int millis) {
        try {
            thread.join(millis);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        enough = true; // From now on the processors are for clients.
    }

    /** {@return how many answers have come} */
    int answers() {
        return answers;
    }

    private void run() {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(LIMIT_MILLIS);
            daemon(() -> accept(server));
            ask(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()));
        } catch (final IOException | RuntimeException e) {
            // not warm, but whole: whatever is wrong will be said by the start itself
            Thread.yield();
        }
    }

    private static void daemon(final Runnable body) {
        final Thread thread = new Thread(body, "warm-up-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** A private proxy for that server: it is asked, then its clients move to another one, and on. */
    private void ask(final InetSocketAddress server) throws IOException {
        final Configuration configuration = WarmUpConfiguration.forServer(server);
        final Instance instance = instance(configuration);
        final TrafficEngine engine = new TrafficEngine(instance, loops, record -> { });
        final List<Socket> clients = new ArrayList<>();
        engine.listeners().bindAll(Map.of());
        try {
            engine.listeners().startAccepting();
            final UnixChannel listener = engine.listeners().open().values().iterator().next();
            connect(clients, (InetSocketAddress) listener.localAddress());
            for (int round = 0; round < extent.rounds && !enough; round++) {
                send(clients);
                gate.release(CLIENTS);
                receive(clients);
            }
            move(configuration, instance, engine, clients);
        } finally {
            engine.listeners().close();
            for (final Socket client : clients) {
                client.close();
            }
            for (final Socket connection : connections) {
                connection.close();
            }
        }
    }

    private void move(final Configuration configuration, final Instance first, final TrafficEngine engine,
                      final List<Socket> clients) throws IOException {
        if (!HandoverRehearsal.possible()) {
            return;
        }
        Instance from = first;
        TrafficEngine fromEngine = engine;
        try (HandoverRehearsal rehearsal = HandoverRehearsal.open()) {
            for (int move = 0; move < extent.moves && !enough; move++) {
                final Instance to = instance(configuration);
                final TrafficEngine toEngine = new TrafficEngine(to, loops, record -> { });
                send(clients);
                awaitQueue(from);
                final HandoverRehearsal.Move moving = rehearsal.begin(from, fromEngine, toEngine);
                gate.release(CLIENTS);
                receive(clients);
                moving.awaitArrived(CLIENTS);
                from = to;
                fromEngine = toEngine;
            }
        }
    }

    private Instance instance(final Configuration configuration) {
        final Instance instance = new Instance(configuration, 1, new Ledger(1, new Forgetful(), clock, LedgerEvents.NONE),
                clock, (severity, proxy, message) -> { });
        Balancers.install(instance, new SplittableRandom());
        return instance;
    }

    /** All but the one that is at the server wait for it. */
    private void awaitQueue(final Instance instance) throws IOException {
        final long end = clock.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LIMIT_MILLIS);
        while (queued(instance) < CLIENTS - 1) {
            if (clock.nanoTime() - end > 0) {
                throw new IOException("requests of the warm-up did not queue within " + LIMIT_MILLIS + " ms");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static int queued(final Instance instance) {
        instance.lock().lock();
        try {
            return instance.backends().get(0).totalQueued();
        } finally {
            instance.lock().unlock();
        }
    }

    // ---- clients

    private static void connect(final List<Socket> clients, final InetSocketAddress proxy) throws IOException {
        for (int i = 0; i < CLIENTS; i++) {
            final Socket client = new Socket();
            clients.add(client);
            client.setSoTimeout(LIMIT_MILLIS);
            client.connect(proxy, LIMIT_MILLIS);
        }
    }

    private static void send(final List<Socket> clients) throws IOException {
        for (final Socket client : clients) {
            client.getOutputStream().write(REQUEST);
        }
    }

    private void receive(final List<Socket> clients) throws IOException {
        for (final Socket client : clients) {
            if (LoopbackExchange.readUntil(client.getInputStream(), "\r\n\r\nok")) {
                answers++;
            }
        }
    }

    // ---- the server

    private void accept(final ServerSocket server) {
        try {
            while (!server.isClosed()) {
                final Socket peer = server.accept();
                connections.add(peer);
                daemon(() -> answer(peer));
            }
        } catch (final IOException e) {
            // the asking side sees it
            Thread.yield();
        }
    }

    private void answer(final Socket connection) {
        try (Socket peer = connection) {
            peer.setSoTimeout(LIMIT_MILLIS);
            while (LoopbackExchange.readUntil(peer.getInputStream(), "\r\n\r\n")) {
                gate.acquire();
                peer.getOutputStream().write(ANSWER);
            }
        } catch (final IOException e) {
            // the asking side sees it
            Thread.yield();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Seats of a warm-up need not outlive it. */
    private static final class Forgetful implements SeatJournal {
        @Override
        public void write(final Take take) {
            // nothing to remember
        }

        @Override
        public void clear(final Take take) {
            // nothing to forget
        }
    }
}
