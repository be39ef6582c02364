package io.usher.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One request, one answer, over a {@link Transport}. A request is written by hand with {@code Connection: close} and HTTP/1.0,
 * to which no answer is chunked (RFC 9112, 6.1).
 */
final class Api {

    private static final ObjectMapper JSON = new ObjectMapper();
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
        if (!token.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException("the token holds characters that no token has (expected: one as it was shown)");
        }
    }

    /** The body of a successful answer as text. */
    String text(final String method, final String path, final String body) throws IOException {
        final ByteArrayOutputStream answer = new ByteArrayOutputStream();
        copy(method, path, body, answer);
        return answer.toString(StandardCharsets.UTF_8);
    }

    /** The body of a successful answer as JSON. */
    JsonNode json(final String method, final String path, final String body) throws IOException {
        return JSON.readTree(text(method, path, body));
    }

    /** Writes the body of a successful answer; where the agent ends half-way this cannot be seen here. */
    void copy(final String method, final String path, final String body, final OutputStream to) throws IOException {
        final int status;
        final byte[] refusal;
        try (Transport.Connection connection = transport.open()) {
            connection.out().write(request(method, path, body));
            connection.out().flush();
            final InputStream in = new BufferedInputStream(connection.in());
            status = status(in);
            refusal = status >= 400 ? in.readAllBytes() : null;
            if (refusal == null) {
                in.transferTo(to);
            }
        } catch (IOException e) {
            throw new IOException("no answer from the agent at " + name + ": " + e.getMessage() + " (expected: a running usher-agent;"
                    + " --server says where)", e);
        }
        if (refusal != null) {
            throw new Refused(status, problem(status, new String(refusal, StandardCharsets.UTF_8)));
        }
    }

    private byte[] request(final String method, final String path, final String body) throws IOException {
        final byte[] payload = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
        final ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.write((method + " " + path + " HTTP/1.0\r\nHost: " + transport.host() + "\r\nConnection: close\r\n"
                + (token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n")
                + (body == null ? "" : "Content-Type: application/json\r\n") + "Content-Length: " + payload.length + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        request.write(payload);
        return request.toByteArray();
    }

    /** Reads the whole head. */
    private int status(final InputStream in) throws IOException {
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
        return Integer.parseInt(head.substring(9, 12));
    }

    private JsonNode problem(final int status, final String body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            return JSON.createObjectNode().put("detail", name + " answered " + status + ": " + body.strip());
        }
    }

    /** The agent said no. */
    static final class Refused extends IOException {

        private static final long serialVersionUID = 1L;

        private final int status;
        private final boolean gate;

        Refused(final int status, final JsonNode problem) {
            super(problem.path("detail").asText(problem.path("title").asText("the agent answered " + status)));
            this.status = status;
            gate = problem.path("type").asText().toLowerCase(Locale.ROOT).endsWith(":gate-shut");
        }

        int status() {
            return status;
        }

        boolean byTheGate() {
            return gate;
        }
    }
}
