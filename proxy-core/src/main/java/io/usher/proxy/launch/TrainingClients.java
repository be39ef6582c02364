package io.usher.proxy.launch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The clients of {@link ArchiveTraining}: more than there are seats, some that say nothing for a while, one in the middle of a
 * request, some that leave. One thread each.
 */
final class TrainingClients {
    private static final int BUSY = 6;
    private static final int SOME = 40;
    private static final int LIMIT_MILLIS = 20_000;
    private static final String GET = "GET /training HTTP/1.1\r\nHost: training\r\n\r\n";
    private static final String POST = "POST /training HTTP/1.1\r\nHost: training\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "2\r\nab\r\n0\r\n\r\n";

    private final int http;
    private final int tcp;
    private final CountDownLatch some = new CountDownLatch(SOME);
    private final CountDownLatch quiet = new CountDownLatch(1);

    TrainingClients(final int http, final int tcp) {
        this.http = http;
        this.tcp = tcp;
    }

    /** All begin. */
    void begin() {
        for (int i = 0; i < BUSY; i++) {
            TrainingServers.daemon("busy", this::busy);
        }
        TrainingServers.daemon("idle", () -> pausing(GET, GET));
        TrainingServers.daemon("half", () -> pausing(GET + "GET /training HT", "TP/1.1\r\nHost: training\r\n\r\n"));
        TrainingServers.daemon("leaving", this::leaving);
        TrainingServers.daemon("tcp", this::plain);
    }

    /** Waits for some answers. */
    void some() throws IOException, InterruptedException {
        if (!some.await(LIMIT_MILLIS, TimeUnit.MILLISECONDS)) {
            throw new IOException("only " + (SOME - some.getCount()) + " answers came within " + LIMIT_MILLIS + " ms (expected: "
                    + SOME + ")");
        }
    }

    /** Those that paused go on. */
    void end() {
        quiet.countDown();
    }

    private Socket open(final int port) throws IOException {
        final Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(LIMIT_MILLIS);
        return socket;
    }

    private void busy() throws IOException {
        try (Socket socket = open(http)) {
            for (int i = 0; ask(socket, i % 4 == 3 ? POST : GET); i++) {
                some.countDown();
            }
        }
    }

    private void pausing(final String first, final String second) throws IOException, InterruptedException {
        try (Socket socket = open(http)) {
            if (ask(socket, first)) {
                quiet.await();
                ask(socket, second);
            }
        }
    }

    private void leaving() throws IOException, InterruptedException {
        while (quiet.getCount() > 0) {
            try (Socket socket = open(http)) {
                socket.getOutputStream().write(LoopbackExchange.bytes(GET));
                quiet.await(30, TimeUnit.MILLISECONDS);
            }
        }
    }

    private void plain() throws IOException {
        while (quiet.getCount() > 0) {
            try (Socket socket = open(tcp)) {
                ask(socket, GET);
            }
        }
    }

    private static boolean ask(final Socket socket, final String request) throws IOException {
        socket.getOutputStream().write(LoopbackExchange.bytes(request));
        return LoopbackExchange.readUntil(socket.getInputStream(), "\r\n\r\nok");
    }
}
