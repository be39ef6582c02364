package io.usher.proxy.exactness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ConnectException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Event 6: whatever an operator changes while queries are in work, no server is asked for more than it has slots. */
class RuntimeChangesIT {
    private static final int SLOTS = 3;
    private static final int CHANGES = 200;
    private static final long SEED = 20_261_122;

    @TempDir
    Path temp;

    @ParameterizedTest
    @CsvSource({"2, 3", "16, 3", "16, 1"})
    void fiftyChangesASecondCostNobodyAnAnswer(final int threads, final int slots) throws Exception {
        try (SlotServers servers = new SlotServers(4, slots, 5); ProxySite site = new ProxySite(temp)) {
            site.configureWith("    nbthread " + threads + "\n",
                site.frontend("b") + "backend b\n" + servers.lines("maxconn " + slots));
            site.first();
            final RuntimeChanges changes = new RuntimeChanges(site, servers, slots, SEED);
            try (KeepAliveLoad kept = new KeepAliveLoad(site.port(), 20);
                    KeepAliveLoad once = new KeepAliveLoad(site.port(), 10, false, () -> "/once")) {
                changes.make(CHANGES);
                changes.undo();
                final int before = kept.account().settled();
                site.await("the load goes on", () -> kept.account().settled() > before + 100);
                kept.close();
                once.close();
                assertEquals(List.of(), kept.account().notOk());
                assertEquals(List.of(), once.account().notOk());
            }
            assertEquals(List.of(), changes.unexpected());
            assertTrue(changes.added() > 0 && changes.deleted() > 0 && changes.moved() > 0,
                changes.added() + " added, " + changes.deleted() + " deleted, " + changes.moved() + " moved");
            assertEquals(0, servers.refused());
            assertTrue(servers.peak() <= slots);
            assertTrue(servers.peakConnections() <= slots, () -> servers.peakConnections() + " open connections");
        }
    }

    @Test
    void aLimitBelowWhatIsTakenTakesEffectAsSeatsComeFree() throws Exception {
        try (SlotServers servers = new SlotServers(1, SLOTS, 5); ProxySite site = new ProxySite(temp)) {
            serve(site, servers, SLOTS);
            try (KeptClient a = KeptClient.tcp(site.port()).get("/a?gate=a");
                    KeptClient b = KeptClient.tcp(site.port()).get("/b?gate=b");
                    KeptClient c = KeptClient.tcp(site.port()).get("/c?gate=c")) {
                site.await("three queries are in work", () -> servers.busy() == SLOTS);
                assertEquals("", site.ask("set maxconn server b/s0 1").strip());
                try (KeptClient d = KeptClient.tcp(site.port()).get("/d?gate=d")) {
                    site.await("the fourth waits", () -> site.queued("b") == 1);
                    servers.open("a");
                    assertEquals("ok", a.answer());
                    site.await("one seat is free again", () -> taken(site) == 2);
                    assertFalse(servers.begun("/d?gate=d"));
                    servers.open("b");
                    assertEquals("ok", b.answer());
                    site.await("another seat is free again", () -> taken(site) == 1);
                    assertFalse(servers.begun("/d?gate=d"));
                    servers.open("c");
                    assertEquals("ok", c.answer());
                    site.await("its turn has come", () -> servers.begun("/d?gate=d"));
                    servers.open("d");
                    assertEquals("ok", d.answer());
                }
            }
            assertEquals(0, servers.refused());
        }
    }

    @Test
    void aSessionThatIsShutDownLeavesItsSeatTaken() throws Exception {
        try (SlotServers servers = new SlotServers(1, 5); ProxySite site = new ProxySite(temp)) {
            serve(site, servers, 1);
            try (KeptClient cut = KeptClient.tcp(site.port()).get("/cut?gate=g")) {
                site.await("a query is in work", () -> servers.busy() == 1);
                try (KeptClient waiting = KeptClient.tcp(site.port()).get("/waiting")) {
                    site.await("another one waits", () -> site.queued("b") == 1);
                    assertEquals("", site.ask("shutdown sessions server b/s0").strip());
                    assertEquals(502, cut.next().status());
                    site.await("the seat is on hold", () -> site.seats("on-hold") == 1);
                    assertTrue(site.ask("show seats").contains("\"holder\":\"GET /cut?gate=g HTTP/1.1 from 127.0.0.1:"));
                    assertFalse(servers.begun("/waiting"));
                    servers.open("g");
                    assertEquals("ok", waiting.answer());
                }
            }
            assertEquals(0, servers.refused());
            assertTrue(site.outputs().contains(": on hold (SESSION_CUT), for GET /cut?gate=g HTTP/1.1 from 127.0.0.1:"),
                site.outputs());
            assertTrue(site.ask("show generation").contains("\"held\":1,\"reclaimed\":1,"), site.ask("show generation"));
        }
    }

    @Test
    void aDeletedServersQueryKeepsTheSeatOfTheSameAddressAddedAgain() throws Exception {
        try (SlotServers servers = new SlotServers(2, 5); ProxySite site = new ProxySite(temp)) {
            serve(site, servers, 1);
            site.ask("set server b/s1 state maint");
            final String again = " 127.0.0.1:" + servers.get(0).port() + " maxconn 1 enabled";
            try (KeptClient left = KeptClient.tcp(site.port()).get("/left?gate=g")) {
                site.await("a query is in work", () -> servers.busy() == 1);
                site.ask("set server b/s0 state maint");
                assertEquals("Server still has connections attached to it, cannot remove it.",
                    site.ask("del server b/s0").strip());
                left.reset();
                site.await("the seat is on hold", () -> site.seats("on-hold") == 1);
            }
            assertEquals("Server deleted.", site.ask("del server b/s0").strip());
            assertEquals(1, site.seats("on-hold"), site.ask("show seats"));
            assertEquals("New server registered.", site.ask("add server b/s9" + again).strip());
            try (KeptClient next = KeptClient.tcp(site.port()).get("/next")) {
                site.await("it waits for the seat of the address", () -> site.queued("b") == 1);
                assertFalse(servers.begun("/next"));
                servers.open("g");
                assertEquals("ok", next.answer());
            }
            assertEquals(0, servers.refused());
            assertEquals(2, servers.get(0).served());
        }
    }

    @Test
    void aMovedServersQueryKeepsTheSeatOfTheOldAddressOverAReloadAndTheWayBack() throws Exception {
        try (SlotServers servers = new SlotServers(2, 5); ProxySite site = new ProxySite(temp)) {
            site.configure(site.frontend("b") + "backend b\n    server s0 127.0.0.1:" + servers.get(0).port() + " maxconn 1\n");
            final ProxyProcess old = site.first();
            try (KeptClient before = KeptClient.tcp(site.port()).get("/before?gate=g")) {
                site.await("a query is in work at the first address", () -> servers.get(0).busy() == 1);
                move(site, servers, 1);
                try (KeptClient moved = KeptClient.tcp(site.port()).get("/moved")) {
                    assertEquals("ok", moved.answer());
                }
                assertEquals(1, servers.get(1).served());
                final ProxyProcess next = site.handOver(old);
                assertTrue(site.ask("show servers state b").contains(" " + servers.get(1).port() + " "),
                    site.ask("show servers state b"));
                move(site, servers, 0);
                try (KeptClient back = KeptClient.tcp(site.port()).get("/back")) {
                    site.await("it waits for the seat that the old generation has", () -> site.queued("b") == 1);
                    assertFalse(servers.begun("/back"));
                    servers.open("g");
                    assertEquals("ok", before.answer());
                    assertEquals("ok", back.answer());
                }
                next.until("the old generation is drained", () -> site.sole(next));
            }
            assertEquals(0, servers.refused());
            assertEquals(2, servers.get(0).served());
        }
    }

    @Test
    void aPausedFrontendAndItsLimitStaySoOverAReload() throws Exception {
        try (SlotServers servers = new SlotServers(1, 5); ProxySite site = new ProxySite(temp)) {
            site.configure(site.frontend("b") + "backend b\n" + servers.lines("maxconn 1"));
            final ProxyProcess old = site.first();
            assertEquals("", site.ask("set maxconn frontend f 7").strip());
            assertEquals("", site.ask("disable frontend f").strip());
            final ProxyProcess next = site.handOver(old);
            assertEquals("PAUSED", site.stat("f", "FRONTEND").get("status"));
            assertEquals("7", site.stat("f", "FRONTEND").get("slim"));
            assertThrows(ConnectException.class, () -> new Socket("127.0.0.1", site.port()).close());
            assertEquals("", site.ask("enable frontend f").strip());
            try (KeptClient client = KeptClient.tcp(site.port()).get("/one")) {
                assertEquals("ok", client.answer());
            }
            assertEquals("OPEN", site.stat("f", "FRONTEND").get("status"));
            next.until("the old generation is drained", () -> site.sole(next));
        }
    }

    private static void move(final ProxySite site, final SlotServers servers, final int to) {
        final String answer = site.ask("set server b/s0 addr 127.0.0.1 port " + servers.get(to).port());
        assertTrue(answer.startsWith("no need to change the addr, port changed from '"), answer);
    }

    @Test
    void anAddedServerIsGoneAfterAReloadButItsQueryEndsAndItsSeatCounts() throws Exception {
        try (SlotServers servers = new SlotServers(2, 5); ProxySite site = new ProxySite(temp)) {
            site.configure(site.frontend("b") + "backend b\n    server s0 127.0.0.1:" + servers.get(0).port() + " maxconn 1\n");
            final ProxyProcess old = site.first();
            final String again = "add server b/added 127.0.0.1:" + servers.get(1).port() + " maxconn 1 enabled";
            assertEquals("New server registered.", site.ask(again).strip());
            site.ask("set server b/s0 state maint");
            try (KeptClient added = KeptClient.tcp(site.port()).get("/added?gate=g")) {
                site.await("a query is in work at the added server", () -> servers.get(1).busy() == 1);
                final ProxyProcess next = site.handOver(old);
                assertEquals("", String.join("", site.stat("b", "added").values()), "the new generation's servers");
                assertEquals("New server registered.", site.ask(again).strip());
                try (KeptClient waiting = KeptClient.tcp(site.port()).get("/waiting")) {
                    site.await("it waits for the seat that the old generation has", () -> site.queued("b") == 1);
                    assertEquals(1, site.seats("elsewhere"), site.ask("show seats"));
                    assertTrue(site.ask("show seats").contains(",\"by\":1"), site.ask("show seats"));
                    assertFalse(servers.begun("/waiting"));
                    servers.open("g");
                    final Answer answer = added.next();
                    assertEquals(200, answer.status());
                    assertEquals("ok", waiting.answer());
                }
                next.until("the old generation is drained", () -> site.sole(next));
            }
            assertEquals(0, servers.refused());
            assertEquals(2, servers.get(1).served());
        }
    }

    private static void serve(final ProxySite site, final SlotServers servers, final int maxconn) throws Exception {
        site.configure(site.frontend("b") + "backend b\n" + servers.lines("maxconn " + maxconn));
        site.first();
    }

    private static long taken(final ProxySite site) {
        return site.seats("in-work") + site.seats("closing") + site.seats("idle");
    }
}
