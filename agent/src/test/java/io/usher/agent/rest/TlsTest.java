package io.usher.agent.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.agent.access.AccessSettings;
import io.usher.agent.access.Limits;
import io.usher.agent.access.Pem;
import io.usher.agent.access.Role;
import io.usher.agent.access.TlsFiles;
import io.usher.agent.control.ListenAddress;
import io.usher.agent.request.Requester;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates on both sides, and new ones while the server runs. */
class TlsTest {

    private final ServicesDouble services = new ServicesDouble();
    @TempDir
    private Path folder;
    private RestServer server;

    @BeforeEach
    void open() throws Exception {
        for (final String name : List.of("ca.pem", "first.pem", "first.key", "second.pem", "second.key", "anna.pem", "anna.key",
                "mallory.pem", "mallory.key")) {
            Files.copy(Path.of(TlsTest.class.getResource("tls/" + name).toURI()), folder.resolve(name));
        }
        put("first");
        server = RestServer.open(services.services(), List.of(new ListenAddress.Tcp(InetAddress.getByName("127.0.0.1"), 0, true)),
                new AccessSettings(Optional.empty(), Map.of("CN=anna", Role.READ, "DNS:anna.example.org", Role.OPERATOR),
                        Map.of(), Optional.of(new TlsFiles(folder.resolve("own.pem"), folder.resolve("own.key"),
                                Optional.of(folder.resolve("ca.pem")))), Limits.DEFAULT));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void givesACertificateTheHighestRoleOfItsNames() throws Exception {
        assertTrue(ask("anna", "GET /v1/status", "").startsWith("HTTP/1.1 200"));
        assertTrue(ask("anna", "POST /v1/backends/custombe/servers/custom-server-1/drain", "").startsWith("HTTP/1.1 200"));
        assertEquals("certificate CN=anna operator", services.audit.page(1, Optional.empty()).get(0).by() + " "
                + services.audit.page(1, Optional.empty()).get(0).role());
        assertTrue(ask("anna", "GET /v1/tokens", "").startsWith("HTTP/1.1 403"));
    }

    @Test
    void letsNobodyInByACertificateThatHasNoRoleOrByNone() throws Exception {
        assertTrue(ask("mallory", "GET /v1/status", "").startsWith("HTTP/1.1 403"));
        assertTrue(ask(null, "GET /v1/status", "").startsWith("HTTP/1.1 401"));
        services.tokens.create("ci", Role.READ, Optional.empty(), Requester.AGENT);
        assertTrue(ask(null, "GET /v1/status", "Authorization: Bearer secret-ci\r\n").startsWith("HTTP/1.1 200"));
    }

    @Test
    void takesANewCertificateUpAndABadOneNot() throws Exception {
        assertEquals("CN=first", own());
        Files.writeString(folder.resolve("own.pem"), "no certificate");
        put("second");
        final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!own().equals("CN=second")) {
            assertTrue(System.nanoTime() < end, "the new certificate is not shown");
            Thread.onSpinWait();
        }
    }

    @Test
    void namesTheFileThatHoldsNoKeyAndNothingThatStandsInIt() throws Exception {
        Files.writeString(folder.resolve("own.key"), "hunter2");
        final IOException e =
                assertThrows(IOException.class, () -> Pem.identity(folder.resolve("own.pem"), folder.resolve("own.key")));
        assertTrue(e.getMessage().contains("own.key") && !e.getMessage().contains("hunter2"), e.getMessage());
        assertThrows(IOException.class, () -> Pem.identity(folder.resolve("own.key"), folder.resolve("first.key")));
    }

    private void put(final String name) throws IOException {
        for (final String suffix : List.of(".key", ".pem")) {
            final Path next = folder.resolve("next" + suffix);
            Files.copy(folder.resolve(name + suffix), next);
            Files.move(next, folder.resolve("own" + suffix), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private String own() throws Exception {
        try (SSLSocket socket = connect(null)) {
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSubjectX500Principal().getName();
        }
    }

    private String ask(final String client, final String request, final String fields) throws Exception {
        try (SSLSocket socket = connect(client)) {
            socket.getOutputStream().write((request + " HTTP/1.1\r\nHost: 127.0.0.1:" + port() + "\r\n" + fields
                    + "Connection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private SSLSocket connect(final String client) throws Exception {
        final TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(Pem.authorities(folder.resolve("ca.pem")));
        final KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        if (client != null) {
            keys.init(Pem.identity(folder.resolve(client + ".pem"), folder.resolve(client + ".key")), Pem.NO_PASSWORD);
        }
        final SSLContext context = SSLContext.getInstance("TLS");
        context.init(client == null ? null : keys.getKeyManagers(), trust.getTrustManagers(), null);
        final SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port());
        socket.setSoTimeout(30_000);
        socket.startHandshake();
        return socket;
    }

    private int port() {
        return Integer.parseInt(server.listensOn().substring(server.listensOn().lastIndexOf(':') + 1));
    }
}
