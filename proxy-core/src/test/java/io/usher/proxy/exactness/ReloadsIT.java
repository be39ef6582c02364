package io.usher.proxy.exactness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Event 1, with a configuration that stays the same: every request is answered, and no server is asked for too much. */
class ReloadsIT {
    private static final int RELOADS = 20;
    private static final int DEEP = 2000;
    private static final int SERVERS = 10;

    @TempDir
    Path temp;
    private ProxySite site;
    private SlotServers servers;

    @BeforeEach
    void place() throws IOException {
        site = new ProxySite(temp);
    }

    @AfterEach
    void end() throws Exception {
        site.close();
        servers.close();
    }

    private void configure(final int count, final int slots, final int workMillis, final String defaults) throws IOException {
        servers = new SlotServers(count, slots, workMillis);
        site.configure(defaults + site.frontend("b") + "backend b\n" + servers.lines("maxconn " + slots));
    }

    private void assertExact(final int slots) {
        assertEquals(0, servers.refused());
        assertTrue(servers.peak() <= slots, () -> servers.peak() + " queries at one server");
        assertTrue(servers.peakConnections() <= slots, () -> servers.peakConnections() + " connections at one server");
    }

    @Test
    void twentyReloadsInARowBreakNoClient() throws Exception {
        servers = new SlotServers(3, 1, 15);
        try (SlotServers wide = new SlotServers(2, 3, 15)) {
            site.configure(site.frontend("b") + "backend b\n" + servers.lines("maxconn 1")
                + wide.lines("maxconn 3").replace("server s", "server w"));
            ProxyProcess p = site.first();
            try (KeepAliveLoad kept = new KeepAliveLoad(site.port(), 16);
                    KeepAliveLoad once = new KeepAliveLoad(site.port(), 4, false, () -> "/once")) {
                for (int i = 0; i < RELOADS; i++) {
                    final int before = kept.account().ok();
                    final ProxyProcess old = p;
                    p = site.reload(old);
                    site.await("load runs on", () -> kept.account().ok() > before);
                }
                kept.close();
                once.close();
                assertEquals(List.of(), kept.account().notOk());
                assertEquals(List.of(), once.account().notOk());
            }
            assertExact(1);
            assertEquals(0, wide.refused());
            assertEquals(3, wide.peak());
            assertTrue(wide.peakConnections() <= 3, () -> wide.peakConnections() + " connections at one server");
        }
    }

    /** As long as no query ends, the whole queue must pass from one generation to the next. */
    @Test
    void deepQueuePassesOnAndIsAnsweredWhole() throws Exception {
        configure(SERVERS, 3, 1, "");
        final ProxyProcess old = site.first();
        try (Crowd busy = new Crowd(site.port(), Collections.nCopies(SERVERS * 3, "/?gate=long"))) {
            site.await("every server is busy", () -> servers.busy() == SERVERS * 3);
            try (Crowd deep = new Crowd(site.port(), IntStream.range(0, DEEP).mapToObj(i -> "/" + i).toList())) {
                site.await("they wait", () -> site.queued("b") == DEEP);
                final ProxyProcess next = site.handOver(old);
                site.await("they wait at the next generation", () -> site.queued("b") == DEEP);
                assertFalse(site.sole(next), "long queries are in work at the old generation");
                assertEquals(0, deep.account().settled());

                servers.open("long");

                site.await("all are answered", () -> deep.account().settled() == DEEP && busy.account().settled() == SERVERS * 3);
                assertEquals(List.of(), deep.account().notOk());
                assertEquals(List.of(), busy.account().notOk());
                site.await("the old generation is drained", () -> site.sole(next));
            }
        }
        assertEquals(DEEP + SERVERS * 3, servers.served());
        assertExact(3);
    }

    /** A drain lasts as long as the longest query, and no further generation is let in meanwhile. */
    @Test
    void longQueryHoldsTheDrainOpenAndItsSeatTaken() throws Exception {
        configure(2, 1, 1, "");
        final ProxyProcess old = site.first();
        try (KeptClient slow = KeptClient.tcp(site.port()).get("/slow?gate=long")) {
            site.await("the long query is in work", () -> servers.begun("/slow?gate=long"));
            final ProxyProcess next = site.handOver(old);
            try (KeepAliveLoad load = new KeepAliveLoad(site.port(), 8)) {
                site.await("the other server serves", () -> load.account().ok() > 200);
                assertEquals(1, site.seats("elsewhere"), site.ask("show seats"));
                assertFalse(site.sole(next));
                final ProxyProcess third = site.start("-sf", Long.toString(next.pid()));
                assertEquals(1, third.exitStatus());
                assertTrue(third.output().contains("predecessor"), third.output());

                servers.open("long");

                assertEquals("ok", slow.next().body());
                site.await("the old generation is drained", () -> site.sole(next));
                site.reload(next);
                load.close();
                assertEquals(List.of(), load.account().notOk());
            }
        }
        assertExact(1);
    }

    @Test
    void halfSentRequestsThatCompleteAfterTheHandoverAreAnswered() throws Exception {
        configure(4, 1, 1, "");
        final ProxyProcess old = site.first();
        try (KeptClient kept = KeptClient.tcp(site.port());
                KeptClient idle = KeptClient.tcp(site.port());
                KeptClient head = KeptClient.tcp(site.port()).send("GET /head HTTP/1.1\r\nHo");
                KeptClient body = KeptClient.tcp(site.port())
                    .send("POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\nabc");
                KeptClient second = KeptClient.tcp(site.port()).send("GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /second HT")) {
            assertEquals("ok", kept.get("/").answer());
            assertEquals("ok", second.answer());
            site.await("a body is on its way", () -> servers.get(0).connections() + servers.get(1).connections()
                + servers.get(2).connections() + servers.get(3).connections() >= 2);
            final ProxyProcess next = site.handOver(old);

            assertEquals("ok", head.send("st: x\r\n\r\n").answer());
            assertEquals("ok", second.send("TP/1.1\r\nHost: x\r\n\r\n").answer());
            assertEquals("ok", kept.get("/kept").answer());
            assertEquals("ok", idle.get("/idle").answer());
            assertEquals("ok", body.send("def").next().body());
            site.await("the old generation is drained", () -> site.sole(next));
            assertEquals("ok", kept.get("/again").answer());
        }
        assertExact(1);
    }

    /** The retry of a request whose connect began before the handover needs a seat that only the successor can give. */
    @Test
    void retryGoesToAServerWhoseSeatsHaveAllMoved() throws Exception {
        servers = new SlotServers(1, 1);
        try (SlotServer far = SlotServer.withShortBacklog(1, 1)) {
            site.configure("    timeout connect 60s\n    retries 1\n    option redispatch 1\n" + site.frontend("b")
                + "backend b\n    balance first\n    server far 127.0.0.1:" + far.port() + " maxconn 1\n"
                + servers.lines("maxconn 1"));
            final ProxyProcess old = site.first();
            far.fillBacklog();
            try (KeptClient retried = KeptClient.tcp(site.port()).get("/retried")) {
                site.await("it connects", () -> site.stat("b", "far", "scur") == 1);
                assertEquals("\n", site.ask("set server b/far state maint"));
                try (KeptClient busy = KeptClient.tcp(site.port()).get("/busy?gate=long")) {
                    site.await("the other server is busy", () -> servers.busy() == 1);
                    try (KeptClient late = KeptClient.tcp(site.port()).get("/late")) {
                        site.await("one waits", () -> site.queued("b") == 1);
                        final ProxyProcess next = site.handOver(old);
                        // Counted by two questions, a client on its way would be seen at both ends.
                        site.await("the one that waits has moved",
                            () -> site.queued("b") == 1 && site.queuedInPredecessor() == 0);
                        far.die(true); // What connects is told so by the answer to its next SYN.
                        site.await("only the busy server's seat is taken", () -> site.seats("elsewhere") == 1);
                        site.await("the retry waits too", () -> site.queuedInPredecessor() + site.queued("b") == 2);

                        servers.open("long");

                        assertEquals("ok", busy.next().body());
                        assertEquals(200, retried.next().status());
                        assertEquals(200, late.next().status());
                        site.await("the old generation is drained", () -> site.sole(next));
                    }
                }
            }
            assertEquals(List.of("/busy?gate=long", "/retried", "/late"),
                servers.get(0).begun().stream().map(Query::target).toList());
            assertEquals(0, far.refused());
        }
        assertExact(1);
    }

    @Test
    void clientThatHasSentNothingYetPassesOn() throws Exception {
        configure(1, 1, 1, "");
        final ProxyProcess old = site.first();
        try (KeptClient silent = KeptClient.tcp(site.port())) {
            site.await("it is accepted", () -> site.stat("f", "FRONTEND", "scur") == 1);
            final ProxyProcess next = site.reload(old);
            assertEquals("ok", silent.get("/").answer());
            silent.finish();
            assertNull(silent.next());
            assertTrue(site.sole(next));
        }
    }
}
