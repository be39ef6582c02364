package io.usher.proxy.exactness;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Keep-alive clients of proxies that get killed: a broken connection is counted, a refused one is tried again, but each
 * answer must be a proper one, and the client's own: each request asks for a size that no other one of its client asked for.
 */
final class MortalLoad implements AutoCloseable {
    private static final int LIMIT_MILLIS = 30_000;
    private static final int SIZES = 1000;

    private final AtomicInteger ok = new AtomicInteger();
    private final List<String> broken = new CopyOnWriteArrayList<>();
    private final List<String> wrong = new CopyOnWriteArrayList<>();
    private final CountDownLatch left;
    private final int port;
    private final int patience;
    /** Set by the test's thread, read by the clients'. */
    private volatile boolean stopping;

    /** @param patience ms a client waits for its answer before it leaves; 0 = until it comes */
    MortalLoad(final int port, final int clients, final int patience) {
        this.port = port;
        this.patience = patience;
        left = new CountDownLatch(clients);
        for (int i = 0; i < clients; i++) {
            final Thread thread = new Thread(this::run, "mortal-client-" + i);
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** {@return proper answers} */
    int ok() {
        return ok.get();
    }

    /** {@return connections that ended without the answer that was due on them} */
    List<String> broken() {
        return broken;
    }

    /** {@return answers that are no request's proper one} */
    List<String> wrong() {
        return wrong;
    }

    private void run() {
        int size = 0;
        try {
            while (!stopping) {
                size = connection(size);
            }
        } finally {
            left.countDown();
        }
    }

    private int connection(final int before) {
        int size = before;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(patience == 0 ? LIMIT_MILLIS : patience);
            socket.setTcpNoDelay(true);
            socket.setSoLinger(patience > 0, 0); // Who loses patience leaves by RST.
            final InputStream in = new BufferedInputStream(socket.getInputStream());
            boolean open = true;
            while (open && !stopping) {
                size = size % SIZES + 1;
                socket.getOutputStream().write(("GET /?size=" + size + " HTTP/1.1\r\nHost: x\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
                open = answered(size, Answer.read(in));
            }
        } catch (final ConnectException e) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10)); // Nobody listens: as a client's next attempt.
        } catch (final SocketTimeoutException e) {
            if (patience == 0) {
                wrong.add("no answer within " + LIMIT_MILLIS + " ms");
            }
        } catch (final IOException e) {
            broken.add(e.getMessage());
        }
        return size;
    }

    private boolean answered(final int size, final Answer answer) {
        if (answer == null) {
            broken.add("closed without an answer");
            return false;
        }
        if (answer.status() != 200 || answer.body().length() != size) {
            wrong.add("asked for " + size + " bytes, answered " + answer);
        }
        ok.incrementAndGet();
        return !answer.close();
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
