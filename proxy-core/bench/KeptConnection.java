import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** GETs one after the other on one connection, with every byte counted. Used by one thread. */
final class KeptConnection implements Closeable {

    private static final int LIMIT_MILLIS = 10_000;

    private final Socket socket;
    private final InputStream in;
    private final int port;

    /** An answer: all its bytes on the wire, and its body. */
    record Answer(int wireBytes, byte[] body) {
    }

    KeptConnection(final int port) throws IOException {
        this.port = port;
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(LIMIT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    }

    /** @throws IOException if the answer is not a 200, or not whole */
    Answer get(final String path) throws IOException {
        final String request = "GET " + path + " HTTP/1.1\r\nHost: localhost:" + port
                + "\r\nAccept: application/json\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        int wire = 0;
        int length = -1;
        final String status = line();
        String field = status;
        for (; !field.isEmpty(); field = line()) {
            wire += field.length() + 2;
            if (field.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(field.substring("content-length:".length()).strip());
            }
        }
        wire += 2;
        if (!status.startsWith("HTTP/1.1 200 ")) {
            throw new IOException("GET " + path + ": " + status);
        }
        return length >= 0 ? new Answer(wire + length, exactly(length)) : chunks(wire);
    }

    private Answer chunks(final int headBytes) throws IOException {
        final ByteArrayOutputStream body = new ByteArrayOutputStream();
        int wire = headBytes;
        int size;
        do {
            final String line = line();
            size = Integer.parseInt(line.split(";")[0].strip(), 16);
            body.write(exactly(size));
            wire += line.length() + 2 + size + line().length() + 2;
        } while (size > 0);
        return new Answer(wire, body.toByteArray());
    }

    private byte[] exactly(final int length) throws IOException {
        final byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new IOException("closed after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    private String line() throws IOException {
        final StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("closed within a line");
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
