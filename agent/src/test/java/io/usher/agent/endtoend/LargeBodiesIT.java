package io.usher.agent.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** 2 GiB pass in each direction through a proxy whose heap is 64 MiB. */
class LargeBodiesIT {

    private static final long SIZE = 2L << 30;

    @Test
    void passTwoGibibytesInEachDirectionUnderASmallHeap() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1")); Stage stage = new Stage(1, 0)) {
            Files.writeString(stage.configuration, """
                    defaults
                        mode http
                        timeout client 30s
                        timeout server 30s
                        timeout connect 1s
                    listen large
                        bind 127.0.0.1:%d
                        server one 127.0.0.1:%d maxconn 1
                    """.formatted(stage.clientPort, server.getLocalPort()));
            final Process proxy = proxyWithSmallHeap(stage);
            final CompletableFuture<Long> received = CompletableFuture.supplyAsync(() -> serve(server));
            Await.until("the proxy listens", 60, () -> {
                new Socket("127.0.0.1", stage.clientPort).close();
                return true;
            }, stage::outputs);
            try (Socket client = new Socket("127.0.0.1", stage.clientPort)) {
                client.setSoTimeout(60_000);
                final OutputStream out = client.getOutputStream();
                out.write(("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + SIZE + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                send(out);
                final InputStream in = new BufferedInputStream(client.getInputStream(), 1 << 16);
                final String head = head(in);
                assertTrue(head.startsWith("HTTP/1.1 200"), () -> head + stage.outputs());
                assertEquals(SIZE, count(in, SIZE));
            }
            assertEquals(SIZE, received.get(60, TimeUnit.SECONDS));
            assertTrue(proxy.isAlive(), stage::outputs);
        }
    }

    private static Process proxyWithSmallHeap(final Stage stage) throws IOException {
        return stage.proxy("proxy.out", Map.of("USHER_JAVA_OPTS", "-Xmx64m"), "-db", "-f", stage.configuration.toString());
    }

    private static long serve(final ServerSocket server) {
        try (Socket socket = server.accept()) {
            final InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
            head(in);
            final long received = count(in, SIZE);
            final OutputStream out = socket.getOutputStream();
            out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + SIZE + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            send(out);
            return received;
        } catch (IOException e) {
            throw new IllegalStateException("the server of the large body", e);
        }
    }

    private static void send(final OutputStream out) throws IOException {
        final byte[] block = new byte[1 << 18];
        for (long sent = 0; sent < SIZE; sent += block.length) {
            out.write(block);
        }
        out.flush();
    }

    private static long count(final InputStream in, final long most) throws IOException {
        final byte[] block = new byte[1 << 18];
        long received = 0;
        while (received < most) {
            final int got = in.read(block, 0, (int) Math.min(block.length, most - received));
            if (got < 0) {
                break;
            }
            received += got;
        }
        return received;
    }

    private static String head(final InputStream in) throws IOException {
        final StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            final int c = in.read();
            if (c < 0) {
                throw new IOException("ends inside the head: " + head);
            }
            head.append((char) c);
        }
        return head.toString();
    }
}
