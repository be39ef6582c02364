package io.usher.agent.demo;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** A syslog receiver on loopback that counts the lines of the proxy under demonstration and keeps the last one. */
public final class LogCounter implements Closeable {

    private final DatagramSocket socket;
    private final AtomicLong lines = new AtomicLong();
    private final AtomicReference<String> last = new AtomicReference<>("");

    public LogCounter() throws IOException {
        socket = new DatagramSocket(0, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        socket.setReceiveBufferSize(4 << 20);
        final Thread receiver = new Thread(this::receive, "log-counter");
        receiver.setDaemon(true);
        receiver.start();
    }

    public int port() {
        return socket.getLocalPort();
    }

    public long lines() {
        return lines.get();
    }

    public String last() {
        return last.get();
    }

    @Override
    public void close() {
        socket.close();
    }

    private void receive() {
        final DatagramPacket packet = new DatagramPacket(new byte[65535], 65535);
        while (!socket.isClosed()) {
            try {
                packet.setLength(65535);
                socket.receive(packet);
                lines.incrementAndGet();
                last.set(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1));
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new IllegalStateException("log receiver on port " + socket.getLocalPort(), e);
                }
            }
        }
    }
}
