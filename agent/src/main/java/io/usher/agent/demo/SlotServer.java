package io.usher.agent.demo;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A server that can work on exactly N queries at a time and whose work cannot be interrupted: the truth about exactness is
 * counted here, at the server.
 *
 * <p>A query too many is refused as such servers do it: the connection is closed without an answer, and the refusal is
 * counted. A client that hangs up does not end the work; the slot is busy, and the connection open, until the work is done.
 * It speaks just enough HTTP/1.1 for that: Content-Length and chunked bodies are read away, answers are kept alive.
 */
public final class SlotServer implements Closeable {

    private static final byte[] BODY = "done\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ANSWER = ("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + BODY.length
            + "\r\n\r\ndone\n").getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LAST_ANSWER = ("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n"
            + "Content-Length: " + BODY.length + "\r\n\r\ndone\n").getBytes(StandardCharsets.US_ASCII);

    private static final byte[] UNAVAILABLE = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);
    private static final byte[] JUNK = "junk\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTHING = {};
    /** How queries fail, in turn; the connection ends but with the first. */
    private static final List<byte[]> FAILURES = List.of(UNAVAILABLE, JUNK, NOTHING);

    private final ServerSocket listener;
    private final int slots;
    private final long workNanos;
    private final boolean keepAlive;
    private final AtomicInteger inWork = new AtomicInteger();
    private final AtomicInteger peak = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger peakOpen = new AtomicInteger();
    private final AtomicLong served = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong checks = new AtomicLong();
    private final AtomicLong checksWhileBusy = new AtomicLong();
    /** Written by whoever set the server up, read by its connections' threads. */
    private volatile String checkPath;
    private volatile boolean checksFail;
    private volatile int failEvery;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    /**
     * Starts a server on loopback.
     *
     * @param port      port, 0 = any free one
     * @param slots     queries it can work on at a time, at least 1
     * @param workNanos length of the work on a query, in nanoseconds
     * @param keepAlive whether connections stay open after an answer
     * @throws IOException if the port cannot be bound
     */
    public SlotServer(final int port, final int slots, final long workNanos, final boolean keepAlive) throws IOException {
        this.slots = slots;
        this.workNanos = workNanos;
        this.keepAlive = keepAlive;
        listener = new ServerSocket();
        listener.setReuseAddress(true);
        listener.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), 1024);
        daemon("slot-server-" + port(), this::acceptAll);
    }

    /** Port it listens on. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Queries answered so far. */
    public long served() {
        return served.get();
    }

    /** Queries refused because all slots were busy: each one is a seat sold twice. */
    public long refused() {
        return refused.get();
    }

    /** Queries in work now. */
    public int inWork() {
        return inWork.get();
    }

    /** Most queries that wanted to be in work at a time, refused ones included. */
    public int peak() {
        return peak.get();
    }

    /** Most connections that were open at a time, idle ones included. */
    public int peakOpen() {
        return peakOpen.get();
    }

    /**
     * Sets the target of health checks: they are answered at once, whatever is in work, and counted.
     *
     * @param path request target; every query for it is a check
     */
    public void checkPath(final String path) {
        checkPath = path;
    }

    /** Sets whether health checks are answered with 503 from now on. */
    public void failChecks(final boolean fail) {
        checksFail = fail;
    }

    /**
     * From now on some queries fail when their work is done, in turn with a 503, with something that is no HTTP, and with
     * nothing.
     *
     * @param queries one of so many; 0 = none
     */
    public void failEvery(final int queries) {
        failEvery = queries;
    }

    /** Health checks answered so far. */
    public long checks() {
        return checks.get();
    }

    /** Health checks that came while all slots were busy: a server without a seat for them would have refused them. */
    public long checksWhileBusy() {
        return checksWhileBusy.get();
    }

    /** As {@link #close}, with RST instead of FIN on its connections: how the kernel ends those of some processes that die. */
    public void reset() throws IOException {
        listener.close();
        for (final Socket connection : connections) {
            try {
                connection.setSoLinger(true, 0);
            } catch (SocketException e) {
                connections.remove(connection); // Its thread has closed it just now.
            }
        }
        close();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (final Socket connection : connections) {
            connection.close();
        }
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                final Socket connection = listener.accept();
                connections.add(connection);
                if (listener.isClosed()) {
                    // accept(2) may still hand one over after the close: a dead server takes no query.
                    connection.close();
                    return;
                }
                peakOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
                daemon("slot-server-" + port() + "-connection", () -> serve(connection));
            } catch (SocketException e) {
                if (!listener.isClosed()) {
                    throw new IllegalStateException("slot server on port " + port() + " cannot accept", e);
                }
            } catch (IOException e) {
                throw new IllegalStateException("slot server on port " + port() + " cannot accept", e);
            }
        }
    }

    private void serve(final Socket connection) {
        boolean counted = true;
        try (connection) {
            connection.setTcpNoDelay(true);
            final InputStream in = new BufferedInputStream(connection.getInputStream(), 4096);
            final OutputStream out = new BufferedOutputStream(connection.getOutputStream(), 4096);
            boolean again = true;
            while (again) {
                final QueryReader query = QueryReader.read(in);
                again = query != null && (check(query) ? answerCheck(out, keepAlive && query.keepAlive())
                        : work(out, keepAlive && query.keepAlive()));
            }
            // Counted before the FIN goes out: what the peer opens in answer to it is not a connection too many.
            open.decrementAndGet();
            counted = false;
        } catch (IOException e) {
            // The peer is gone. The slot was given back when the work was done; nothing is left to tell anybody.
            Thread.currentThread().setName("slot-server-" + port() + "-gone");
        } finally {
            if (counted) {
                open.decrementAndGet();
            }
            connections.remove(connection);
        }
    }

    private boolean check(final QueryReader query) {
        final String path = checkPath;
        if (path == null || !query.startLine().contains(" " + path + " ")) {
            return false;
        }
        checks.incrementAndGet();
        if (inWork.get() >= slots) {
            checksWhileBusy.incrementAndGet();
        }
        return true;
    }

    private boolean work(final OutputStream out, final boolean stayOpen) throws IOException {
        final int busy = inWork.incrementAndGet();
        try {
            peak.accumulateAndGet(busy, Math::max);
            if (busy > slots) {
                refused.incrementAndGet();
                return false;
            }
            final long end = System.nanoTime() + workNanos;
            for (long left = workNanos; left > 0; left = end - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        } finally {
            inWork.decrementAndGet();
        }
        final long number = served.incrementAndGet();
        final int every = failEvery;
        if (every > 0 && number % every == 0) {
            final byte[] failure = FAILURES.get((int) (number / every % FAILURES.size()));
            out.write(failure);
            out.flush();
            return stayOpen && failure == UNAVAILABLE;
        }
        return answer(out, stayOpen);
    }

    private boolean answerCheck(final OutputStream out, final boolean stayOpen) throws IOException {
        if (checksFail) {
            out.write(UNAVAILABLE);
            out.flush();
            return stayOpen;
        }
        return answer(out, stayOpen);
    }

    private static boolean answer(final OutputStream out, final boolean stayOpen) throws IOException {
        out.write(stayOpen ? ANSWER : LAST_ANSWER);
        out.flush();
        return stayOpen;
    }

    private static void daemon(final String name, final Runnable body) {
        final Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
    }
}
