package io.usher.agent.cli;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * One request, one answer, over a {@link Transport}. A request is written by hand with {@code Connection: close} and HTTP/1.0,
 * to which no answer is chunked (RFC 9112, 6.1).
 */
final class Api {

    private static final int MOST_HEAD_BYTES = 64 * 1024;

    private final String name;
    private final String token;
    private final Transport transport;

    /**
     * @param name  the agent, for messages
     * @param token empty = none
     */
    Api(final String name, final String token, final Transport transport) {
        this.name = name;
        this.token = token;
        this.transport = transport;
    }

    /** What is done with the body of an answer that is no refusal. */
    private interface BodyReader {
        String read(InputStream in) throws IOException;
    }

    /**
     * Sends a request and reads the whole answer.
     *
     * @throws Refused if the agent says no
     */
    Answer send(final Request request) throws IOException {
        return exchange(request, in -> new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }

    /** Writes the body elsewhere; where the agent ends half-way this cannot be seen here. */
    Answer copy(final Request request, final OutputStream to) throws IOException {
        return exchange(request, in -> {
            final byte[] buffer = new byte[8192];
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                write(to, buffer, length);
            }
            return "";
        });
    }

    /** What fails here is not the agent. */
    private static void write(final OutputStream to, final byte[] buffer, final int length) {
        try {
            to.write(buffer, 0, length);
        } catch (IOException e) {
            throw new UncheckedIOException("what the agent answers cannot be written: " + e.getMessage(), e);
        }
    }

    /** Gives the body line by line as it comes, until it ends or the reader has seen enough and returns false. */
    Answer lines(final Request request, final Predicate<String> reader) throws IOException {
        return exchange(request, in -> {
            final BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null && reader.test(line);) {
                line = lines.readLine();
            }
            return "";
        });
    }

    private Answer exchange(final Request request, final BodyReader reader) throws IOException {
        final Answer answer;
        try (Transport.Connection connection = transport.open()) {
            connection.out().write(bytes(request));
            connection.out().flush();
            final InputStream in = new BufferedInputStream(connection.in());
            final String[] head = head(in).split("\r\n");
            final int status = Integer.parseInt(head[0].substring(9, 12));
            answer = new Answer(status, headers(head),
                    status >= 400 ? new String(in.readAllBytes(), StandardCharsets.UTF_8) : reader.read(in));
        } catch (IOException e) {
            throw new Unreachable("no answer from the agent at " + name + ": " + e.getMessage() + " (expected: a running"
                    + " usher-agent; --server says where)", e);
        }
        if (answer.status() >= 400) {
            throw Refused.of(name, answer);
        }
        return answer;
    }

    private byte[] bytes(final Request request) throws IOException {
        final StringBuilder head = new StringBuilder(request.method()).append(' ').append(request.target())
                .append(" HTTP/1.0\r\nHost: ").append(transport.host()).append("\r\nConnection: close\r\n");
        if (!token.isEmpty()) {
            head.append("Authorization: Bearer ").append(token).append("\r\n");
        }
        request.headers().forEach((field, value) -> head.append(field).append(": ").append(value).append("\r\n"));
        head.append("Content-Length: ").append(request.body().length).append("\r\n\r\n");
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(head.toString().getBytes(StandardCharsets.UTF_8));
        bytes.write(request.body());
        return bytes.toByteArray();
    }

    private String head(final InputStream in) throws IOException {
        final StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n", Math.max(0, head.length() - 4)) < 0) {
            final int next = in.read();
            if (next < 0 || head.length() == MOST_HEAD_BYTES) {
                throw new IOException("what answers at " + name + " is no HTTP server");
            }
            head.append((char) next);
        }
        if (!head.toString().matches("(?s)HTTP/1\\.\\d \\d{3}.*")) {
            throw new IOException("what answers at " + name + " is no HTTP server");
        }
        return head.toString();
    }

    private static Map<String, String> headers(final String[] head) {
        final Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < head.length; i++) {
            final int colon = head[i].indexOf(':');
            if (colon > 0) {
                headers.put(head[i].substring(0, colon).toLowerCase(Locale.ROOT), head[i].substring(colon + 1).strip());
            }
        }
        return headers;
    }
}
