package io.usher.proxy.generation;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Locale;

/** A client with one connection for all its life: whatever the proxy does to it is an error. */
final class KeptClient implements AutoCloseable {
    private static final int LIMIT_MILLIS = 60_000;

    private final AutoCloseable connection;
    private final OutputStream out;
    private final BufferedReader in;

    private KeptClient(final AutoCloseable connection, final InputStream in, final OutputStream out) {
        this.connection = connection;
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1));
        this.out = out;
    }

    static KeptClient tcp(final int port) throws IOException {
        final Socket socket = new Socket();
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        socket.setSoTimeout(LIMIT_MILLIS);
        socket.setTcpNoDelay(true);
        return new KeptClient(socket, socket.getInputStream(), socket.getOutputStream());
    }

    static KeptClient unix(final Path path) throws IOException {
        final SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(path));
        return new KeptClient(channel, Channels.newInputStream(channel), Channels.newOutputStream(channel));
    }

    KeptClient send(final String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        return this;
    }

    KeptClient get(final String path) throws IOException {
        return send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
    }

    /** Reads an answer of status 200 that does not end the connection; {@return its body}. */
    String answer() throws IOException {
        final String status = in.readLine();
        if (status == null || !status.startsWith("HTTP/1.1 200 ")) {
            throw new IOException("answer: " + status);
        }
        int length = 0;
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            final String field = line.toLowerCase(Locale.ROOT);
            if (field.equals("connection: close")) {
                throw new IOException("the proxy ends the connection");
            }
            if (field.startsWith("content-length: ")) {
                length = Integer.parseInt(field.substring("content-length: ".length()));
            }
        }
        final StringBuilder body = new StringBuilder();
        for (int i = 0; i < length; i++) {
            body.append((char) in.read());
        }
        return body.toString();
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (final IOException e) {
            throw e;
        } catch (final Exception e) {
            throw new IOException(e);
        }
    }
}
