package io.usher.agent.rest;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.agent.access.AccessSettings;
import io.usher.agent.access.Limits;
import io.usher.agent.access.Role;
import io.usher.agent.control.ListenAddress;
import io.usher.agent.request.Requester;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may not ask is told so after a long body too, over real sockets, instead of finding the connection reset. */
class RefusedBodiesTest {

    private static final int MEBIBYTE = 1 << 20;
    private static final String CHANGE = "PUT /v1/configuration/files/" + ConfigurationDouble.NAME;
    private static final int ATTEMPTS = 50;
    private static final String LAST = "GET /livez HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n";

    private final ServicesDouble services = new ServicesDouble();
    private RestServer server;
    private String reader;

    @BeforeEach
    void open() throws IOException {
        server = open(Limits.DEFAULT);
        reader = services.tokens.create("reader", Role.READ, Optional.empty(), Requester.AGENT).secret();
    }

    private RestServer open(final Limits limits) throws IOException {
        return RestServer.open(services.services(), List.of(new ListenAddress.Tcp(InetAddress.getByName("127.0.0.1"), 0)),
                new AccessSettings(Optional.empty(), Map.of(), Map.of(), Optional.empty(), limits));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void tellsWhoShowsNoTokenAndServesTheConnectionOn() throws Exception {
        told("401", CHANGE, "");
        told("401", CHANGE, "Authorization: Bearer usher_of_nobody\r\n");
    }

    @Test
    void tellsWhoseRoleIsTooLow() throws Exception {
        told("403", CHANGE, "Authorization: Bearer " + reader + "\r\n");
    }

    @Test
    void tellsAForeignPage() throws Exception {
        told("403", CHANGE, "Origin: http://evil.example\r\n");
    }

    @Test
    void tellsWhoAsksForWhatIsNotThere() throws Exception {
        told("404", "POST /v1/nowhere", "");
        told("405", "PUT /v1/reloads", "");
    }

    @Test
    void tellsWhoAsksTooOften() throws Exception {
        server.close();
        server = open(new Limits(1, 1, 10, 10));
        String answer = "";
        for (int i = 0; i < ATTEMPTS && !answer.contains("HTTP/1.1 429"); i++) { // after a second one may ask again
            answer = raw(head("GET /v1/status", "") + longRequest(CHANGE, "Connection: close\r\n"));
        }
        assertTrue(answer.contains("HTTP/1.1 429"), answer);
        assertTrue(answer.contains("more than 1 times a second"), answer);
    }

    @Test
    void takesChunksToo() throws Exception {
        final String answer = raw(head(CHANGE, "Transfer-Encoding: chunked\r\n") + "100000\r\n" + "x".repeat(MEBIBYTE)
                + "\r\n0\r\n\r\n" + LAST.formatted(server.listensOn()));
        assertRefused("401", answer);
        assertTrue(answer.contains("HTTP/1.1 200"), answer);
    }

    @Test
    void waitsNoLongForABodyThatDoesNotCome() throws Exception {
        final String answer = raw(head(CHANGE, "Content-Length: " + MEBIBYTE + "\r\n") + "the beginning");
        assertRefused("401", answer);
        assertTrue(answer.contains("Connection: close\r\n"), answer);
    }

    private void told(final String status, final String request, final String headers) throws IOException {
        final String answer = raw(longRequest(request, headers) + LAST.formatted(server.listensOn()));
        assertRefused(status, answer);
        assertTrue(answer.contains("HTTP/1.1 200"), answer);
    }

    private String longRequest(final String request, final String headers) {
        return head(request, headers + "Content-Length: " + MEBIBYTE + "\r\n") + "x".repeat(MEBIBYTE);
    }

    private static void assertRefused(final String status, final String answer) {
        assertTrue(answer.startsWith("HTTP/1.1 " + status), answer);
        assertTrue(answer.contains("application/problem+json"), answer);
    }

    private String head(final String request, final String headers) {
        return request + " HTTP/1.1\r\nHost: " + server.listensOn() + "\r\nContent-Type: text/plain\r\n" + headers + "\r\n";
    }

    /** Sends all of it before it reads any of the answer. */
    private String raw(final String bytes) throws IOException {
        final String[] address = server.listensOn().split(":");
        try (Socket socket = new Socket(address[0], Integer.parseInt(address[1]))) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            final ByteArrayOutputStream answer = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(answer);
            return answer.toString(StandardCharsets.ISO_8859_1);
        }
    }
}
