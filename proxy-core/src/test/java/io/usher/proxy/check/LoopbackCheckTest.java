package io.usher.proxy.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.usher.proxy.live.Server;
import io.usher.proxy.live.TestInstance;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks over real sockets; the expected words are those of HAProxy 2.6.12 against the same servers. */
@Timeout(30)
class LoopbackCheckTest {

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private CheckScheduler scheduler;

    /** What a server does with a connection. */
    private interface Behaviour {
        void serve(Socket client) throws IOException;
    }

    @AfterEach
    void end() {
        if (scheduler != null) {
            scheduler.stopAll();
        }
        threads.shutdownNow();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private ServerSocket listen(final Behaviour behaviour) throws IOException {
        final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(() -> {
            while (!listener.isClosed()) {
                try {
                    final Socket client = listener.accept();
                    threads.execute(() -> serve(behaviour, client));
                } catch (final IOException closed) {
                    return;
                }
            }
        });
        return listener;
    }

    private static void serve(final Behaviour behaviour, final Socket client) {
        try (client) {
            behaviour.serve(client);
        } catch (final IOException reset) {
            // The check has closed by RST: nothing left to do for it.
        }
    }

    private Server check(final int port, final String backendLine, final String serverWords) {
        final TestInstance test = new TestInstance("backend b\n timeout connect 1s\n timeout server 1s\n " + backendLine
            + "\n server s 127.0.0.1:" + port + " maxconn 1 check inter 300 rise 1 fall 1 " + serverWords + "\n",
            System::nanoTime);
        final EventLoop loop = (EventLoop) group.iterator().next();
        scheduler = new CheckScheduler(test.instance, List.of(loop));
        scheduler.start();
        return test.server("b", "s");
    }

    private static <T> T locked(final Server server, final Supplier<T> action) {
        server.backend().instance().lock().lock();
        try {
            return action.get();
        } finally {
            server.backend().instance().lock().unlock();
        }
    }

    private static String result(final Server server) {
        return locked(server, () -> server.health().status().word() + (server.health().status().hasCode()
            ? " " + server.health().code() : "") + (server.health().info().isEmpty() ? "" : " " + server.health().info()));
    }

    private static void await(final String what, final Supplier<Boolean> condition) {
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (!condition.get()) {
            if (System.nanoTime() > deadline) {
                fail("not within 15 s: " + what);
            }
            Thread.onSpinWait();
        }
    }

    private static void readHead(final InputStream in) throws IOException {
        int seen = 0;
        while (seen < 4) {
            final int b = in.read();
            if (b < 0) {
                return;
            }
            seen = b == "\r\n\r\n".charAt(seen) ? seen + 1 : 0;
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nhi         | L7OK 200",
        "HTTP/1.1 301 Moved\\r\\nContent-Length: 0\\r\\n\\r\\n        | L7OK 301",
        "HTTP/1.1 200\\r\\n\\r\\n                                     | L7OK 200",
        "HTTP/1.0 500 Internal Oops\\r\\n\\r\\n                       | L7STS 500 Internal Oops",
        "HTTP/1.1 404 Not Found\\r\\nContent-Length: 0\\r\\n\\r\\n    | L7STS 404 Not Found",
        "HTTP/1.1 100 Continue\\r\\n\\r\\nHTTP/1.1 200 OK\\r\\n\\r\\n | L7STS 100 Continue",
        "SSH-2.0-foo\\r\\n\\r\\n                                      | L7RSP",
        "HTTP/1.1 200 O                                               | L7RSP",
        "''                                                           | L7RSP"})
    void judgesAnswersAsHaproxyDoes(final String answer, final String expected) throws IOException {
        try (ServerSocket listener = listen(client -> {
            readHead(client.getInputStream());
            client.getOutputStream().write(answer.replace("\\r\\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        })) {
            final Server server = check(listener.getLocalPort(), "option httpchk", "");
            await(expected, () -> result(server).equals(expected));
            await("seat free", () -> locked(server, () -> server.seats().taken()) == 0);
        }
    }

    @Test
    void connectionRefusedIsL4con() throws IOException {
        final ServerSocket listener = listen(client -> { });
        listener.close();
        final Server server = check(listener.getLocalPort(), "", "");
        await("L4CON", () -> result(server).equals("L4CON Connection refused"));
        assertEquals("DOWN", locked(server, server::statusText));
        await("seat free", () -> locked(server, () -> server.seats().taken()) == 0);
    }

    @Test
    void connectionResetIsASocketError() throws IOException {
        try (ServerSocket listener = listen(client -> {
            readHead(client.getInputStream());
            client.setSoLinger(true, 0);
        })) {
            final Server server = check(listener.getLocalPort(), "option httpchk", "");
            await("SOCKERR", () -> result(server).equals("SOCKERR Connection reset by peer"));
        }
    }

    @Test
    void missingUnixSocketIsASocketError() {
        final TestInstance test = new TestInstance("backend b\n timeout connect 1s\n timeout server 1s\n"
            + " server s unix@/nonexistent/socket check inter 300 rise 1 fall 1\n", System::nanoTime);
        scheduler = new CheckScheduler(test.instance, List.of((EventLoop) group.iterator().next()));
        scheduler.start();
        final Server server = test.server("b", "s");
        await("SOCKERR", () -> result(server).equals("SOCKERR General socket error (No such file or directory)"));
    }

    @Test
    void fullAcceptQueueIsL4tout() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
             Socket one = new Socket(listener.getInetAddress(), listener.getLocalPort());
             Socket two = new Socket(listener.getInetAddress(), listener.getLocalPort())) {
            assertTrue(one.isConnected() && two.isConnected());
            final Server server = check(listener.getLocalPort(), "", "");
            await("L4TOUT", () -> result(server).equals("L4TOUT"));
        }
    }

    @Test
    void seatOfATcpCheckIsTakenUntilTheServerCloses() throws IOException {
        final CountDownLatch close = new CountDownLatch(1);
        final CountDownLatch eof = new CountDownLatch(1);
        try (ServerSocket listener = listen(client -> {
            if (client.getInputStream().read() < 0) {
                eof.countDown();
            }
            try {
                close.await();
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        })) {
            final Server server = check(listener.getLocalPort(), "", "");
            await("our FIN", () -> eof.getCount() == 0);
            assertEquals("L4OK", result(server));
            assertEquals(1, locked(server, () -> server.seats().taken()));
            close.countDown();
            await("seat free", () -> locked(server, () -> server.seats().taken()) == 0);
        }
    }

    @Test
    void silentServerIsL7toutAndKeepsItsSeatUntilItCloses() throws IOException {
        final CountDownLatch close = new CountDownLatch(1);
        try (ServerSocket listener = listen(client -> {
            try {
                close.await();
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        })) {
            final Server server = check(listener.getLocalPort(), "option httpchk", "");
            await("L7TOUT", () -> result(server).equals("L7TOUT"));
            assertEquals(1, locked(server, () -> server.seats().taken()));
            close.countDown();
            await("seat free", () -> locked(server, () -> server.seats().taken()) == 0);
        }
    }
}
