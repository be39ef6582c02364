package io.usher.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * One request, one answer, over TCP or a unix socket. java.net.http has no unix sockets, so a request is written by hand with
 * {@code Connection: close} and HTTP/1.0, to which no answer is chunked (RFC 9112, 6.1).
 */
final class Api {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final SocketAddress address;
    private final String host;
    private final String name;

    Api(final String server) {
        name = server;
        if (server.startsWith("unix:")) {
            address = UnixDomainSocketAddress.of(Path.of(server.substring("unix:".length())));
            host = "localhost";
            return;
        }
        final URI uri = URI.create(server.contains("://") ? server : "http://" + server);
        if (!"http".equals(uri.getScheme()) || uri.getHost() == null) {
            throw new IllegalArgumentException("--server: '" + server + "' (expected: http://HOST:PORT or unix:PATH)");
        }
        final int port = uri.getPort() < 0 ? 80 : uri.getPort();
        address = new InetSocketAddress(uri.getHost().replaceAll("[\\[\\]]", ""), port);
        host = uri.getHost() + ":" + port;
    }

    /** The body of a successful answer as text. */
    String text(final String method, final String path, final String body) throws IOException {
        final Answer answer = exchange(method, path, body);
        if (answer.status >= 400) {
            throw new Refused(answer.status, problem(answer));
        }
        return answer.body;
    }

    /** The body of a successful answer as JSON. */
    JsonNode json(final String method, final String path, final String body) throws IOException {
        return JSON.readTree(text(method, path, body));
    }

    private JsonNode problem(final Answer answer) {
        try {
            return JSON.readTree(answer.body);
        } catch (IOException e) {
            return JSON.createObjectNode().put("detail", name + " answered " + answer.status + ": " + answer.body.strip());
        }
    }

    private Answer exchange(final String method, final String path, final String body) throws IOException {
        final byte[] payload = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
        final ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.write((method + " " + path + " HTTP/1.0\r\nHost: " + host + "\r\nConnection: close\r\n"
                + (body == null ? "" : "Content-Type: application/json\r\n") + "Content-Length: " + payload.length + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        request.write(payload);
        try (SocketChannel channel = open()) {
            final ByteBuffer bytes = ByteBuffer.wrap(request.toByteArray());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            try (InputStream in = Channels.newInputStream(channel)) {
                return Answer.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), name);
            }
        } catch (IOException e) {
            throw new IOException("no answer from the agent at " + name + ": " + e.getMessage() + " (expected: a running usher-agent;"
                    + " --server says where)", e);
        }
    }

    private SocketChannel open() throws IOException {
        if (address instanceof UnixDomainSocketAddress) {
            final SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            channel.connect(address);
            return channel;
        }
        final InetSocketAddress inet = (InetSocketAddress) address;
        if (inet.isUnresolved()) {
            throw new IOException("no such host '" + inet.getHostString() + "'");
        }
        return SocketChannel.open(inet);
    }

    private record Answer(int status, String body) {

        static Answer parse(final String text, final String name) throws IOException {
            final int end = text.indexOf("\r\n\r\n");
            if (!text.startsWith("HTTP/1.") || end < 12) {
                throw new IOException("what answers at " + name + " is no HTTP server");
            }
            return new Answer(Integer.parseInt(text.substring(9, 12)), text.substring(end + 4));
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
