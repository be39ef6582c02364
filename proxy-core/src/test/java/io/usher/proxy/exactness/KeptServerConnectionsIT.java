package io.usher.proxy.exactness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Event 8: servers that keep connections open. An idle one holds a seat; whoever needs that seat reuses the connection or has
 * it closed, and is never told that there is none.
 */
class KeptServerConnectionsIT {
    private static final int CLIENTS = 8;
    private static final int TURNS = 40;

    @TempDir
    Path temp;
    private ProxySite site;
    private final List<SlotServer> servers = new ArrayList<>();

    @BeforeEach
    void place() throws IOException {
        site = new ProxySite(temp);
    }

    @AfterEach
    void end() throws Exception {
        site.close();
        for (final SlotServer server : servers) {
            server.close();
        }
    }

    private SlotServer server(final int slots) throws IOException {
        servers.add(SlotServer.http(slots, 2));
        return servers.get(servers.size() - 1);
    }

    private static String listen(final String name, final int port, final String lines, final SlotServer... servers) {
        final StringBuilder text = new StringBuilder("listen " + name + "\n    bind 127.0.0.1:" + port + "\n" + lines);
        for (int i = 0; i < servers.length; i++) {
            text.append("    server s").append(i).append(" 127.0.0.1:").append(servers[i].port()).append(" maxconn ")
                .append(i == 0 ? 1 : 3).append('\n');
        }
        return text.toString();
    }

    private void assertConnections(final SlotServer server, final int slots) {
        assertEquals(0, server.refused());
        assertTrue(server.peak() <= slots, () -> server.peak() + " queries at once");
        assertTrue(server.peakConnections() <= slots, () -> server.peakConnections() + " open connections");
    }

    /** Two backends, the same two servers, clients that keep their connections and clients that do not. */
    @ParameterizedTest
    @ValueSource(strings = {"never", "safe", "aggressive", "always"})
    void openConnectionsNeverExceedMaxconn(final String reuse) throws Exception {
        final SlotServer one = server(1);
        final SlotServer three = server(3);
        final int other = ProxySite.freePort();
        final String words = "    http-reuse " + reuse + "\n    timeout queue 60s\n";
        site.configure(listen("a", site.port(), words, one, three) + listen("b", other, words, one, three));
        site.first();
        try (KeepAliveLoad kept = new KeepAliveLoad(site.port(), CLIENTS);
                KeepAliveLoad once = new KeepAliveLoad(other, CLIENTS, false, () -> "/once");
                KeepAliveLoad closing = new KeepAliveLoad(other, CLIENTS, true, () -> "/closing?close")) {
            site.await("load runs", () -> kept.account().ok() > 300 && once.account().ok() > 300
                && closing.account().ok() > 300);
            for (final KeepAliveLoad load : List.of(kept, once, closing)) {
                load.close();
                assertEquals(List.of(), load.account().notOk());
            }
        }
        assertConnections(one, 1);
        assertConnections(three, 3);
    }

    /** One seat and one idle connection, wanted in turn by two backends and by clients that may not share it. */
    @ParameterizedTest
    @ValueSource(strings = {"never", "safe", "aggressive", "always"})
    void idleConnectionIsReusedOrClosedForWhoNeedsItsSeat(final String reuse) throws Exception {
        final SlotServer one = server(1);
        final int other = ProxySite.freePort();
        final String words = "    http-reuse " + reuse + "\n    timeout queue 30s\n";
        site.configure(listen("a", site.port(), words, one) + listen("b", other, words, one));
        site.first();
        try (KeptClient first = KeptClient.tcp(site.port());
                KeptClient second = KeptClient.tcp(site.port());
                KeptClient third = KeptClient.tcp(other)) {
            for (int i = 0; i < TURNS; i++) {
                assertEquals("ok", first.get("/first").answer());
                assertEquals("ok", second.get("/second").answer());
                assertEquals("ok", third.get("/third").answer());
                assertEquals("ok", third.get("/third").answer());
            }
        }
        assertEquals(4 * TURNS, one.served());
        assertConnections(one, 1);
    }

    /** As many idle connections as there are seats, all of one backend: another backend's burst gets them all. */
    @Test
    void burstTakesOverTheIdleConnectionsOfAnotherBackend() throws Exception {
        final SlotServer one = server(1);
        final SlotServer three = server(3);
        final int other = ProxySite.freePort();
        site.configure(listen("a", site.port(), "", one, three) + listen("b", other, "", one, three));
        site.first();
        for (int round = 0; round < 10; round++) {
            final int port = round % 2 == 0 ? site.port() : other;
            try (Crowd crowd = new Crowd(port, List.of("/1", "/2", "/3", "/4", "/5", "/6", "/7", "/8"))) {
                site.await("all are answered", () -> crowd.account().settled() == 8);
                assertEquals(List.of(), crowd.account().notOk());
            }
        }
        assertConnections(one, 1);
        assertConnections(three, 3);
    }

    /** What a server closes or resets while it is idle is neither reused nor counted on. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void connectionsThatServersEndWhileIdleLoseNoRequest(final boolean reset) throws Exception {
        final SlotServer one = server(1);
        site.configure(listen("a", site.port(), "", one));
        site.first();
        try (KeptClient client = KeptClient.tcp(site.port())) {
            for (int i = 0; i < 10; i++) {
                assertEquals("ok", client.get("/").answer());
                one.die(reset);
                one.live();
                site.await("its seat is free", () -> site.seats("idle") == 0);
            }
            assertEquals("ok", client.get("/").answer());
        }
        assertEquals(11, one.served());
        assertConnections(one, 1);
    }
}
