package io.usher.proxy.exactness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Event 10: a finishing generation ends before its servers do ({@code hard-stop-after}, SIGTERM, {@code -st}). The next one waits
 * for the servers themselves: {@code timeout hold} is far longer than any of these tests may take.
 */
class HardStopIT {
    private static final int SERVERS = 3;

    @TempDir
    private Path temp;
    private ProxySite site;
    private final List<SlotServer> servers = new ArrayList<>();
    private final List<KeptClient> clients = new ArrayList<>();

    @BeforeEach
    void make() throws IOException {
        site = new ProxySite(temp.resolve("site"));
        for (int i = 0; i < SERVERS; i++) {
            servers.add(SlotServer.http(1, 5));
        }
    }

    @AfterEach
    void end() throws Exception {
        for (final KeptClient c : clients) {
            c.close();
        }
        site.close();
        for (final SlotServer s : servers) {
            s.close();
        }
    }

    private void configure(final String global, final String mode) throws IOException {
        final StringBuilder lines = new StringBuilder("    mode " + mode + "\n    timeout hold 10m\n    option "
            + (mode.equals("http") ? "httplog" : "tcplog") + "\n" + site.frontend("b")
            + "backend b\n    balance roundrobin\n");
        for (int i = 0; i < SERVERS; i++) {
            lines.append("    server s").append(i).append(" 127.0.0.1:").append(servers.get(i).port()).append(" maxconn 1\n");
        }
        site.configureWith(global, lines.toString());
    }

    /** Each server is at work for a client of its own, until the gate opens. */
    private void occupy(final String target) throws Exception {
        for (int i = 0; i < SERVERS; i++) {
            clients.add(KeptClient.tcp(site.port()).get(target));
        }
        site.await("every server is at work", () -> servers.stream().allMatch(s -> s.busy() == 1));
    }

    private void openGates(final String name) {
        servers.forEach(s -> s.open(name));
    }

    /** The old generation has ended; its clients' sessions are cut; the servers work on, and the next one's clients wait. */
    private void theNextWaitsForTheServers(final ProxyProcess old) throws Exception {
        assertEquals(0, old.exitStatus());
        for (final KeptClient c : clients) {
            final Answer answer = c.next();
            if (answer != null) {
                assertEquals(502, answer.status());
            }
            assertNull(answer == null ? null : c.next());
        }
        assertEquals(SERVERS, site.seats("on-hold"), site.ask("show seats"));
        final List<String> targets = List.of("/1", "/2", "/3", "/4", "/5", "/6");
        try (Crowd crowd = new Crowd(site.port(), targets)) {
            site.await("the next requests wait", () -> site.queued("b") == targets.size());
            assertTrue(servers.stream().allMatch(s -> s.busy() == 1), "the servers work on");
            openGates("g");
            site.await("the next requests are answered", () -> crowd.account().settled() == targets.size());
            assertEquals(targets.size(), crowd.account().ok(), crowd.account().notOk().toString());
        }
        site.await("no seat is on hold", () -> site.seats("on-hold") == 0);
        assertExact();
    }

    private void assertExact() {
        servers.forEach(s -> {
            assertEquals(0, s.refused());
            assertEquals(1, s.peak());
        });
    }

    @Test
    void hardStopAfterPassesSeatsInWorkToTheNextGeneration() throws Exception {
        configure("    hard-stop-after 500ms\n", "http");
        final ProxyProcess old = site.first();
        occupy("/work?gate=g");
        site.handOver(old);
        theNextWaitsForTheServers(old);
        assertEquals(SERVERS, old.output().split(" KH-- ", -1).length - 1, old.output());
    }

    @Test
    void sigtermDuringADrainPassesSeatsInWorkToTheNextGeneration() throws Exception {
        configure("", "http");
        final ProxyProcess old = site.first();
        occupy("/work?gate=g");
        site.handOver(old);
        old.signal("TERM");
        theNextWaitsForTheServers(old);
    }

    @Test
    void successorThatTerminatesItsPredecessorGetsItsSeatsInWork() throws Exception {
        configure("", "http");
        final ProxyProcess old = site.first();
        occupy("/work?gate=g&die=fin");
        final ProxyProcess next = site.start("-x", site.socket().toString(), "-st", Long.toString(old.pid()));
        next.until("the next generation is active", () -> site.active(next));
        theNextWaitsForTheServers(old);
    }

    @Test
    void seatsOnHoldAlreadyPassAndEndWithTheServersAnswer() throws Exception {
        configure("", "http");
        final ProxyProcess old = site.first();
        occupy("/work?gate=g");
        for (final KeptClient c : clients) {
            c.reset();
        }
        clients.clear();
        site.await("their seats are on hold", () -> site.seats("on-hold") == SERVERS);
        site.handOver(old);
        old.signal("TERM");
        theNextWaitsForTheServers(old);
    }

    @Test
    void tcpSessionsPassToo() throws Exception {
        for (final SlotServer s : servers) {
            s.close();
        }
        servers.clear();
        for (int i = 0; i < SERVERS; i++) {
            servers.add(SlotServer.countingConnections(1, 5));
        }
        configure("    hard-stop-after 500ms\n", "tcp");
        final ProxyProcess old = site.first();
        occupy("/work?gate=g&close");
        site.handOver(old);
        assertEquals(0, old.exitStatus());
        assertEquals(SERVERS, site.seats("on-hold"), site.ask("show seats"));
        openGates("g");
        site.await("no seat is on hold", () -> site.seats("on-hold") == 0);
        assertExact();
    }

    @Test
    void seatsPassOnThroughTwoGenerations() throws Exception {
        configure("    hard-stop-after 300ms\n", "http");
        final ProxyProcess old = site.first();
        occupy("/work?gate=g");
        final ProxyProcess second = site.handOver(old);
        assertEquals(0, old.exitStatus());
        site.await("the second generation is alone", () -> site.sole(second));
        site.handOver(second);
        theNextWaitsForTheServers(second);
    }
}
