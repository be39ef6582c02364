package io.usher.proxy.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.proxy.live.Frontend;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code disable frontend}, {@code enable frontend}, {@code set maxconn frontend}. */
@Timeout(60)
class FrontendChangeTest {

    private static List<String> pause(final Rig rig, final boolean pause) {
        return rig.instance.pause(rig.instance.frontend("f").orElseThrow(), pause).toCompletableFuture().join();
    }

    @Test
    void releasesItsAddressAndServesWhomItHasAndListensAgain() throws IOException {
        try (TestServer server = TestServer.echoing();
             Rig rig = new Rig(2, HttpStreamTest.config(server.port(), "maxconn 1"))) {
            final int port = rig.port(0);
            try (Peer client = Peer.to(port)) {
                assertTrue(client.get("/one").answer().endsWith("/one"));
                assertEquals(List.of(), pause(rig, true));
                assertThrows(ConnectException.class, () -> new Socket("127.0.0.1", port).close());
                assertTrue(client.get("/two").answer().endsWith("/two"));
            }
            assertEquals(List.of(), pause(rig, false));
            try (Peer client = Peer.to(port)) {
                assertTrue(client.get("/three").answer().endsWith("/three"));
            }
            assertEquals(List.of("Paused frontend f.", "Resumed frontend f."),
                rig.events.stream().filter(line -> line.contains("frontend f")).toList());
        }
    }

    @Test
    void listensAgainThoughItsOldSocketIsStillBeingEmptied() throws IOException {
        try (TestServer server = TestServer.echoing();
             Rig rig = new Rig(2, HttpStreamTest.config(server.port(), "maxconn 1"))) {
            final Frontend frontend = rig.instance.frontend("f").orElseThrow();
            for (int i = 0; i < 20; i++) {
                rig.instance.pause(frontend, true); // Not awaited: it empties the socket for some milliseconds.
                assertEquals(List.of(), pause(rig, false));
            }
            try (Peer client = Peer.to(rig.port(0))) {
                assertTrue(client.get("/again").answer().endsWith("/again"));
            }
        }
    }

    @Test
    void staysPausedWhileSomebodyElseHasItsAddress() throws IOException {
        try (TestServer server = TestServer.echoing();
             Rig rig = new Rig(1, HttpStreamTest.config(server.port(), "maxconn 1"))) {
            final int port = rig.port(0);
            final Frontend frontend = rig.instance.frontend("f").orElseThrow();
            pause(rig, true);
            try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
                assertEquals(port, other.getLocalPort());
                assertEquals(1, pause(rig, false).size());
                assertTrue(frontend.paused());
            }
            assertEquals(List.of(), pause(rig, false));
            try (Peer client = Peer.to(port)) {
                assertTrue(client.get("/again").answer().endsWith("/again"));
            }
        }
    }

    @Test
    void isOpenedOnlyOnceItsGenerationAccepts() throws Exception {
        try (TestServer server = TestServer.echoing();
             Rig rig = new Rig(1, HttpStreamTest.config(server.port(), "maxconn 1"))) {
            final int port = rig.port(0);
            rig.engine.listeners().stopAccepting().get();
            pause(rig, true);
            assertThrows(ConnectException.class, () -> new Socket("127.0.0.1", port).close());
            pause(rig, false);
            assertThrows(ConnectException.class, () -> new Socket("127.0.0.1", port).close());
            rig.engine.listeners().startAccepting();
            try (Peer client = Peer.to(port)) {
                assertTrue(client.get("/one").answer().endsWith("/one"));
            }
        }
    }

    @Test
    void takesAsManyAsItsLimitSaysNow() {
        try (TestServer server = TestServer.echoing();
             Rig rig = new Rig(2, HttpStreamTest.config(server.port(), "maxconn 1"));
             Peer first = Peer.to(rig.port(0))) {
            final Frontend frontend = rig.instance.frontend("f").orElseThrow();
            assertTrue(first.get("/one").answer().endsWith("/one"));
            rig.instance.setMaxconn(frontend, 1).toCompletableFuture().join();
            try (Peer second = Peer.to(rig.port(0)).get("/two")) {
                assertTrue(first.get("/three").answer().endsWith("/three"));
                assertEquals(1, frontend.counters().sessions.current());
                rig.instance.setMaxconn(frontend, 2);
                assertTrue(second.answer().endsWith("/two"));
            }
        }
    }
}
