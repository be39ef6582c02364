package io.usher.proxy.exactness;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A client with one connection for all its life, led by the test: whatever the proxy does to it is an error. */
public final class KeptClient implements AutoCloseable {
    private static final int LIMIT_MILLIS = 60_000;

    /** Null for a unix connection. */
    private final Socket socket;
    private final SocketChannel channel;
    private final OutputStream out;
    private final InputStream in;

    private KeptClient(final Socket socket, final SocketChannel channel, final InputStream in, final OutputStream out) {
        this.socket = socket;
        this.channel = channel;
        this.in = new BufferedInputStream(in);
        this.out = out;
    }

    public static KeptClient tcp(final int port) throws IOException {
        final Socket socket = new Socket();
        socket.connect(new InetSocketAddress("127.0.0.1", port), LIMIT_MILLIS);
        socket.setSoTimeout(LIMIT_MILLIS);
        socket.setTcpNoDelay(true);
        return new KeptClient(socket, null, socket.getInputStream(), socket.getOutputStream());
    }

    public static KeptClient unix(final Path path) throws IOException {
        final SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(path));
        return new KeptClient(null, channel, Channels.newInputStream(channel), Channels.newOutputStream(channel));
    }

    public KeptClient send(final String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        return this;
    }

    /** Sends a whole request; the connection may be kept. */
    public KeptClient get(final String path) throws IOException {
        return send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
    }

    /** {@return the next answer, of any status; null when the proxy ended the connection properly before it} */
    public Answer next() throws IOException {
        return Answer.read(in);
    }

    /** Reads an answer of status 200 that does not end the connection; {@return its body}. */
    public String answer() throws IOException {
        final Answer answer = next();
        if (answer == null) {
            throw new EOFException("the connection ended without an answer");
        }
        if (answer.status() != 200) {
            throw new IOException("answer of status " + answer.status());
        }
        if (answer.close()) {
            throw new IOException("the proxy ends the connection");
        }
        return answer.body();
    }

    /** {@return the next byte; -1 at the end} For what is no HTTP. */
    public int read() throws IOException {
        return in.read();
    }

    /** FIN: says that nothing follows, and goes on reading. */
    public void finish() throws IOException {
        if (socket == null) {
            channel.shutdownOutput();
        } else {
            socket.shutdownOutput();
        }
    }

    /** RST. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Leaves by FIN, or by RST where the proxy's bytes are still unread. */
    @Override
    public void close() throws IOException {
        if (socket == null) {
            channel.close();
        } else {
            socket.close();
        }
    }
}
