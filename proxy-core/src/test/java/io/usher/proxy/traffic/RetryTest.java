package io.usher.proxy.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.proxy.live.Server;
import io.usher.proxy.seat.HoldReason;
import io.usher.proxy.seat.Take;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code retry-on}: what is sent once more, where to, and what becomes of the first seat. */
@Timeout(60)
class RetryTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String UNAVAILABLE = "HTTP/1.1 503 No\r\nContent-Length: 4\r\n\r\nlate";

    /** Fails its first connections, or the requests on them, as a test says; answers the others with what it was sent. */
    private static TestServer failing(final int times, final String answer) {
        return new TestServer((client, s) -> {
            final boolean fails = s.accepted.get() <= times;
            for (String head = client.head(); head != null && !head.endsWith("<EOF>"); head = client.head()) {
                final String body = head.toLowerCase().contains("content-length") ? client.body(head) : "";
                s.requests.add(TestServer.path(head) + body);
                if (fails) {
                    client.send(answer);
                    return;
                }
                client.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            }
        });
    }

    private static String config(final TestServer server, final String lines) {
        return HttpStreamTest.config(server.port(), "maxconn 1", lines);
    }

    private static String withSecond(final TestServer first, final TestServer second, final String lines) {
        return config(first, lines) + "    server s2 127.0.0.1:" + second.port() + " maxconn 1\n";
    }

    @ParameterizedTest
    @CsvSource({"empty-response, ''", "junk-response, 'hello world\r\n\r\n'", "empty-response, 'HTTP/1.1 200 OK\r\nCont'",
        "junk-response, 'HTTP/1.1 200 OK\r\nCont'", "503, 'HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n'",
        "all-retryable-errors, ''"})
    void sendsTheWholeRequestOnceMore(final String condition, final String answer) {
        try (TestServer server = failing(2, answer);
             Rig rig = new Rig(1, config(server, "retry-on " + condition + "\n    retries 3"));
             Peer client = Peer.to(rig.port(0))) {
            client.send("POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel");
            client.send("lo");
            assertTrue(client.answer().endsWith("\r\n\r\nhello"));
            assertEquals(List.of("/phello", "/phello", "/phello"), server.requests);
            final Rig.Line line = rig.awaitLine(0);
            assertEquals(2, line.retries());
            assertFalse(line.redispatched());
            assertEquals("----", line.termination());
            assertEquals(2, rig.server("b", "s1").counters().retries.sum());
            assertEquals(1, server.mostOpen.get());
        }
    }

    @ParameterizedTest
    @CsvSource({"junk-response, '', 502", "response-timeout, 'hello\r\n\r\n', 502", "conn-failure, '', 502", "none, '', 502",
        "404, 'HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n', 503"})
    void sendsNothingTwiceOnAnotherCondition(final String condition, final String answer, final int status) {
        try (TestServer server = failing(1, answer); Rig rig = new Rig(1, config(server, "retry-on " + condition));
             Peer client = Peer.to(rig.port(0))) {
            assertTrue(client.get("/x").head().startsWith("HTTP/1.1 " + status));
            assertEquals(0, rig.awaitLine(0).retries());
            assertEquals(1, server.accepted.get());
        }
    }

    @Test
    void givesTheLastAnswerOnceNoRetryIsLeft() {
        try (TestServer server = failing(9, UNAVAILABLE); Rig rig = new Rig(1, config(server, "retry-on 503\n    retries 2"));
             Peer client = Peer.to(rig.port(0))) {
            assertTrue(client.get("/x").answer().endsWith("late"));
            assertEquals(3, server.requests.size());
            assertEquals(2, rig.awaitLine(0).retries());
            assertEquals(503, rig.awaitLine(0).status());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http-request disable-l7-retry", "retries 0"})
    void obeysWhatForbidsARetry(final String line) {
        try (TestServer server = failing(1, UNAVAILABLE);
             Rig rig = new Rig(1, config(server, "retry-on all-retryable-errors\n    " + line));
             Peer client = Peer.to(rig.port(0))) {
            assertTrue(client.get("/x").answer().endsWith("late"));
            assertEquals(0, rig.awaitLine(0).retries());
        }
    }

    @Test
    void doesNotRepeatARequestThatIsLargerThanABuffer() {
        final String body = "x".repeat(16 * 1024);
        try (TestServer server = failing(1, UNAVAILABLE); Rig rig = new Rig(1, config(server, "retry-on 503"));
             Peer client = Peer.to(rig.port(0))) {
            client.send("POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            assertTrue(client.answer().endsWith("late"));
            assertEquals(1, server.requests.size());
        }
    }

    @Test
    void repeatsNothingTheClientHasSeenTheBeginningOf() {
        try (TestServer server = failing(1, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
             Rig rig = new Rig(1, config(server, "retry-on all-retryable-errors")); Peer client = Peer.to(rig.port(0))) {
            assertTrue(client.get("/x").rest().endsWith("half"));
            assertEquals("SD--", rig.awaitLine(0).termination());
            assertEquals(1, server.requests.size());
        }
    }

    @Test
    void leavesTheSeatOfAServerThatIsTooSlowOnHoldAndWaitsForIt() {
        try (TestServer server = TestServer.working();
             Rig rig = new Rig(2, config(server, "retry-on response-timeout\n    timeout server 2s\n    retries 1"));
             Peer client = Peer.to(rig.port(0))) {
            client.get("/slow");
            final Server s1 = rig.server("b", "s1");
            Rig.await("retry waits for the seat on hold", () -> rig.queued(rig.backend("b")) == 1
                && rig.locked(() -> onlyTake(s1).holdReason() == HoldReason.SERVER_TIMEOUT));
            assertEquals(1, server.accepted.get());
            server.permits.release(2);
            assertTrue(client.answer().endsWith("/slow"));
            assertEquals(1, server.mostWorking.get());
            assertEquals(1, server.mostOpen.get());
            assertEquals(1, rig.awaitLine(0).retries());
        }
    }

    @Test
    void logsNoConnectionForARetryThatGotNone() {
        try (TestServer server = TestServer.working();
             Rig rig = new Rig(1, config(server, "retry-on response-timeout\n    timeout server 100ms\n    timeout queue 100ms"));
             Peer client = Peer.to(rig.port(0))) {
            assertTrue(client.get("/slow").head().startsWith("HTTP/1.1 503 "));
            final Rig.Line line = rig.awaitLine(0);
            assertEquals("sQ--", line.termination());
            assertEquals(-1, line.connectTime());
            assertEquals(-1, line.responseTime());
            assertEquals(1, line.retries());
            server.permits.release();
        }
    }

    private static Take onlyTake(final Server server) {
        return server.seats().takes().iterator().next();
    }

    @Test
    void goesToAnotherServerWhereRedispatchSaysSo() {
        try (TestServer slow = TestServer.working(); TestServer other = TestServer.echoing();
             Rig rig = new Rig(1, withSecond(slow, other,
                 "retry-on response-timeout\n    option redispatch 1\n    timeout server 2s"));
             Peer client = Peer.to(rig.port(0))) {
            assertTrue(client.get("/x").answer().endsWith("/x"));
            final Rig.Line line = rig.awaitLine(0);
            assertEquals("s2", line.server());
            assertEquals(1, line.retries());
            assertTrue(line.redispatched());
            assertEquals(1, rig.server("b", "s1").counters().redispatches.sum());
            assertEquals(1, rig.taken(rig.server("b", "s1")), "the seat of the query in work stays taken");
            slow.permits.release();
            Rig.await("seat free", () -> rig.taken(rig.server("b", "s1")) == 0);
        }
    }

    @Test
    void closesTheConnectionWhoseAnswerWasRefusedAndWaitsForTheServersEnd() {
        final TestServer server = new TestServer((client, s) -> {
            client.head();
            s.requests.add("/");
            client.send(s.accepted.get() == 1 ? UNAVAILABLE : OK);
            if (s.accepted.get() == 1) {
                client.rest();
                s.work();
            }
        });
        try (server; Rig rig = new Rig(1, config(server, "retry-on 503")); Peer client = Peer.to(rig.port(0))) {
            client.get("/x");
            Rig.await("our end seen", () -> server.working.get() == 1);
            Rig.await("retry waits", () -> rig.queued(rig.backend("b")) == 1);
            assertEquals(1, server.accepted.get());
            server.permits.release();
            assertTrue(client.answer().endsWith("ok"));
            assertEquals(1, server.mostOpen.get());
        }
    }

    @Test
    void connectsOnceOnlyWithoutConnFailure() {
        try (Rig rig = new Rig(1, HttpStreamTest.config(Rig.freePort(), "maxconn 1", "retry-on 503\n    retries 3"));
             Peer client = Peer.to(rig.port(0))) {
            assertTrue(client.get("/x").head().startsWith("HTTP/1.1 503"));
            assertEquals(0, rig.awaitLine(0).retries());
        }
    }
}
