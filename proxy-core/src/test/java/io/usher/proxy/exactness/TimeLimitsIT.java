package io.usher.proxy.exactness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code timeout server}, {@code tunnel}, {@code connect} and {@code queue}: who gives up is answered, and no seat is sold twice.
 */
class TimeLimitsIT {
    /** Long enough for a slow machine to stop a process meanwhile. */
    private static final int CONNECT_SECONDS = 4;

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
            try (KeptClient slow = KeptClient.tcp(site.port()).get("/slow?gate=end");
                KeptClient next = KeptClient.tcp(site.port())) {
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
        final int other = ProxySite.freePort();
        try (SlotServer one = SlotServer.countingConnections(1, 1); SlotServer three = SlotServer.countingConnections(3, 1);
                ProxySite site = new ProxySite(temp)) {
            site.configure(tunnel("one", site.port(), one, 1) + tunnel("three", other, three, 3));
            site.first();
            final List<KeptClient> silent = new ArrayList<>(List.of(KeptClient.tcp(site.port())));
            for (int i = 0; i < 3; i++) {
                silent.add(KeptClient.tcp(other));
            }
            for (final KeptClient client : silent) {
                client.get("/silent?gate=end");
            }
            for (final KeptClient client : silent) {
                assertEquals(-1, client.read());
                client.close();
            }
            assertEquals(4, site.seats("on-hold"));
            try (KeptClient next = KeptClient.tcp(site.port()); KeptClient fourth = KeptClient.tcp(other)) {
                next.send("GET /next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
                fourth.send("GET /next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
                site.await("the next ones wait", () -> site.queued("one") == 1 && site.queued("three") == 1);
                assertEquals(1, one.accepted());
                assertEquals(3, three.accepted());
                one.open("end");
                three.open("end");
                assertEquals("ok", next.next().body());
                assertEquals("ok", fourth.next().body());
            }
            assertExact(one, 1);
            assertExact(three, 3);
        }
    }

    private static String tunnel(final String name, final int port, final SlotServer server, final int slots) {
        return "listen " + name + "\n    bind 127.0.0.1:" + port
            + "\n    mode tcp\n    timeout tunnel 3s\n    server s 127.0.0.1:" + server.port() + " maxconn " + slots + "\n";
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

    /**
     * Connections that come about while the process stands still, and have had their time when it goes on. One is used; of the
     * other the client has left, and the server's FIN frees its seat.
     */
    @Test
    void timeoutConnectFreesNoSeatOfAConnectionThatIsEstablishedAfterAll() throws Exception {
        final int other = ProxySite.freePort();
        try (SlotServer used = SlotServer.withShortBacklog(1, 1); SlotServer left = SlotServer.withShortBacklog(1, 1);
                ProxySite site = new ProxySite(temp)) {
            site.configure(late("used", site.port(), used) + late("left", other, left));
            final ProxyProcess process = site.first();
            used.fillBacklog();
            left.fillBacklog();
            try (KeptClient stays = KeptClient.tcp(site.port()).get("/late");
                    KeptClient leaves = KeptClient.tcp(other).get("/late")) {
                site.await("both connect", () -> site.seats("in-work") == 2);
                final long begun = System.nanoTime();
                process.signal("STOP");
                ProxyProcess.await("it stands still", process::stopped);
                used.emptyBacklog();
                left.emptyBacklog();
                ProxyProcess.await("both are connected", () -> used.connections() == 1 && left.connections() == 1);
                leaves.reset();
                ProxyProcess.await("their time has passed",
                    () -> System.nanoTime() - begun > TimeUnit.SECONDS.toNanos(CONNECT_SECONDS));
                process.signal("CONT");
                assertEquals("ok", stays.answer());
            }
            for (final int port : new int[] {site.port(), other}) {
                try (KeptClient next = KeptClient.tcp(port).get("/next")) {
                    assertEquals("ok", next.answer());
                }
            }
            assertExact(used, 1);
            assertExact(left, 1);
        }
    }

    private static String late(final String name, final int port, final SlotServer server) {
        return "listen " + name + "\n    bind 127.0.0.1:" + port + "\n    retries 0\n    timeout connect " + CONNECT_SECONDS
            + "s\n    server s 127.0.0.1:" + server.port() + " maxconn 1\n";
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
