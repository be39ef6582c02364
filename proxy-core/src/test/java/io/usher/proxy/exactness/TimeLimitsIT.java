package io.usher.proxy.exactness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code timeout server}, {@code tunnel}, {@code connect} and {@code queue}: who gives up is answered, and no seat is sold twice. */
class TimeLimitsIT {

    @TempDir
    Path temp;

    private static void assertExact(final SlotServer server, final int slots) {
        assertEquals(0, server.refused());
        assertTrue(server.served() > 0, "nothing was served");
        assertTrue(server.peak() <= slots, () -> server.peak() + " queries at a time");
        assertTrue(server.peakConnections() <= slots, () -> server.peakConnections() + " open connections");
    }

    /** One query in five takes longer than the limit; its client is told so, and its slot stays taken. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void timeoutServerUnderLoad(final int slots) throws Exception {
        try (SlotServer server = SlotServer.http(slots, 5); ProxySite site = new ProxySite(temp)) {
            server.disturb("work=900", 5);
            site.configure(site.frontend("b") + "backend b\n    timeout server 400ms\n    server s 127.0.0.1:" + server.port()
                + " maxconn " + slots + "\n");
            site.first();
            try (KeepAliveLoad load = new KeepAliveLoad(site.port(), 8)) {
                site.await("some were served and some timed out", () -> load.account().ok() > 10
                    && load.account().byStatus().getOrDefault(504, 0) > 3);
                load.close();
                assertEquals(List.of(), load.account().broken());
                assertTrue(Set.of(200, 504).containsAll(load.account().byStatus().keySet()), load.account().notOk().toString());
            }
            assertExact(server, slots);
        }
    }

    @Test
    void timeoutServerLeavesTheSeatOnHoldUntilTheServerIsDone() throws Exception {
        try (SlotServer server = SlotServer.http(1, 1); ProxySite site = new ProxySite(temp)) {
            site.configure(site.frontend("b") + "backend b\n    timeout server 3s\n    server s 127.0.0.1:" + server.port()
                + " maxconn 1\n");
            site.first();
            try (KeptClient slow = KeptClient.tcp(site.port()).get("/slow?gate=end"); KeptClient next = KeptClient.tcp(site.port())) {
                assertEquals(504, slow.next().status());
                assertEquals(1, site.seats("on-hold"));
                next.get("/next");
                site.await("the next one waits", () -> site.queued("b") == 1);
                assertEquals(1, server.busy());
                server.open("end");
                assertEquals("ok", next.answer());
            }
            assertExact(server, 1);
        }
    }

    @Test
    void timeoutTunnelLeavesTheSeatOnHoldUntilTheServerCloses() throws Exception {
        try (SlotServer server = SlotServer.countingConnections(1, 1); ProxySite site = new ProxySite(temp)) {
            site.configure("listen b\n    bind 127.0.0.1:" + site.port() + "\n    mode tcp\n    timeout tunnel 3s\n    server s 127.0.0.1:"
                + server.port() + " maxconn 1\n");
            site.first();
            try (KeptClient silent = KeptClient.tcp(site.port()).get("/silent?gate=end")) {
                assertEquals(-1, silent.read());
            }
            assertEquals(1, site.seats("on-hold"));
            try (KeptClient next = KeptClient.tcp(site.port())) {
                next.send("GET /next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
                site.await("the next one waits", () -> site.queued("b") == 1);
                assertEquals(1, server.accepted());
                server.open("end");
                assertEquals("ok", next.next().body());
            }
            assertExact(server, 1);
        }
    }

    @Test
    void timeoutConnectFreesTheSeatOfAConnectionThatIsNotThere() throws Exception {
        try (SlotServer server = SlotServer.withShortBacklog(1, 1); ProxySite site = new ProxySite(temp)) {
            site.configure(site.frontend("b") + "backend b\n    retries 0\n    timeout connect 500ms\n    server s 127.0.0.1:"
                + server.port() + " maxconn 1\n");
            site.first();
            server.fillBacklog();
            try (KeptClient first = KeptClient.tcp(site.port()).get("/first"); KeptClient next = KeptClient.tcp(site.port())) {
                assertEquals(503, first.next().status());
                assertEquals(0, site.seats("in-work") + site.seats("on-hold"));
                server.emptyBacklog();
                server.forgetPeaks();
                site.await("the next one is answered", () -> answered(next));
            }
            assertExact(server, 1);
        }
    }

    /** The kernel may take a while to open the backlog again; until then there is an answer too. */
    private static boolean answered(final KeptClient client) {
        try {
            return client.get("/next").next().status() == 200;
        } catch (final IOException e) {
            throw new AssertionError("a client without an answer", e);
        }
    }

    @Test
    void timeoutQueueDropsThePlaceInTheQueue() throws Exception {
        try (SlotServer server = SlotServer.http(1, 1); ProxySite site = new ProxySite(temp)) {
            site.configure(site.frontend("b") + "backend b\n    timeout queue 700ms\n    server s 127.0.0.1:" + server.port()
                + " maxconn 1\n");
            site.first();
            try (KeptClient busy = KeptClient.tcp(site.port()).get("/busy?gate=end")) {
                site.await("the server is busy", () -> server.busy() == 1);
                try (Crowd crowd = new Crowd(site.port(), Collections.nCopies(50, "/waiting"))) {
                    site.await("all of them were told", () -> crowd.account().settled() == 50);
                    assertEquals(List.of("50 answers of status 503"), crowd.account().notOk());
                }
                assertEquals(0, site.queued("b"));
                server.open("end");
                assertEquals("ok", busy.answer());
            }
            assertEquals(1, server.begun().size());
            assertExact(server, 1);
        }
    }
}
