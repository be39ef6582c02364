package io.usher.proxy.exactness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code retries}, {@code option redispatch} and {@code retry-on} against servers that fail one query in ten, in each way there
 * is: every request is answered, by another try, and no try ever sits at a server that is still at work.
 */
class RetriesIT {
    private static final int SERVERS = 3;
    private static final int CLIENTS = 12;
    private static final int EACH = 40;

    @TempDir
    Path temp;

    @ParameterizedTest
    @CsvSource({"1, die=fin, empty-response", "3, die=rst, empty-response", "1, junk, junk-response", "3, status=503, 503",
        "1, work=1500, response-timeout", "3, work=1500, response-timeout"})
    void answersEveryRequest(final int slots, final String failure, final String condition) throws Exception {
        try (SlotServers servers = new SlotServers(SERVERS, slots, 5); ProxySite site = new ProxySite(temp)) {
            for (int i = 0; i < SERVERS; i++) {
                servers.get(i).disturb(failure, 10);
            }
            site.configure(site.frontend("b") + "backend b\n    retries 10\n    option redispatch 1\n    timeout server 1s\n"
                + "    retry-on conn-failure " + condition + "\n" + servers.lines("maxconn " + slots));
            site.first();
            try (KeepAliveLoad load = new KeepAliveLoad(site.port(), CLIENTS)) {
                for (int i = 0; i < SERVERS; i++) {
                    final SlotServer server = servers.get(i);
                    site.await("server " + i + " has served", () -> server.served() > EACH);
                }
                load.close();
                assertEquals(List.of(), load.account().notOk());
            }
            assertExact(servers, slots);
            // A kept connection that ends before it brought anything is opened anew: that is no retry.
            assertTrue(condition.equals("empty-response")
                || site.stat("b", "BACKEND", "wretr") + site.stat("b", "BACKEND", "wredis") > 0, "nothing was tried again");
        }
    }

    private static void assertExact(final SlotServers servers, final int slots) {
        assertEquals(0, servers.refused());
        assertTrue(servers.peak() > 0 && servers.peak() <= slots, () -> servers.peak() + " queries at a time");
        assertTrue(servers.peakConnections() <= slots, () -> servers.peakConnections() + " open connections");
    }

    /** One server, one slot: the request waits for the very seat that its own first try still holds. */
    @Test
    void waitsForTheSeatThatItsFirstTryHolds() throws Exception {
        try (SlotServer server = SlotServer.http(1, 1); ProxySite site = new ProxySite(temp)) {
            site.configure(site.frontend("b") + "backend b\n    retries 1\n    retry-on response-timeout\n    timeout server 3s\n"
                + "    server s 127.0.0.1:" + server.port() + " maxconn 1\n");
            site.first();
            try (KeptClient client = KeptClient.tcp(site.port()).get("/long?gate=end");
                KeptClient next = KeptClient.tcp(site.port())) {
                site.await("the retry waits", () -> site.seats("on-hold") == 1 && site.stat("b", "s", "qcur") == 1);
                next.get("/next");
                site.await("so does the next request", () -> site.queued("b") == 1);
                assertEquals(1, server.begun().size());
                server.open("end");
                assertEquals("ok", client.answer());
                assertEquals("ok", next.answer());
            }
            assertEquals(List.of("/long?gate=end", "/long?gate=end", "/next"),
                server.begun().stream().map(Query::target).toList());
            assertEquals(0, server.refused());
            assertEquals(1, server.peak());
            assertEquals(1, server.peakConnections());
        }
    }

    /** Each status that can be named, and the word for all that is retryable; in one process, each at servers of its own. */
    @Test
    void triesEachStatusAgainAndAllThatIsRetryable() throws Exception {
        final List<Lane> lanes = new ArrayList<>();
        try (ProxySite site = new ProxySite(temp)) {
            for (final String status : List.of("401", "403", "404", "408", "425", "500", "501", "502", "503", "504")) {
                lanes.add(new Lane(status, 1, List.of("status=" + status, "status=" + status)));
            }
            lanes.add(new Lane("all-retryable-errors", 3, List.of("status=500", "status=502", "status=503", "status=504", "junk",
                "die=fin", "die=rst")));
            site.configure("    retries 10\n    option redispatch 1\n"
                + String.join("", lanes.stream().map(Lane::lines).toList()));
            site.first();
            for (final Lane lane : lanes) {
                lane.load();
            }
            for (final Lane lane : lanes) {
                site.await("requests of " + lane.condition + " were served", lane::hasServed);
                lane.load.close();
                assertEquals(List.of(), lane.load.account().notOk(), lane.condition);
                assertExact(lane.servers, lane.slots);
                final String backend = "l" + lane.condition;
                assertTrue(site.stat(backend, "BACKEND", "wretr") + site.stat(backend, "BACKEND", "wredis") > 0,
                    "nothing was tried again on " + lane.condition);
            }
        } finally {
            for (final Lane lane : lanes) {
                lane.close();
            }
        }
    }

    /** One condition's proxy, its servers, each of which fails in a way of its own, and its clients. */
    private static final class Lane implements AutoCloseable {
        private final String condition;
        private final int slots;
        private final SlotServers servers;
        private final int port = ProxySite.freePort();
        private KeepAliveLoad load;

        Lane(final String condition, final int slots, final List<String> failures) throws IOException {
            this.condition = condition;
            this.slots = slots;
            servers = new SlotServers(failures.size(), slots, 2);
            for (int i = 0; i < failures.size(); i++) {
                servers.get(i).disturb(failures.get(i), 7);
            }
        }

        String lines() {
            return "listen l" + condition + "\n    bind 127.0.0.1:" + port + "\n    retry-on conn-failure " + condition + "\n"
                + servers.lines("maxconn " + slots);
        }

        void load() {
            load = new KeepAliveLoad(port, 1 + servers.ports().size() * slots);
        }

        boolean hasServed() {
            return IntStream.range(0, servers.ports().size()).allMatch(i -> servers.get(i).served() > EACH);
        }

        @Override
        public void close() throws IOException {
            if (load != null) {
                load.close();
            }
            servers.close();
        }
    }

    /** A server that is not there, beside others that are: connections are tried elsewhere. */
    @Test
    void redispatchesFromAServerThatIsNotThere() throws Exception {
        try (SlotServers servers = new SlotServers(SERVERS, 5); ProxySite site = new ProxySite(temp)) {
            servers.get(0).die(true);
            site.configure(site.frontend("b") + "backend b\n    retries 3\n    option redispatch 1\n"
                + "    timeout connect 100ms\n" + servers.lines("maxconn 1"));
            site.first();
            // No more clients than there are live seats: another server can always be had.
            try (KeepAliveLoad load = new KeepAliveLoad(site.port(), SERVERS - 1)) {
                site.await("requests were redispatched and served",
                    () -> site.stat("b", "BACKEND", "wredis") > 5 && load.account().settled() > 100);
                load.close();
                assertEquals(List.of(), load.account().notOk());
            }
            assertExact(servers, 1);
        }
    }
}
