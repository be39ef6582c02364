package io.usher.proxy.exactness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.proxy.generation.HandoverMessages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What users see of seats: whose each of them is and why it is not free, and a line and a count for whatever becomes of one.
 * That a take is refused is seen in {@link ResourcesIT}, that a server is contested in {@link OutsiderIT}.
 */
class SeatNewsIT {
    private static final String CLIENT = "127\\.0\\.0\\.1:\\d+";

    @TempDir
    Path temp;
    private SlotServer server;
    private ProxySite site;
    private ProxyProcess process;

    @BeforeEach
    void make() throws IOException {
        server = SlotServer.http(1, 5);
        site = new ProxySite(temp);
    }

    @AfterEach
    void end() throws Exception {
        site.close();
        server.close();
    }

    private void start(final String lines, final String words) throws Exception {
        site.configureWith("    standby 10m\n",
            site.frontend("b") + "backend b\n" + lines + "    server s 127.0.0.1:" + server.port() + " maxconn 1" + words + "\n");
        process = site.first();
    }

    /** A client whose query is at work until the gate opens. */
    private KeptClient atWork(final String path) throws Exception {
        final String target = path + "?gate=" + path.substring(1);
        final KeptClient client = KeptClient.tcp(site.port()).get(target);
        site.await("the query is at work", () -> server.hasBegun(target));
        return client;
    }

    private KeptClient onHold(final String path) throws Exception {
        final KeptClient client = atWork(path);
        client.reset();
        site.await("its seat is on hold", () -> site.seats("on-hold") == 1);
        return client;
    }

    private long counted(final String event) {
        final Matcher m = Pattern.compile("\"" + event + "\":(\\d+)").matcher(site.ask("show generation"));
        return m.find() ? Long.parseLong(m.group(1)) : -1;
    }

    /** A line and a count of it. */
    private void told(final String event, final String line) throws Exception {
        site.await(event + " is counted, and logged as '" + line + "'", () -> counted(event) > 0
            && Pattern.compile(line).matcher(outputs()).find());
    }

    private String outputs() {
        try {
            return site.outputs();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void seat(final String state, final String rest) throws Exception {
        final String seat = ".*\\{\"id\":\"1\\.\\d+\",\"generation\":1,\"backend\":\"b\",\"server\":\"s\","
            + "\"address\":\"127\\.0\\.0\\.1:"
            + server.port() + "\",\"state\":\"" + state + "\",\"ageMillis\":\\d+,\"stateMillis\":\\d+,\"holder\":" + rest
            + "}].*";
        final String shown = site.ask("show seats b/s").strip();
        assertTrue(shown.matches(seat), () -> shown + "\nexpected:\n" + seat);
    }

    private static String request(final String path) {
        return "\"GET " + path + "\\?gate=\\w+ HTTP/1\\.1 from " + CLIENT + "\",\"request\":\\{\"id\":\"\\w+\","
            + "\"method\":\"GET\",\"path\":\""
            + path + "\",\"client\":\"" + CLIENT + "\"}";
    }

    @Test
    void eachTakenSeatIsNamedWithItsRequestInWorkOnHoldAndElsewhere() throws Exception {
        start("    timeout hold 10m\n", "");
        try (KeptClient given = atWork("/one")) {
            seat("in-work", request("/one"));
            given.reset();
            site.await("its seat is on hold", () -> site.seats("on-hold") == 1);
            seat("on-hold", request("/one") + ",\"holdReason\":\"client-gone\",\"holdEndsInMillis\":\\d+");
            server.open("one");
        }
        try (KeptClient client = atWork("/two")) {
            final ProxyProcess next = site.handOver(process);
            site.await("it is the finishing generation's", () -> site.seats("elsewhere") == 1);
            assertTrue(site.ask("show seats b/s").matches("(?s).*\"id\":\"1\\.\\d+\",\"generation\":1,.*\"state\":\"elsewhere\","
                + "\"ageMillis\":\\d+,\"stateMillis\":\\d+,\"by\":1[,}].*"), site.ask("show seats b/s"));
            server.open("two");
            assertEquals("ok", client.answer());
            next.until("nothing is left of it", () -> site.sole(next) && site.seats("elsewhere") == 0);
        }
        assertEquals(0, server.refused());
    }

    @Test
    void holdsAndTheirEndsAreLoggedAndCounted() throws Exception {
        start("    timeout hold 10m\n", "");
        onHold("/reclaimed").close();
        told("held", "Seat 1\\.\\d+ of b/s at 127\\.0\\.0\\.1:\\d+: on hold \\(CLIENT_GONE\\), for GET /reclaimed");
        server.open("reclaimed");
        told("reclaimed", "Seat 1\\.\\d+ of b/s at .*: reclaimed, the server is done with it \\(CLIENT_GONE\\)");
        onHold("/released").close();
        site.ask("release seats b/s");
        told("released", "Seat 1\\.\\d+ of b/s at .*: hold released by an operator \\(CLIENT_GONE\\): a possible double sale");
        assertEquals(2, counted("held"));
        assertEquals(0, counted("expired"));
    }

    @Test
    void holdThatRunsOutIsAPossibleDoubleSale() throws Exception {
        start("    timeout hold 500ms\n", "");
        onHold("/expired").close();
        told("expired", "Seat 1\\.\\d+ of b/s at .*: hold expired \\(CLIENT_GONE\\): a possible double sale");
        assertEquals(1, server.busy());
    }

    @Test
    void checkThatWaitsForASeatIsLoggedAndCounted() throws Exception {
        start("    option httpchk GET /health\n    timeout check 10s\n    log stdout format raw local0 debug\n",
            " check inter 100ms fall 20");
        try (KeptClient client = atWork("/busy")) {
            told("check-deferred", "Health check of b/s is deferred: all seats at 127\\.0\\.0\\.1:\\d+ are taken");
            assertEquals(0, server.checksWhileBusy());
            server.open("busy");
            assertEquals("ok", client.answer());
        }
    }

    @Test
    void refusedAndFailedSuccessorsAreLoggedAndCounted() throws Exception {
        start("", "");
        final int other = HandoverMessages.VERSION + 1;
        try (FakePeer newer = new FakePeer(site.socket(), Integer.toString(other))) {
            assertTrue(newer.line().startsWith("REFUSED "));
        }
        told("handover-refused", "refused a successor, pid \\d+: protocol version " + other);
        assertEquals(0, counted("rolled-back"));
        final ProxyProcess next = site.handOver(process);
        next.kill();
        told("rolled-back", "rolled back: generation 2 \\(pid \\d+\\)");
        site.await("the first one serves again", () -> site.sole(process));
        try (KeptClient client = KeptClient.tcp(site.port())) {
            assertEquals("ok", client.get("/again").answer());
        }
    }
}
