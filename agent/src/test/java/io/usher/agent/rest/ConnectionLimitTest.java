package io.usher.agent.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.usher.agent.access.AccessSettings;
import io.usher.agent.access.Limits;
import io.usher.agent.access.Role;
import io.usher.agent.control.ListenAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The limit of open connections, over real sockets. */
class ConnectionLimitTest {

    private static final int WAIT_MILLIS = 30_000;
    /** Long enough for an answer that must not come to come mostly; where it is too short the test passes. */
    private static final int SHORT_MILLIS = 500;

    private final ServicesDouble services = new ServicesDouble();

    @Test
    void letsAConnectionTooManyWaitUntilAnotherEnds() throws Exception {
        final AccessSettings access =
                new AccessSettings(Optional.of(Role.READ), Map.of(), Map.of(), Optional.empty(), new Limits(100, 100, 2, 10));
        final InetAddress loopback = InetAddress.getByName("127.0.0.1");
        try (RestServer server = RestServer.open(services.services(), List.of(new ListenAddress.Tcp(loopback, 0)), access)) {
            final int port = Integer.parseInt(server.listensOn().substring(server.listensOn().lastIndexOf(':') + 1));
            try (Socket first = new Socket(loopback, port); Socket second = new Socket(loopback, port)) {
                assertEquals("HTTP/1.1 200 OK", ask(first, port, WAIT_MILLIS));
                assertEquals("HTTP/1.1 200 OK", ask(second, port, WAIT_MILLIS));
                try (Socket third = new Socket(loopback, port)) {
                    assertThrows(SocketTimeoutException.class, () -> ask(third, port, SHORT_MILLIS));
                    first.close();
                    third.setSoTimeout(WAIT_MILLIS);
                    assertEquals("HTTP/1.1 200 OK", line(third));
                }
            }
        }
    }

    private static String ask(final Socket socket, final int port, final int limitMillis) throws IOException {
        socket.setSoTimeout(limitMillis);
        socket.getOutputStream()
                .write(("GET /livez HTTP/1.1\r\nHost: localhost:" + port + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return line(socket);
    }

    private static String line(final Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)).readLine();
    }
}
