package io.usher.proxy.traffic;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that does what a test says with each connection, and counts what matters: connections open at once. */
final class TestServer implements AutoCloseable {

    /** What is done with a connection, on a thread of its own; the connection is closed when it returns. */
    interface Script {
        void run(Peer client, TestServer server) throws IOException, InterruptedException;
    }

    final AtomicInteger accepted = new AtomicInteger();
    final AtomicInteger open = new AtomicInteger();
    final AtomicInteger mostOpen = new AtomicInteger();
    final AtomicInteger working = new AtomicInteger();
    final AtomicInteger mostWorking = new AtomicInteger();
    final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    /** Requests wait for a permit where the script calls {@link #work()}. */
    final Semaphore permits = new Semaphore(0);
    private final ServerSocket socket;
    private final CountDownLatch closed = new CountDownLatch(1);

    TestServer(final Script script) {
        try {
            socket = new ServerSocket(0, 1000, InetAddress.getByName("127.0.0.1"));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        start(() -> accept(script));
    }

    private static void start(final Runnable task) {
        final Thread thread = new Thread(task, "test-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept(final Script script) {
        try {
            while (true) {
                final Peer client = new Peer(socket.accept());
                accepted.incrementAndGet();
                final int now = open.incrementAndGet();
                mostOpen.accumulateAndGet(now, Math::max);
                start(() -> serve(script, client));
            }
        } catch (final IOException e) {
            closed.countDown();
        }
    }

    private void serve(final Script script, final Peer client) {
        try {
            script.run(client, this);
        } catch (final IOException | UncheckedIOException | InterruptedException e) {
            // The proxy went away: what the test is about shows elsewhere.
            client.socket.isClosed();
        } finally {
            // Before the close: the proxy may come again as soon as it has seen that.
            open.decrementAndGet();
            client.close();
        }
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Works until the test gives a permit. */
    void work() throws InterruptedException {
        mostWorking.accumulateAndGet(working.incrementAndGet(), Math::max);
        try {
            if (!permits.tryAcquire(10, TimeUnit.SECONDS)) {
                throw new InterruptedException("no permit within 10 s");
            }
        } finally {
            working.decrementAndGet();
        }
    }

    /** Answers each GET with its path. */
    static TestServer echoing() {
        return new TestServer((client, server) -> {
            for (String head = client.head(); head != null; head = client.head()) {
                final String path = path(head);
                server.requests.add(path);
                client.send("HTTP/1.1 200 OK\r\nContent-Length: " + path.length() + "\r\n\r\n" + path);
            }
        });
    }

    /** As {@link #echoing}, but works on each request first. */
    static TestServer working() {
        return new TestServer((client, server) -> {
            for (String head = client.head(); head != null; head = client.head()) {
                final String path = path(head);
                server.requests.add(path);
                server.work();
                client.send("HTTP/1.1 200 OK\r\nContent-Length: " + path.length() + "\r\n\r\n" + path);
            }
        });
    }

    static String path(final String head) {
        return head.split(" ")[1];
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
