package io.usher.proxy.exactness;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/**
 * Clients that each have one request at a time, until told to stop. {@code Connection: close} of an answer is heeded; whatever
 * else ends a connection is a failure, which the {@linkplain #account() account} keeps.
 */
public final class KeepAliveLoad implements AutoCloseable {
    private static final int LIMIT_MILLIS = 30_000;

    private final Account account = new Account();
    private final CountDownLatch left;
    private final int port;
    private final boolean keep;
    private final Supplier<String> targets;
    /** Set by the test's thread, read by the clients'. */
    private volatile boolean stopping;

    /** Clients that keep their connections and ask for {@code /}. */
    public KeepAliveLoad(final int port, final int clients) {
        this(port, clients, true, () -> "/");
    }

    /** @param keep whether connections are kept, or each request has one of its own */
    public KeepAliveLoad(final int port, final int clients, final boolean keep, final Supplier<String> targets) {
        this.port = port;
        this.keep = keep;
        this.targets = targets;
        left = new CountDownLatch(clients);
        for (int i = 0; i < clients; i++) {
            final Thread thread = new Thread(this::run, "client-" + i);
            thread.setDaemon(true);
            thread.start();
        }
    }

    public Account account() {
        return account;
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
        String target = "(connecting)";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(LIMIT_MILLIS);
            socket.setTcpNoDelay(true);
            final InputStream in = new BufferedInputStream(socket.getInputStream());
            boolean open = true;
            while (open && !stopping) {
                target = targets.get();
                socket.getOutputStream().write(("GET " + target + " HTTP/1.1\r\nHost: x\r\n"
                    + (keep ? "" : "Connection: close\r\n") + "\r\n").getBytes(StandardCharsets.US_ASCII));
                open = answer(target, Answer.read(in));
            }
        } catch (final IOException e) {
            account.failed(target + ": " + e);
        }
    }

    private boolean answer(final String target, final Answer answer) {
        if (answer == null) {
            account.failed(target + ": closed without an answer");
            return false;
        }
        account.answered(answer.status());
        return keep && !answer.close();
    }

    /** Lets each client get the answer it waits for. */
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
