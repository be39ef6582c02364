package io.usher.proxy.exactness;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** One whole answer as a client reads it. An answer cut short is an {@link IOException}. */
public record Answer(int status, boolean close, String body) {

    /** {@return the next answer; null when the connection ended properly before its first byte} */
    static Answer read(final InputStream in) throws IOException {
        final String first = Query.line(in);
        if (first == null) {
            return null;
        }
        boolean close = false;
        long length = -1;
        String line = Query.line(in);
        for (; line != null && !line.isEmpty(); line = Query.line(in)) {
            final String field = line.toLowerCase(Locale.ROOT);
            close |= field.equals("connection: close");
            length = field.startsWith("content-length: ") ? Long.parseLong(field.substring(16)) : length;
        }
        if (line == null || !first.matches("HTTP/1\\.[01] \\d\\d\\d .*")) {
            throw new EOFException("answer cut short or malformed after '" + first + "'");
        }
        final StringBuilder body = new StringBuilder();
        while (length < 0 || body.length() < length) {
            final int c = in.read();
            if (c < 0 && length < 0) {
                break;
            }
            if (c < 0) {
                throw new EOFException("answer cut short after " + body.length() + " of " + length + " bytes");
            }
            body.append((char) c);
        }
        return new Answer(Integer.parseInt(first.substring(9, 12)), close || length < 0, body.toString());
    }
}
