package io.usher.proxy.generation;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Keep-alive clients, each with one request at a time, until told to stop; what does not go well is kept. */
final class KeepAliveLoad implements AutoCloseable {
    private static final int LIMIT_MILLIS = 30_000;

    final AtomicInteger answered = new AtomicInteger();
    final List<String> failures = new CopyOnWriteArrayList<>();
    private final CountDownLatch left;
    private final int port;
    /** Set by the test's thread, read by the clients'. */
    private volatile boolean stopping;

    KeepAliveLoad(final int port, final int clients) {
        this.port = port;
        left = new CountDownLatch(clients);
        for (int i = 0; i < clients; i++) {
            final Thread thread = new Thread(this::run, "client-" + i);
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void run() {
        try {
            while (!stopping) {
                connection();
            }
        } finally {
            left.countDown();
        }
    }

    private void connection() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(LIMIT_MILLIS);
            final BufferedReader in = new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            boolean open = true;
            while (open && !stopping) {
                socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                open = answer(in);
            }
        } catch (final IOException e) {
            failures.add(e.toString());
        }
    }

    private boolean answer(final BufferedReader in) throws IOException {
        final String status = in.readLine();
        if (status == null || !status.startsWith("HTTP/1.1 200 ")) {
            failures.add("answer: " + status);
            return false;
        }
        boolean open = true;
        int length = 0;
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            final String field = line.toLowerCase(java.util.Locale.ROOT);
            open &= !field.equals("connection: close");
            if (field.startsWith("content-length: ")) {
                length = Integer.parseInt(field.substring("content-length: ".length()));
            }
        }
        for (int i = 0; i < length; i++) {
            in.read();
        }
        answered.incrementAndGet();
        return open;
    }

    @Override
    public void close() {
        stopping = true;
        try {
            left.await();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
