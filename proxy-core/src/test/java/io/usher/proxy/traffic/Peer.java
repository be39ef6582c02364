package io.usher.proxy.traffic;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One end of a connection, spoken by hand: a test's client, or its server's side. Reads give up after ten seconds. */
final class Peer implements AutoCloseable {

    private static final int READ_LIMIT_MILLIS = 10_000;

    final Socket socket;
    private final InputStream in;

    Peer(final Socket socket) {
        this.socket = socket;
        try {
            socket.setSoTimeout(READ_LIMIT_MILLIS);
            in = socket.getInputStream();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Peer to(final int port) {
        try {
            return new Peer(new Socket("127.0.0.1", port));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Peer send(final String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    Peer send(final byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a GET on a connection that is kept. */
    Peer get(final String path) {
        return send("GET " + path + " HTTP/1.1\r\nHost: test\r\n\r\n");
    }

    /** Reads up to and with the empty line; null at the end of the stream. */
    String head() {
        return until("\r\n\r\n");
    }

    /** Reads up to and with this text; null if the stream ends before its first byte. */
    String until(final String end) {
        final StringBuilder text = new StringBuilder();
        try {
            while (text.length() < end.length() || !text.substring(text.length() - end.length()).equals(end)) {
                final int c = in.read();
                if (c < 0) {
                    return text.length() == 0 ? null : text.append("<EOF>").toString();
                }
                text.append((char) c);
            }
            return text.toString();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads an answer with {@code Content-Length}; its body. */
    String body(final String head) {
        final int at = head.toLowerCase().indexOf("content-length: ") + "content-length: ".length();
        return exactly(Integer.parseInt(head.substring(at, head.indexOf('\r', at)).trim()));
    }

    /** Reads a whole answer with {@code Content-Length}. */
    String answer() {
        final String head = head();
        return head == null ? null : head + body(head);
    }

    String exactly(final int length) {
        try {
            return new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads and counts until the stream ends. */
    long drain() {
        final byte[] buffer = new byte[64 * 1024];
        long sum = 0;
        try {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                sum += n;
            }
            return sum;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything until the stream ends, or breaks. */
    String rest() {
        final ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            in.transferTo(all);
        } catch (final IOException e) {
            return all.toString(StandardCharsets.ISO_8859_1) + "<" + e.getMessage() + ">";
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    Peer finish() {
        try {
            socket.shutdownOutput();
            return this;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes by RST. */
    void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
