package io.usher.proxy.launch;

import io.netty.channel.unix.UnixChannel;
import io.usher.proxy.balance.Balancers;
import io.usher.proxy.config.Configuration;
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
import java.util.SplittableRandom;

/**
 * Sends requests through a private proxy on loopback before this process serves, so that the first clients do not wait for
 * code to be loaded and compiled: several at a time to a server with one seat, so that most of them queue. On a thread of its
 * own, beside the rest of the start. A failure costs only speed.
 */
final class WarmUp {
    /** How long the start waits for it, ms: a busy host has better things to do than to warm up. */
    private static final int PATIENCE_MILLIS = 1_000;
    /** How long it goes on by itself, ms. */
    private static final int LIMIT_MILLIS = 10_000;
    private static final int CLIENTS = 8;
    /** How often each client asks: the compiler takes notice of what ran some hundred times. */
    private static final int ROUNDS = 10;
    private static final byte[] REQUEST = LoopbackExchange.bytes("GET / HTTP/1.1\r\nHost: warm-up\r\n\r\n");
    private static final byte[] ANSWER = LoopbackExchange.bytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

    static final int EXPECTED = CLIENTS * ROUNDS;

    private final EventLoops loops;
    private final NanoClock clock;
    /** Written by the warm-up's thread, read by whoever has waited for it. */
    private volatile int answers;
    private final Thread thread = new Thread(this::run, "warm-up");

    private WarmUp(final EventLoops loops, final NanoClock clock) {
        this.loops = loops;
        this.clock = clock;
    }

    /** Begins. */
    static WarmUp begin(final EventLoops loops, final NanoClock clock) {
        final WarmUp warmUp = new WarmUp(loops, clock);
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
    }

    /** {@return how many answers have come, {@link #EXPECTED} when all went well} */
    int answers() {
        return answers;
    }

    private void run() {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(LIMIT_MILLIS);
            final Thread answering = new Thread(() -> answer(server), "warm-up-server");
            answering.setDaemon(true);
            answering.start();
            ask(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()));
        } catch (final IOException | RuntimeException e) {
            // not warm, but whole: whatever is wrong will be said by the start itself
            Thread.yield();
        }
    }

    /** A private proxy for that server. */
    private void ask(final InetSocketAddress server) throws IOException {
        final Configuration configuration = WarmUpConfiguration.forServer(server);
        final Instance instance = new Instance(configuration, 1, new Ledger(1, new Forgetful(), clock, LedgerEvents.NONE),
                clock, (severity, proxy, message) -> { });
        Balancers.install(instance, new SplittableRandom());
        final TrafficEngine engine = new TrafficEngine(instance, loops, record -> { });
        engine.listeners().bindAll(Map.of());
        try {
            engine.listeners().startAccepting();
            final UnixChannel listener = engine.listeners().open().values().iterator().next();
            askAll((InetSocketAddress) listener.localAddress());
        } finally {
            engine.listeners().close();
        }
    }

    private void askAll(final InetSocketAddress proxy) throws IOException {
        final List<Socket> clients = new ArrayList<>();
        try {
            for (int i = 0; i < CLIENTS; i++) {
                final Socket client = new Socket();
                clients.add(client);
                client.setSoTimeout(LIMIT_MILLIS);
                client.connect(proxy, LIMIT_MILLIS);
            }
            for (int round = 0; round < ROUNDS; round++) {
                for (final Socket client : clients) {
                    client.getOutputStream().write(REQUEST);
                }
                for (final Socket client : clients) {
                    if (LoopbackExchange.readUntil(client.getInputStream(), "\r\n\r\nok")) {
                        answers++;
                    }
                }
            }
        } finally {
            for (final Socket client : clients) {
                client.close();
            }
        }
    }

    private static void answer(final ServerSocket server) {
        try (Socket peer = server.accept()) {
            peer.setSoTimeout(LIMIT_MILLIS);
            while (LoopbackExchange.readUntil(peer.getInputStream(), "\r\n\r\n")) {
                peer.getOutputStream().write(ANSWER);
            }
        } catch (final IOException e) {
            // the asking side sees it
            Thread.yield();
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
