package io.usher.proxy.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.proxy.exactness.ProxySite;
import io.usher.proxy.live.Server;
import io.usher.proxy.live.TestInstance;
import io.usher.proxy.seat.HoldReason;
import io.usher.proxy.seat.Take;
import io.usher.proxy.traffic.EventLoops;
import io.usher.proxy.traffic.TrafficEngine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** HTTP checks over the idle connection of a one-slot server, through the real data path. */
@Timeout(60)
class CarriedCheckTest {

    private static final int SILENT = 0;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger checks = new AtomicInteger();
    private final CountDownLatch silence = new CountDownLatch(1);
    private volatile int health = 200;
    private TestInstance test;
    private EventLoops loops;
    private TrafficEngine engine;
    private CheckScheduler scheduler;

    CarriedCheckTest() throws IOException {
        // The listener is there before anything names its port.
    }

    @BeforeEach
    void start() throws Exception {
        threads.execute(this::accept);
        test = new TestInstance("listen b\n mode http\n bind 127.0.0.1:" + ProxySite.freePort()
            + "\n timeout connect 9s\n timeout server 9s\n timeout client 9s\n timeout check 300ms\n"
            + " option httpchk GET /health HTTP/1.1\n server s 127.0.0.1:" + listener.getLocalPort()
            + " maxconn 1 check inter 20 rise 1 fall 1\n", System::nanoTime);
        loops = new EventLoops(2, System::nanoTime);
        engine = new TrafficEngine(test.instance, loops, ended -> { });
        scheduler = new CheckScheduler(test.instance, IntStream.range(0, loops.count()).mapToObj(loops::loop).toList());
        engine.listeners().bindAll(Map.of());
        engine.listeners().startAccepting();
    }

    @AfterEach
    void stop() throws IOException {
        silence.countDown();
        scheduler.stopAll();
        engine.listeners().close();
        engine.sessions().shutdownAll();
        loops.close();
        listener.close();
        threads.shutdownNow();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                final Socket client = listener.accept();
                accepted.incrementAndGet();
                most.accumulateAndGet(open.incrementAndGet(), Math::max);
                threads.execute(() -> serve(client));
            } catch (final IOException closed) {
                return;
            }
        }
    }

    private void serve(final Socket client) {
        try (client; BufferedReader in = new BufferedReader(
                new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1))) {
            answer(client, in);
        } catch (final IOException | InterruptedException e) {
            silence.countDown(); // The proxy is gone at the end of the test.
        }
    }

    private void answer(final Socket client, final BufferedReader in) throws IOException, InterruptedException {
        try {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                final boolean check = line.startsWith("GET /health");
                boolean keep = true;
                for (String field = in.readLine(); field != null && !field.isEmpty(); field = in.readLine()) {
                    keep &= !field.equals("connection: close");
                }
                if (check) {
                    checks.incrementAndGet();
                }
                if (check && health == SILENT) {
                    silence.await();
                    break;
                }
                client.getOutputStream().write(("HTTP/1.1 " + (check ? health : 200)
                    + " Text\r\nContent-Length: 2\r\n\r\nok").getBytes(StandardCharsets.ISO_8859_1));
                if (!keep) {
                    break;
                }
            }
        } finally {
            // Before the close that the proxy sees: from then on it may open the next one.
            open.decrementAndGet();
        }
    }

    /** One request, after which a connection is idle. */
    private void ask() throws IOException {
        final InetSocketAddress address = (InetSocketAddress) engine.listeners().open().values().iterator().next()
            .localAddress();
        try (Socket client = new Socket(address.getAddress(), address.getPort());
             BufferedReader in = new BufferedReader(
                 new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1))) {
            client.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            assertEquals("HTTP/1.1 200 Text", in.readLine());
        }
        await("idle connection", () -> test.locked(() -> server().seats().idle() == 1));
    }

    private Server server() {
        return test.backend("b").servers().get(0);
    }

    private String status() {
        return test.locked(() -> server().statusText() + " " + server().health().status().word());
    }

    private static void await(final String what, final BooleanSupplier condition) {
        final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - end < 0, "not within 20 s: " + what);
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void checksGoOverTheIdleConnectionAndLeaveItIdle() throws Exception {
        ask();
        scheduler.start();
        await("ten checks", () -> checks.get() >= 10);
        assertEquals(1, accepted.get());
        assertEquals("UP L7OK", status());
        ask();
        assertEquals(1, accepted.get());
        assertEquals(0, server().inWork());
    }

    @Test
    void anAnswerOf500OverTheIdleConnectionMarksDown() throws Exception {
        ask();
        scheduler.start();
        await("a check", () -> checks.get() > 0);
        health = 500;
        await("server down", () -> status().equals("DOWN L7STS"));
        health = 200;
        await("server up", () -> status().equals("UP L7OK"));
        assertEquals(1, most.get());
    }

    @Test
    void aSilentServerKeepsTheSeatUntilItHasClosed() throws Exception {
        ask();
        health = SILENT;
        scheduler.start();
        await("server down", () -> status().equals("DOWN L7TOUT"));
        final List<Take> takes = test.locked(() -> List.copyOf(server().seats().takes()));
        assertEquals(1, takes.size());
        await("seat on hold", () -> test.locked(() -> takes.get(0).holdReason() == HoldReason.CHECK_TIMEOUT));
        assertEquals(1, accepted.get());
        health = 200;
        silence.countDown();
        await("server up", () -> status().equals("UP L7OK"));
        assertEquals(1, most.get());
    }
}
