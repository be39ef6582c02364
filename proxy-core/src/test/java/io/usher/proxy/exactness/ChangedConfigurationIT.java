package io.usher.proxy.exactness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Event 1, with a configuration that changes what a reload hands over: under load, with a queue, and with a query that is in
 * work all the while. Seats stay with their addresses, whatever a server or a backend is called.
 */
class ChangedConfigurationIT {
    private static final int CLIENTS = 12;
    private static final String LONG = "/long?gate=long";

    @TempDir
    Path temp;
    private ProxySite site;
    private ProxyProcess old;
    private SlotServer[] servers;
    private int[] slots;
    private KeepAliveLoad kept;
    private KeepAliveLoad once;

    @BeforeEach
    void place() throws IOException {
        site = new ProxySite(temp);
    }

    @AfterEach
    void end() throws Exception {
        for (final KeepAliveLoad load : new KeepAliveLoad[] {kept, once}) {
            if (load != null) {
                load.close();
            }
        }
        site.close();
        for (final SlotServer server : servers) {
            server.close();
        }
    }

    private void servers(final int... slotsOfEach) throws IOException {
        slots = slotsOfEach;
        servers = new SlotServer[slots.length];
        for (int i = 0; i < slots.length; i++) {
            servers[i] = SlotServer.http(slots[i], 10);
        }
    }

    private String line(final String name, final int server, final String words) {
        return "    server " + name + " 127.0.0.1:" + servers[server].port() + " " + words + "\n";
    }

    /** Starts with these sections, puts them under load, with one long query in work, then hands over to those. */
    private ProxyProcess change(final String from, final String to) throws Exception {
        site.configure(from);
        old = site.first();
        kept = new KeepAliveLoad(site.port(), CLIENTS);
        once = new KeepAliveLoad(site.port(), CLIENTS / 2, false, () -> "/once");
        site.await("load runs", () -> kept.account().ok() > 50 && once.account().ok() > 20);
        try (KeptClient slow = KeptClient.tcp(site.port()).get(LONG)) {
            site.await("a long query is in work", () -> begun(LONG));
            site.configure(to);
            final ProxyProcess next = site.handOver(old);
            final int before = kept.account().ok();
            site.await("load runs on", () -> kept.account().ok() > before + 50);
            for (final SlotServer server : servers) {
                server.open("long");
            }
            assertEquals("ok", slow.next().body());
            site.await("the old generation is drained", () -> site.sole(next));
            return next;
        }
    }

    private boolean begun(final String target) {
        return List.of(servers).stream().anyMatch(s -> s.hasBegun(target));
    }

    /** Ends the load, which must have gone well. */
    private void assertAllAnswered() {
        kept.close();
        once.close();
        assertEquals(List.of(), kept.account().notOk());
        assertEquals(List.of(), once.account().notOk());
        for (final SlotServer server : servers) {
            assertEquals(0, server.refused());
        }
    }

    @Test
    void lowersMaxconn() throws Exception {
        servers(3, 3);
        change(site.frontend("b") + "backend b\n" + line("s0", 0, "maxconn 3") + line("s1", 1, "maxconn 3"),
            site.frontend("b") + "backend b\n" + line("s0", 0, "maxconn 1") + line("s1", 1, "maxconn 2"));
        assertEquals(3, servers[0].peak());

        servers[0].forgetPeaks();
        servers[1].forgetPeaks();
        final int before = kept.account().ok();
        site.await("load runs on", () -> kept.account().ok() > before + 100);

        assertEquals(1, servers[0].peak());
        assertEquals(2, servers[1].peak());
        assertEquals(1, servers[0].peakConnections());
        assertEquals(2, servers[1].peakConnections());
        assertAllAnswered();
    }

    @Test
    void raisesMaxconn() throws Exception {
        servers(3, 3);
        change(site.frontend("b") + "backend b\n" + line("s0", 0, "maxconn 1") + line("s1", 1, "maxconn 1"),
            site.frontend("b") + "backend b\n" + line("s0", 0, "maxconn 3") + line("s1", 1, "maxconn 2"));
        site.await("the new seats are used", () -> servers[0].peak() == 3 && servers[1].peak() == 2);
        assertAllAnswered();
        assertEquals(2, servers[1].peakConnections());
        assertEquals(3, servers[0].peakConnections());
    }

    @Test
    void dropsMaxconnOfAServerThatHasNoLimit() throws Exception {
        servers(1000, 1);
        change(site.frontend("b") + "backend b\n    balance leastconn\n" + line("s0", 0, "maxconn 2")
            + line("s1", 1, "maxconn 1"),
            site.frontend("b") + "backend b\n    balance leastconn\n" + line("s0", 0, "") + line("s1", 1, "maxconn 1"));
        site.await("more than before are in work", () -> servers[0].peak() > 2);
        assertAllAnswered();
        assertEquals(1, servers[1].peakConnections());
    }

    @Test
    void renamesAServer() throws Exception {
        servers(1, 3);
        change(site.frontend("b") + "backend b\n" + line("s0", 0, "maxconn 1") + line("s1", 1, "maxconn 3"),
            site.frontend("b") + "backend b\n" + line("new0", 0, "maxconn 1") + line("new1", 1, "maxconn 3"));
        assertAllAnswered();
        assertNoConnectionTooMany();
    }

    /** As many as it has slots, and so many there were. */
    private void assertNoConnectionTooMany() {
        for (int i = 0; i < servers.length; i++) {
            assertEquals(slots[i], servers[i].peakConnections(), "at server " + i);
        }
    }

    /** What waits for the old backend's servers waits on, and is served in its turn. */
    @Test
    void renamesABackendWhoseQueueStaysWithTheOldGeneration() throws Exception {
        servers(1);
        site.configure(site.frontend("b") + "backend b\n" + line("s0", 0, "maxconn 1"));
        old = site.first();
        try (KeptClient slow = KeptClient.tcp(site.port()).get(LONG)) {
            site.await("a long query is in work", () -> begun(LONG));
            try (KeptClient waits = KeptClient.tcp(site.port()).get("/waits")) {
                site.await("one waits", () -> site.queued("b") == 1);
                site.configure(site.frontend("c") + "backend c\n" + line("s0", 0, "maxconn 1"));
                final ProxyProcess next = site.handOver(old);
                try (KeptClient late = KeptClient.tcp(site.port()).get("/late")) {
                    site.await("another waits at the new generation", () -> site.queued("c") == 1);
                    site.await("the first waits at the old one", () -> site.queuedInPredecessor() == 1);

                    servers[0].open("long");

                    assertEquals("ok", slow.next().body());
                    assertEquals("ok", waits.answer());
                    assertEquals("ok", late.answer());
                }
                // The request had to stay, its client not.
                site.await("the old generation is drained", () -> site.sole(next));
                assertEquals("ok", waits.get("/again").answer());
            }
        }
        assertEquals(List.of(LONG, "/waits", "/late", "/again"), servers[0].begun().stream().map(Query::target).toList());
        assertEquals(0, servers[0].refused());
        assertNoConnectionTooMany();
    }

    @Test
    void renamesABackendUnderLoad() throws Exception {
        servers(1, 3);
        change(site.frontend("b") + "backend b\n" + line("s0", 0, "maxconn 1") + line("s1", 1, "maxconn 3"),
            site.frontend("c") + "backend c\n" + line("s0", 0, "maxconn 1") + line("s1", 1, "maxconn 3"));
        assertAllAnswered();
        assertNoConnectionTooMany();
    }

    @Test
    void movesAServerToAnotherBackend() throws Exception {
        servers(1, 3, 1, 1);
        final int second = ProxySite.freePort();
        final String fronts = site.frontend("b") + "frontend g\n    bind 127.0.0.1:" + second + "\n    default_backend c\n";
        // Two stay in the old backend, since the long query may be in work at either.
        final String stay = fronts + "backend b\n" + line("s0", 0, "maxconn 1") + line("s3", 3, "maxconn 1");
        final String from = stay + line("s1", 1, "maxconn 3") + "backend c\n" + line("s2", 2, "maxconn 1");
        final String to = stay + "backend c\n" + line("s1", 1, "maxconn 3") + line("s2", 2, "maxconn 1");
        final ProxyProcess next = change(from, to);
        try (KeepAliveLoad other = new KeepAliveLoad(second, CLIENTS)) {
            site.await("the other backend's load runs", () -> other.account().ok() > 50);
            site.configure(from);
            site.reload(next);
            final int before = other.account().ok();
            site.await("it runs on", () -> other.account().ok() > before + 50);
            other.close();
            assertEquals(List.of(), other.account().notOk());
        }
        assertAllAnswered();
        assertNoConnectionTooMany();
    }

    @Test
    void changesAServersAddress() throws Exception {
        servers(1, 1, 3);
        change(site.frontend("b") + "backend b\n" + line("s0", 0, "maxconn 1") + line("s1", 1, "maxconn 1"),
            site.frontend("b") + "backend b\n" + line("s0", 2, "maxconn 3") + line("s1", 1, "maxconn 1"));
        site.await("the new address is used", () -> servers[2].served() > 10);
        final int last = servers[0].served();
        final int before = kept.account().ok();
        site.await("load runs on", () -> kept.account().ok() > before + 50);
        assertEquals(last, servers[0].served());
        assertAllAnswered();
        assertNoConnectionTooMany();
    }
}
