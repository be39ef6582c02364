package io.usher.proxy.exactness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.proxy.generation.HandoverMessages;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Event 13: builds that speak different versions of the handover's protocol meet, and tell each other so. */
class HandoverVersionIT {
    private static final int OTHER = HandoverMessages.VERSION + 97;
    private static final String EXPECTED = "protocol version " + OTHER + " (expected: " + HandoverMessages.VERSION + ")";

    @TempDir
    Path temp;
    private SlotServers servers;
    private ProxySite site;

    @BeforeEach
    void make() throws IOException {
        servers = new SlotServers(2, 10);
        site = new ProxySite(temp.resolve("site"));
        site.configure("    no log\n" + site.frontend("b") + "backend b\n" + servers.lines("maxconn 1"));
    }

    @AfterEach
    void end() throws Exception {
        site.close();
        servers.close();
    }

    @Test
    void successorOfAnotherVersionIsRefusedByNameAndTheOldGenerationServesOn() throws Exception {
        final ProxyProcess old = site.first();
        try (KeepAliveLoad load = new KeepAliveLoad(site.port(), 4)) {
            for (final String hello : List.of(Integer.toString(OTHER), OTHER + " and more words")) {
                try (FakePeer newer = new FakePeer(site.socket(), hello)) {
                    assertEquals("REFUSED " + EXPECTED.replace(" ", "%20"), newer.line());
                    assertNull(newer.line());
                }
            }
            final int before = load.account().ok();
            site.await("it serves on", () -> load.account().ok() > before + 20);
            assertTrue(site.sole(old), () -> site.ask("show generation"));

            site.reload(old);
            load.close();
            assertEquals(List.of(), load.account().notOk());
        }
        assertEquals(0, servers.refused());
        assertEquals(1, servers.peak());
    }

    @Test
    void successorEndsNamingTheVersionOfItsPredecessor() throws Exception {
        assertTrue(answeredBy("REFUSED protocol%20version%202%20(expected:%2099)").contains(
            "the predecessor refuses: protocol version 2 (expected: 99)"));
        assertTrue(answeredBy("WELCOME " + OTHER + " 7 4711 8 token /nowhere").contains(
            "the predecessor speaks protocol version " + OTHER + " (expected: " + HandoverMessages.VERSION + ")"));
        assertTrue(answeredBy("GREETINGS 7").contains("does not answer as a generation: message 'GREETINGS': unknown"));
    }

    /** {@return what a start says that a predecessor answers so} */
    private String answeredBy(final String line) throws Exception {
        final Path socket = temp.resolve("fake.sock");
        try (ServerSocketChannel fake = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            fake.bind(UnixDomainSocketAddress.of(socket));
            final ProxyProcess young = site.start("-x", socket.toString());
            try (SocketChannel asked = fake.accept()) {
                assertEquals("usher-handover control " + HandoverMessages.VERSION + " " + young.pid(),
                    Query.line(Channels.newInputStream(asked)));
                asked.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
                assertEquals(1, young.exitStatus(), young.output());
                return young.output();
            }
        } finally {
            Files.deleteIfExists(socket);
        }
    }
}
