package io.usher.proxy.exactness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks of all kinds, every 100 ms, against servers that have no slot left for them. */
class ChecksIT {
    private static final int SERVERS = 3;
    /** Slots of the server that has more than one. */
    private static final int WIDE = 3;

    /** How servers are checked. */
    private enum Kind {
        TCP("", "check"), HTTP_1_0("option httpchk GET /health", "check"),
        HTTP_1_1("option httpchk GET /health \"HTTP/1.1\\r\\nHost: x\"", "check"),
        AGENT("", "check agent-check agent-inter 100ms agent-port ");

        private final String option;
        private final String words;

        Kind(final String option, final String words) {
            this.option = option;
            this.words = words;
        }
    }

    /** An agent that says the same to everybody. */
    private static final class Agent implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final AtomicInteger asked = new AtomicInteger();
        /** Set by the test's thread. */
        private volatile String word = "up";

        Agent() throws IOException {
            final Thread thread = new Thread(this::run, "agent");
            thread.setDaemon(true);
            thread.start();
        }

        private void run() {
            try {
                while (true) {
                    try (Socket client = listener.accept()) {
                        client.getOutputStream().write((word + "\n").getBytes(StandardCharsets.US_ASCII));
                    }
                    asked.incrementAndGet();
                }
            } catch (final IOException e) {
                asked.get(); // Closed: the test is over.
            }
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }

    @TempDir
    Path temp;

    /** Many bad rounds in a row mark down where a test is about none at all: a slow machine is no bad server. */
    private static void start(final ProxySite site, final SlotServers servers, final Kind kind, final Agent agent, final int fall)
            throws Exception {
        start(site, kind, servers.lines(words(1, kind, agent, fall)));
    }

    private static String words(final int maxconn, final Kind kind, final Agent agent, final int fall) {
        return "maxconn " + maxconn + " inter 100ms fall " + fall + " " + kind.words
            + (kind == Kind.AGENT ? agent.listener.getLocalPort() : "");
    }

    /** With the lines of its servers, and before them others of the backend. */
    private static void start(final ProxySite site, final Kind kind, final String lines) throws Exception {
        site.configure(site.frontend("b") + "backend b\n    " + kind.option + "\n    retries 10\n    option redispatch 1\n"
            + "    retry-on conn-failure empty-response\n    timeout check 10s\n" + lines);
        site.first();
    }

    private static boolean is(final ProxySite site, final String server, final String status) {
        return site.stat("b", server).getOrDefault("status", "").startsWith(status);
    }

    private static void assertExact(final SlotServers servers) {
        assertEquals(0, servers.refused());
        assertEquals(1, servers.peak());
        assertEquals(1, servers.peakConnections());
        for (int i = 0; i < SERVERS; i++) {
            assertEquals(0, servers.get(i).checksWhileBusy());
        }
    }

    /** Short queries without a break, and one of a hundred that takes longer than many rounds of checks. */
    @ParameterizedTest
    @EnumSource
    void noCheckReachesABusyServerAndNoneIsDownForThat(final Kind kind) throws Exception {
        try (SlotServers servers = new SlotServers(SERVERS, 5); SlotServer wide = SlotServer.http(WIDE, 5);
                Agent agent = new Agent(); ProxySite site = new ProxySite(temp)) {
            for (int i = 0; i < SERVERS; i++) {
                servers.get(i).disturb("work=700", 100);
            }
            wide.disturb("work=700", 30);
            start(site, kind, servers.lines(words(1, kind, agent, 20)) + "    server wide 127.0.0.1:" + wide.port() + " "
                + words(WIDE, kind, agent, 20) + "\n");
            try (KeepAliveLoad load = new KeepAliveLoad(site.port(), 10)) {
                for (int i = 0; i < SERVERS; i++) {
                    final SlotServer server = servers.get(i);
                    site.await("server " + i + " has served", () -> server.served() > 150);
                }
                site.await("the wide one too", () -> wide.served() > 150);
                load.close();
                assertEquals(List.of(), load.account().notOk());
            }
            assertEquals(List.of(), site.outputs().lines().filter(line -> line.contains("is DOWN")).toList());
            assertExact(servers);
            assertEquals(0, wide.refused() + wide.checksWhileBusy());
            assertEquals(WIDE, wide.peak());
            assertTrue(wide.peakConnections() <= WIDE, () -> wide.peakConnections() + " open connections");
            if (kind == Kind.AGENT) {
                assertTrue(agent.asked.get() > 0, "the agent was never asked");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aServerThatDiesUnderLoadIsDownAndComesBack(final boolean reset) throws Exception {
        try (SlotServers servers = new SlotServers(SERVERS, 5); ProxySite site = new ProxySite(temp)) {
            start(site, servers, Kind.HTTP_1_0, null, 3);
            try (KeepAliveLoad load = new KeepAliveLoad(site.port(), 8)) {
                site.await("all are up", () -> is(site, "s0", "UP") && servers.get(0).served() > 50);
                servers.get(0).die(reset);
                site.await("the dead one is down", () -> is(site, "s0", "DOWN"));
                servers.get(0).live();
                site.await("it is up again", () -> is(site, "s0", "UP"));
                load.close();
                // Until it was down, its free seat took what found no other one: those were told so.
                assertEquals(List.of(), load.account().broken());
                assertTrue(Set.of(200, 503).containsAll(load.account().byStatus().keySet()), load.account().notOk().toString());
            }
            assertExact(servers);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_0", "HTTP_1_1"})
    void aFailingHealthShowsUnderSaturation(final Kind kind) throws Exception {
        try (SlotServers servers = new SlotServers(SERVERS, 5); ProxySite site = new ProxySite(temp)) {
            start(site, servers, kind, null, 3);
            try (KeepAliveLoad load = new KeepAliveLoad(site.port(), 12)) {
                site.await("all are up", () -> is(site, "s0", "UP") && servers.get(0).served() > 50);
                servers.get(0).health(500);
                site.await("the failing one is down", () -> is(site, "s0", "DOWN"));
                servers.get(0).health(200);
                site.await("it is up again", () -> is(site, "s0", "UP"));
                load.close();
                assertEquals(List.of(), load.account().broken());
                assertTrue(load.account().ok() > 0, "nothing was served");
            }
            assertExact(servers);
        }
    }

    /** A server that says nothing any more in the midst of a query may be at work: no check asks it, and none fails. */
    @ParameterizedTest
    @EnumSource(names = {"TCP", "HTTP_1_0"})
    void aSilentHangInMidQueryIsAHoldAndNotDown(final Kind kind) throws Exception {
        final String query = "/hang?gate=end";
        try (SlotServers servers = new SlotServers(SERVERS, 5); ProxySite site = new ProxySite(temp)) {
            start(site, kind, "    timeout server 4s\n" + servers.lines(words(1, kind, null, 3)));
            try (KeptClient hung = KeptClient.tcp(site.port()).get(query);
                    KeepAliveLoad load = new KeepAliveLoad(site.port(), 8)) {
                assertEquals(504, hung.next().status());
                assertEquals(1, site.seats("on-hold"), site.ask("show seats"));
                final int at = IntStream.range(0, SERVERS).filter(i -> servers.get(i).hasBegun(query)).findAny().orElseThrow();
                final SlotServer silent = servers.get(at);
                final int accepted = silent.accepted();
                final int before = load.account().ok();
                site.await("many rounds of checks pass", () -> load.account().ok() > before + 500);
                assertTrue(is(site, "s" + at, "UP"), () -> site.ask("show stat"));
                assertEquals(1, site.seats("on-hold"), site.ask("show seats"));
                assertEquals(accepted, silent.accepted());

                servers.open("end");

                final int served = silent.served();
                site.await("it serves again", () -> silent.served() > served + 50);
                load.close();
                assertEquals(List.of(), load.account().notOk());
            }
            assertEquals(List.of(), site.outputs().lines().filter(line -> line.contains("is DOWN")).toList());
            assertExact(servers);
        }
    }

    @ParameterizedTest
    @EnumSource(names = "AGENT")
    void anAgentsWordsHoldUnderSaturation(final Kind kind) throws Exception {
        try (SlotServers servers = new SlotServers(SERVERS, 5); Agent agent = new Agent(); ProxySite site = new ProxySite(temp)) {
            start(site, servers, kind, agent, 20);
            try (KeepAliveLoad load = new KeepAliveLoad(site.port(), 12)) {
                for (final String word : List.of("drain", "ready up", "down", "up", "maint", "ready up")) {
                    final String status = switch (word) {
                        case "drain" -> "DRAIN (agent)";
                        case "down" -> "DOWN (agent)";
                        case "maint" -> "MAINT";
                        default -> "UP";
                    };
                    agent.word = word;
                    site.await("'" + word + "' has its effect", () -> is(site, "s0", status) && is(site, "s2", status));
                }
                site.await("all serve again", () -> is(site, "s1", "UP"));
                load.close();
                // All three went at once: what came meanwhile was told so.
                assertEquals(List.of(), load.account().broken());
            }
            assertExact(servers);
        }
    }
}
