package io.usher.proxy.generation;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** One-slot servers with uninterruptible work: a second query at once is refused by closing, and counted. */
final class SlotServers implements AutoCloseable {
    private static final byte[] ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII);

    final AtomicInteger refused = new AtomicInteger();
    final AtomicInteger served = new AtomicInteger();
    /** Request lines in the order of their work's begin. */
    final List<String> order = new CopyOnWriteArrayList<>();
    private final List<ServerSocket> sockets = new ArrayList<>();
    private final long workMillis;

    SlotServers(final int count, final long workMillis) throws IOException {
        this.workMillis = workMillis;
        for (int i = 0; i < count; i++) {
            final ServerSocket socket = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
            sockets.add(socket);
            final AtomicInteger busy = new AtomicInteger();
            daemon(() -> accept(socket, busy));
        }
    }

    /** {@return the ports} */
    List<Integer> ports() {
        return sockets.stream().map(ServerSocket::getLocalPort).toList();
    }

    private static void daemon(final Runnable task) {
        final Thread thread = new Thread(task, "slot-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept(final ServerSocket socket, final AtomicInteger busy) {
        try {
            while (true) {
                final Socket client = socket.accept();
                daemon(() -> serve(client, busy));
            }
        } catch (final IOException e) {
            // Closed: the test is over.
        }
    }

    private void serve(final Socket client, final AtomicInteger busy) {
        try (client; BufferedReader in = new BufferedReader(
                new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII))) {
            for (String line = readHead(in); line != null; line = readHead(in)) {
                if (busy.getAndIncrement() > 0) {
                    busy.decrementAndGet();
                    refused.incrementAndGet();
                    return;
                }
                order.add(line);
                try {
                    Thread.sleep(workMillis); // The query's work, not a wait of the test's.
                } finally {
                    busy.decrementAndGet();
                }
                served.incrementAndGet();
                client.getOutputStream().write(ANSWER);
            }
        } catch (final IOException | InterruptedException e) {
            // The proxy's end of the connection is gone: its work here was done in full all the same.
        }
    }

    /** {@return the request line of a whole request; null if there is none} */
    private static String readHead(final BufferedReader in) throws IOException {
        final String first = in.readLine();
        String line = first;
        int body = 0;
        while (line != null && !line.isEmpty()) {
            body = line.toLowerCase(Locale.ROOT).startsWith("content-length: ") ? Integer.parseInt(line.substring(16)) : body;
            line = in.readLine();
        }
        for (int i = 0; i < body && line != null; i++) {
            line = in.read() < 0 ? null : line;
        }
        return line == null ? null : first;
    }

    @Override
    public void close() throws IOException {
        for (final ServerSocket s : sockets) {
            s.close();
        }
    }
}
