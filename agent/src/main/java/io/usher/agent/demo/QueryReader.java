package io.usher.agent.demo;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Reads one HTTP/1.1 message, body included, off a blocking stream: what the demonstration's servers and clients need, and
 * no more (RFC 9112, 6). Not for traffic: the proxy has its own framing.
 *
 * @param startLine request line or status line
 * @param keepAlive whether the connection stays open after it
 */
public record QueryReader(String startLine, boolean keepAlive) {

    /**
     * Reads the next message.
     *
     * @param in stream that stands at a message's first byte; best a buffered one
     * @return the message, or null at the end of the stream before its first byte
     * @throws IOException if the stream ends inside a message or cannot be read
     */
    public static QueryReader read(final InputStream in) throws IOException {
        final String start = line(in, true);
        if (start == null) {
            return null;
        }
        long length = 0;
        boolean chunked = false;
        boolean keepAlive = start.contains("HTTP/1.1");
        for (String field = line(in, false); !field.isEmpty(); field = line(in, false)) {
            final String lower = field.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Long.parseLong(lower.substring(15).trim());
            } else if (lower.startsWith("transfer-encoding:")) {
                chunked = lower.endsWith("chunked");
            } else if (lower.startsWith("connection:")) {
                keepAlive = lower.contains("keep-alive") || keepAlive && !lower.contains("close");
            }
        }
        if (chunked) {
            skipChunks(in);
        } else {
            in.skipNBytes(length);
        }
        return new QueryReader(start, keepAlive);
    }

    /**
     * The status of an answer, 100 to 999.
     *
     * @throws IOException if the message does not begin as an answer does
     */
    public int status() throws IOException {
        if (!startLine.startsWith("HTTP/1.") || startLine.length() < 12) {
            throw new IOException("status line: '" + startLine + "' (expected: HTTP/1.x and three digits)");
        }
        return Integer.parseInt(startLine.substring(9, 12));
    }

    private static void skipChunks(final InputStream in) throws IOException {
        for (long size = chunkSize(in); size > 0; size = chunkSize(in)) {
            in.skipNBytes(size + 2);
        }
        while (!line(in, false).isEmpty()) {
            continue;
        }
    }

    private static long chunkSize(final InputStream in) throws IOException {
        final String text = line(in, false);
        final int extension = text.indexOf(';');
        return Long.parseLong((extension < 0 ? text : text.substring(0, extension)).trim(), 16);
    }

    private static String line(final InputStream in, final boolean endAllowed) throws IOException {
        final byte[] bytes = new byte[8192];
        int length = 0;
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                if (endAllowed && length == 0) {
                    return null;
                }
                throw new EOFException("message ends inside a line after " + length + " bytes");
            }
            if (length == bytes.length) {
                throw new IOException("line longer than " + bytes.length + " bytes");
            }
            bytes[length++] = (byte) c;
        }
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1).stripTrailing();
    }
}
