package io.usher.proxy.exactness;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * One request as a server reads it. The query string of its target says what the server shall do: {@code work=MILLIS},
 * {@code gate=NAME} (work until the test opens that gate), {@code size=BYTES} of the answer's body, {@code drip=NAME} (half of
 * the body is sent only when that gate opens), {@code status=CODE}, {@code close} (the connection ends with this answer),
 * {@code die=fin} or {@code die=rst} (no answer: the connection ends so, when the work is done), {@code junk} (an answer that is
 * no HTTP).
 */
public record Query(String line, boolean close) {

    /** {@return the next whole request; null when the client has ended its side before it} */
    static Query read(final InputStream in) throws IOException {
        final String first = line(in);
        boolean close = false;
        long body = 0;
        for (String line = first; line != null && !line.isEmpty(); line = line(in)) {
            final String field = line.toLowerCase(Locale.ROOT);
            close |= field.equals("connection: close");
            body = field.startsWith("content-length: ") ? Long.parseLong(field.substring(16)) : body;
        }
        for (long i = 0; i < body; i++) {
            if (in.read() < 0) {
                return null;
            }
        }
        return first == null ? null : new Query(first, close);
    }

    /** {@return a line without its end; null if the stream ends within it} */
    static String line(final InputStream in) throws IOException {
        final StringBuilder text = new StringBuilder();
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (c == '\n') {
                return text.toString();
            }
            if (c != '\r') {
                text.append((char) c);
            }
        }
        return null;
    }

    /** {@return the target, as in {@code /path?work=5}} */
    public String target() {
        return line.split(" ")[1];
    }

    /** {@return the same with these words behind those of its target; of two of one name the first counts} */
    Query with(final String words) {
        final String target = target();
        return new Query(line.replace(target, target + (target.indexOf('?') < 0 ? "?" : "&") + words), close);
    }

    Optional<String> word(final String name) {
        final String target = target();
        for (final String pair : target.substring(target.indexOf('?') + 1).split("&")) {
            if (pair.equals(name)) {
                return Optional.of("");
            }
            if (pair.startsWith(name + "=")) {
                return Optional.of(pair.substring(name.length() + 1));
            }
        }
        return Optional.empty();
    }

    long number(final String name, final long otherwise) {
        return word(name).map(Long::parseLong).orElse(otherwise);
    }

    /** {@return an answer to this request with a body of so many bytes} */
    byte[] answer(final int size, final boolean closing) {
        return ("HTTP/1.1 " + number("status", 200) + " As asked\r\nContent-Length: " + size + "\r\n"
            + (closing ? "Connection: close\r\n" : "") + "\r\n" + "ok".repeat((size + 1) / 2).substring(0, size))
            .getBytes(StandardCharsets.US_ASCII);
    }
}
