package io.usher.proxy.launch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Servers on loopback for {@link ArchiveTraining}: each request takes some milliseconds. One thread per connection. */
final class TrainingServers {
    private static final int WORK_MILLIS = 20;
    private static final byte[] ANSWER = LoopbackExchange.bytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

    private final List<ServerSocket> listeners = new ArrayList<>();

    /** Listens at free ports until the JVM ends. */
    TrainingServers(final int count) throws IOException {
        for (int i = 0; i < count; i++) {
            final ServerSocket listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
            listeners.add(listener);
            daemon("accept", () -> accept(listener));
        }
    }

    List<Integer> ports() {
        return listeners.stream().map(ServerSocket::getLocalPort).toList();
    }

    private static void accept(final ServerSocket listener) throws IOException {
        while (true) {
            final Socket peer = listener.accept();
            daemon("server", () -> answer(peer));
        }
    }

    private static void answer(final Socket peer) throws IOException, InterruptedException {
        try (peer) {
            while (LoopbackExchange.readUntil(peer.getInputStream(), "\r\n\r\n")) {
                TimeUnit.MILLISECONDS.sleep(WORK_MILLIS);
                peer.getOutputStream().write(ANSWER);
            }
        }
    }

    interface Work {
        void run() throws IOException, InterruptedException;
    }

    /** A thread of its own; that its connection ends early is part of the training. */
    static Thread daemon(final String name, final Work work) {
        final Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (final IOException | InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }, "training-" + name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
