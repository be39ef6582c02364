package io.usher.proxy.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usher.proxy.exactness.ProxySite;
import io.usher.proxy.live.Server;
import io.usher.proxy.live.TestInstance;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers of one slot with frequent checks, under more load than they have slots. */
@Timeout(60)
class ChecksUnderLoadTest {

    private static final int SERVERS = 3;
    private static final int CLIENTS = 8;
    private static final int REQUESTS = 200;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** Counts connections that it has open at once; each may carry many requests. */
    private final class Slot implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final AtomicInteger open = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();
        private final AtomicInteger checks = new AtomicInteger();

        Slot() throws IOException {
            threads.execute(this::run);
        }

        private void run() {
            while (!listener.isClosed()) {
                try {
                    final Socket client = listener.accept();
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
                int requests = 0;
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    if (line.startsWith("OPTIONS")) {
                        checks.incrementAndGet();
                    }
                    if (line.isEmpty()) {
                        requests++;
                        client.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
                            .getBytes(StandardCharsets.ISO_8859_1));
                    }
                }
                if (requests == 0) {
                    checks.incrementAndGet();
                }
                // Before the close that the proxy sees: from then on it may open the next one.
                open.decrementAndGet();
            } catch (final IOException reset) {
                // The proxy is gone at the end of the test.
            }
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "option httpchk", "option http-server-close", "option httpchk\n option http-server-close"})
    void neverOpenASecondConnectionAndLoseNothing(final String options) throws Exception {
        final List<Slot> slots = new ArrayList<>();
        final StringBuilder text = new StringBuilder("listen b\n mode http\n bind 127.0.0.1:" + ProxySite.freePort()
            + "\n timeout connect 5s\n timeout server 20s\n timeout client 20s\n timeout queue 20s\n"
            + " timeout check 20s\n " + options + "\n");
        for (int i = 0; i < SERVERS; i++) {
            slots.add(new Slot());
            text.append(" server s").append(i).append(" 127.0.0.1:").append(slots.get(i).listener.getLocalPort())
                .append(" maxconn 1 check inter 20 rise 1 fall 1\n");
        }
        final TestInstance test = new TestInstance(text.toString(), System::nanoTime);
        final EventLoops loops = new EventLoops(2, System::nanoTime);
        final TrafficEngine engine = new TrafficEngine(test.instance, loops, ended -> { });
        final CheckScheduler scheduler =
            new CheckScheduler(test.instance, IntStream.range(0, loops.count()).mapToObj(loops::loop).toList());
        try {
            engine.listeners().bindAll(Map.of());
            engine.listeners().startAccepting();
            scheduler.start();
            while (!slots.stream().allMatch(slot -> slot.checks.get() > 0)) {
                // The load begins when each server has been checked once; the test's time limit bounds this.
                Thread.onSpinWait();
            }
            final InetSocketAddress address = (InetSocketAddress) engine.listeners().open().values().iterator().next()
                .localAddress();
            final List<Callable<Integer>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(() -> ask(address));
            }
            int answered = 0;
            for (final Future<Integer> client : threads.invokeAll(clients)) {
                answered += client.get();
            }
            assertEquals(CLIENTS * REQUESTS, answered);
            for (final Slot slot : slots) {
                assertEquals(1, slot.most.get(), "connections open at once");
            }
            assertEquals(List.of(), test.log.stream().filter(line -> !line.startsWith("DEBUG ")).toList(), "a wait is no news");
            for (final Server server : test.backend("b").servers()) {
                assertEquals("UP", test.locked(server::statusText));
            }
        } finally {
            scheduler.stopAll();
            engine.listeners().close();
            engine.sessions().shutdownAll();
            for (final Slot slot : slots) {
                slot.close();
            }
            loops.close();
            threads.shutdownNow();
            threads.awaitTermination(5, TimeUnit.SECONDS);
        }
    }

    private static int ask(final InetSocketAddress address) throws IOException {
        try (Socket socket = new Socket(address.getAddress(), address.getPort());
             BufferedReader in = new BufferedReader(
                 new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))) {
            socket.setSoTimeout(20_000);
            int good = 0;
            for (int i = 0; i < REQUESTS; i++) {
                socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
                final String status = in.readLine();
                if (!"HTTP/1.1 200 OK".equals(status)) {
                    throw new IOException("answer " + i + ": " + status);
                }
                String line = in.readLine();
                while (!line.isEmpty()) {
                    line = in.readLine();
                }
                assertEquals('o', in.read());
                assertEquals('k', in.read());
                good++;
            }
            return good;
        }
    }
}
