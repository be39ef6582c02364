package io.usher.proxy.runtime;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A client of a stats socket that sends and reads bytes; reading waits for the other side, for ever if need be. */
final class StatsClient implements AutoCloseable {

    private final SocketChannel channel;
    private final StringBuilder read = new StringBuilder();

    StatsClient(final Path path) throws IOException {
        channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(path));
    }

    /** One command as {@code socat} sends it: the line, then the end; returns all that comes until the end. */
    static String ask(final Path path, final String lines) throws IOException {
        try (StatsClient client = new StatsClient(path)) {
            client.send(lines);
            client.channel.shutdownOutput();
            return client.readAll();
        }
    }

    void send(final String text) throws IOException {
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    /** Everything until the server closes. */
    String readAll() throws IOException {
        while (more()) {
            Thread.onSpinWait();
        }
        return read.toString();
    }

    /** Reads until what has come so far ends with that. */
    String readUntil(final String end) throws IOException {
        while (!read.toString().endsWith(end)) {
            if (!more()) {
                throw new IOException("closed after '" + read + "' (expected: '" + end + "')");
            }
        }
        final String text = read.toString();
        read.setLength(0);
        return text;
    }

    private boolean more() throws IOException {
        final ByteBuffer buffer = ByteBuffer.allocate(65536);
        if (channel.read(buffer) < 0) {
            return false;
        }
        read.append(new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8));
        return true;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
