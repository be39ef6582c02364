package io.usher.agent.demo;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * A closed load of N clients: each sends its next request when it has the answer to the last, on a kept connection or on a
 * new one each time, and counts every answer and every failure.
 *
 * <p>A kept connection that the proxy closes cleanly between two requests, before any byte of an answer, is opened again and
 * counted as {@link #reopened()}: RFC 9112, 9.3.1 lets clients do that. Everything else that goes wrong is a failure.
 */
public final class Load implements Closeable {

    private static final int LATENCIES_KEPT = 1 << 20;
    /** Where nobody listens, clients that ask again at once would take the processors from whoever is to start. */
    private static final long AFTER_FAILURE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final int port;
    private final boolean keepAlive;
    private final byte[] request;
    private final List<Thread> clients = new ArrayList<>();
    private final Map<Integer, LongAdder> statuses = new ConcurrentSkipListMap<>();
    private final Map<String, LongAdder> failures = new ConcurrentSkipListMap<>();
    private final LongAdder reopened = new LongAdder();
    private final long[] latencies = new long[LATENCIES_KEPT];
    private final AtomicInteger measured = new AtomicInteger();
    /** Written by whoever ends the load, read by the clients before each request. */
    private volatile boolean ending;

    /**
     * Starts the load at once.
     *
     * @param port      port on loopback
     * @param clients   number of clients, at least 1
     * @param keepAlive whether a client keeps its connection
     * @param path      request target
     */
    public Load(final int port, final int clients, final boolean keepAlive, final String path) {
        this.port = port;
        this.keepAlive = keepAlive;
        request = ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + (keepAlive ? "" : "Connection: close\r\n") + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < clients; i++) {
            final Thread client = new Thread(this::run, "load-client-" + i);
            client.setDaemon(true);
            this.clients.add(client);
            client.start();
        }
    }

    /** Answers by status so far. */
    public Map<Integer, Long> statuses() {
        final Map<Integer, Long> counts = new TreeMap<>();
        statuses.forEach((status, count) -> counts.put(status, count.sum()));
        return counts;
    }

    /** Failures by cause so far: connections refused, reset, closed without an answer. */
    public Map<String, Long> failures() {
        final Map<String, Long> counts = new TreeMap<>();
        failures.forEach((cause, count) -> counts.put(cause, count.sum()));
        return counts;
    }

    /** All answers so far. */
    public long answers() {
        return statuses.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** Answers that were not 200, and requests without any. */
    public long failed() {
        final long ok = statuses.containsKey(200) ? statuses.get(200).sum() : 0;
        return answers() - ok + failures.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** Kept connections found closed cleanly between two requests. */
    public long reopened() {
        return reopened.sum();
    }

    /**
     * Latency below which the given share of the (last million) answers came.
     *
     * @param share 0 to 1
     * @return milliseconds
     */
    public double percentileMillis(final double share) {
        final long[] sorted = Arrays.copyOf(latencies, Math.min(measured.get(), latencies.length));
        Arrays.sort(sorted);
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1, sorted.length * share)] / 1e6;
    }

    /** Lets each client finish the request it is at, and waits for that. */
    @Override
    public void close() {
        ending = true;
        for (final Thread client : clients) {
            try {
                client.join(60_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void run() {
        while (!ending) {
            try (Socket socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port)) {
                socket.setTcpNoDelay(true);
                converse(socket);
            } catch (IOException e) {
                failures.computeIfAbsent(String.valueOf(e.getMessage()), cause -> new LongAdder()).increment();
                LockSupport.parkNanos(AFTER_FAILURE_NANOS);
            }
        }
    }

    private void converse(final Socket socket) throws IOException {
        final InputStream in = new BufferedInputStream(socket.getInputStream(), 4096);
        boolean again = true;
        for (boolean first = true; again && !ending; first = false) {
            final long start = System.nanoTime();
            try {
                socket.getOutputStream().write(request);
            } catch (IOException e) {
                if (first) {
                    throw e;
                }
                reopened.increment();
                return;
            }
            final QueryReader answer = QueryReader.read(in);
            if (answer == null) {
                if (first) {
                    throw new IOException("closed without an answer");
                }
                reopened.increment();
                return;
            }
            latencies[Math.floorMod(measured.getAndIncrement(), LATENCIES_KEPT)] = System.nanoTime() - start;
            statuses.computeIfAbsent(answer.status(), status -> new LongAdder()).increment();
            again = keepAlive && answer.keepAlive();
        }
    }
}
