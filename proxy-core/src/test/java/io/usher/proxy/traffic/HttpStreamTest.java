package io.usher.proxy.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HttpStreamTest {

    static String config(final int port, final String serverOptions) {
        return config(port, serverOptions, "");
    }

    static String config(final int port, final String serverOptions, final String backendLines) {
        return """
            defaults
                mode http
                timeout client 8s
                timeout server 8s
                timeout connect 2s
                timeout queue 8s
            frontend f
                bind 127.0.0.1:%d
                default_backend b
            backend b
                %s
                server s1 127.0.0.1:%d %s
            """.formatted(Rig.freePort(), backendLines, port, serverOptions);
    }

    @Test
    void answersManyRequestsOfOneClientOverOneServerConnection() {
        try (TestServer server = TestServer.echoing(); Rig rig = new Rig(1, config(server.port(), "maxconn 1"));
             Peer client = Peer.to(rig.port(0))) {
            for (int i = 0; i < 20; i++) {
                assertTrue(client.get("/" + i).answer().endsWith("\r\n\r\n/" + i));
            }
            assertEquals(1, server.accepted.get());
            assertEquals("----", rig.awaitLine(19).termination());
        }
    }

    @Test
    void reusesAnIdleServerConnectionForAnotherClientOnAnotherLoop() {
        try (TestServer server = TestServer.echoing(); Rig rig = new Rig(2, config(server.port(), "maxconn 1"))) {
            for (int i = 0; i < 10; i++) {
                try (Peer one = Peer.to(rig.port(0)); Peer two = Peer.to(rig.port(0))) {
                    assertTrue(one.get("/one").answer().endsWith("/one"));
                    assertTrue(two.get("/two").answer().endsWith("/two"));
                }
            }
            assertEquals(1, server.accepted.get());
        }
    }

    @Test
    void answersPipelinedRequestsInOrder() {
        try (TestServer server = TestServer.echoing(); Rig rig = new Rig(1, config(server.port(), ""));
             Peer client = Peer.to(rig.port(0))) {
            client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\nGET /3 HTTP/1.1\r\nHost: a\r\n\r\n");
            assertTrue(client.answer().endsWith("/1"));
            assertTrue(client.answer().endsWith("/2"));
            assertTrue(client.answer().endsWith("/3"));
        }
    }

    @Test
    void passesChunksAndTrailersBothWays() {
        final String chunks = "5\r\nhello\r\n1;x=y\r\n!\r\n0\r\nx-sum: 6\r\n\r\n";
        try (TestServer server = new TestServer((client, s) -> {
            client.head();
            s.requests.add(client.until("x-sum: 6\r\n\r\n"));
            client.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks);
            client.head();
        }); Rig rig = new Rig(1, config(server.port(), "")); Peer client = Peer.to(rig.port(0))) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks);
            assertTrue(client.head().contains("transfer-encoding: chunked"));
            assertEquals(chunks, client.until("x-sum: 6\r\n\r\n"));
            assertEquals(chunks, server.requests.get(0));
        }
    }

    @Test
    void decodesChunksForAClientOfHttp10() {
        try (TestServer server = new TestServer((client, s) -> {
            client.head();
            client.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
            client.head();
        }); Rig rig = new Rig(1, config(server.port(), "")); Peer client = Peer.to(rig.port(0))) {
            client.send("GET / HTTP/1.0\r\n\r\n");
            assertFalse(client.head().contains("transfer-encoding"));
            assertEquals("hello", client.rest());
        }
    }

    @Test
    void relays100ContinueBeforeTheBodyIsSent() {
        try (TestServer server = new TestServer((client, s) -> {
            assertTrue(client.head().contains("expect: 100-continue"));
            client.send("HTTP/1.1 100 Continue\r\n\r\n");
            final String body = client.exactly(3);
            client.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n" + body);
            client.head();
        }); Rig rig = new Rig(1, config(server.port(), "")); Peer client = Peer.to(rig.port(0))) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
            assertTrue(client.head().startsWith("HTTP/1.1 100 Continue"));
            client.send("abc");
            assertTrue(client.answer().endsWith("abc"));
        }
    }

    @Test
    void tunnelsAfterAnUpgrade() {
        try (TestServer server = new TestServer((client, s) -> {
            assertTrue(client.head().contains("upgrade: echo"));
            client.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\nhi");
            client.send(client.exactly(4).toUpperCase());
            client.rest();
        }); Rig rig = new Rig(1, config(server.port(), "")); Peer client = Peer.to(rig.port(0))) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n");
            assertTrue(client.head().startsWith("HTTP/1.1 101 "));
            assertEquals("hi", client.exactly(2));
            client.send("ping");
            assertEquals("PING", client.exactly(4));
            client.finish();
            assertEquals("", client.rest());
            assertEquals(101, rig.awaitLine(0).status());
        }
    }

    @Test
    void doesNotWaitForTheBodyOfAnAnswerToHead() {
        try (TestServer server = new TestServer((client, s) -> {
            client.head();
            client.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
            client.head();
            client.send("HTTP/1.1 204 No Content\r\n\r\n");
            client.head();
        }); Rig rig = new Rig(1, config(server.port(), "")); Peer client = Peer.to(rig.port(0))) {
            client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertTrue(client.head().contains("content-length: 1000"));
            assertTrue(client.get("/").head().startsWith("HTTP/1.1 204"));
        }
    }

    @Test
    void answers502WhenTheServerClosesWithoutAnAnswerAndKeepsTheClient() {
        try (TestServer server = new TestServer((client, s) -> client.head());
             Rig rig = new Rig(1, config(server.port(), "")); Peer client = Peer.to(rig.port(0))) {
            assertTrue(client.get("/").answer().startsWith("HTTP/1.1 502 "));
            assertEquals("SH--", rig.awaitLine(0).termination());
            assertTrue(client.get("/").answer().startsWith("HTTP/1.1 502 "));
        }
    }

    @Test
    void closesTheClientWhenAnAnswerIsCutShort() {
        try (TestServer server = new TestServer((client, s) -> {
            client.head();
            client.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
        }); Rig rig = new Rig(1, config(server.port(), "")); Peer client = Peer.to(rig.port(0))) {
            client.get("/").head();
            assertEquals("abc", client.rest());
            assertEquals("SD--", rig.awaitLine(0).termination());
        }
    }

    @Test
    void neverReusesAConnectionThatSaidMoreThanItsAnswer() {
        try (TestServer server = new TestServer((client, s) -> {
            client.head();
            client.send("HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison");
            client.head();
        }); Rig rig = new Rig(1, config(server.port(), "maxconn 1")); Peer client = Peer.to(rig.port(0))) {
            for (int i = 1; i <= 3; i++) {
                assertTrue(client.get("/" + i).head().startsWith("HTTP/1.1 204 "));
                assertEquals(i, server.accepted.get());
            }
        }
    }

    @Test
    void sendsARequestAgainWhenTheIdleConnectionHadClosed() {
        try (TestServer server = new TestServer((client, s) -> {
            // One answer for each connection; the second request on it meets a close.
            client.head();
            client.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            client.head();
        }); Rig rig = new Rig(1, config(server.port(), "maxconn 1")); Peer client = Peer.to(rig.port(0))) {
            for (int i = 0; i < 5; i++) {
                assertTrue(client.get("/" + i).answer().endsWith("ok"));
            }
            assertEquals(5, server.accepted.get());
            assertEquals(1, server.mostOpen.get());
        }
    }

    @Test
    void refusesAMalformedRequestAndCloses() {
        try (TestServer server = TestServer.echoing(); Rig rig = new Rig(1, config(server.port(), ""));
             Peer client = Peer.to(rig.port(0))) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
            assertTrue(client.answer().startsWith("HTTP/1.1 400 "));
            assertEquals("", client.rest());
            assertEquals("<BADREQ>", rig.awaitLine(0).request());
            assertEquals("PR--", rig.awaitLine(0).termination());
        }
    }

    @Test
    void closesSilentlyWhenAnIdleClientRunsOutOfTime() {
        final String text = config(1, "").replace("timeout client 8s", "timeout client 8s\n    timeout http-keep-alive 50ms");
        try (TestServer server = TestServer.echoing(); Rig rig = new Rig(1, text.replace("127.0.0.1:1 ", "127.0.0.1:"
            + server.port() + " ")); Peer client = Peer.to(rig.port(0))) {
            client.get("/").answer();
            assertNull(client.head());
            assertEquals(1, rig.log.size());
        }
    }

    @Test
    void answers408WhenHalfAHeadRunsOutOfTime() {
        final String text = config(1, "").replace("timeout client 8s", "timeout client 8s\n    timeout http-request 50ms");
        try (Rig rig = new Rig(1, text); Peer client = Peer.to(rig.port(0))) {
            client.send("GET / HT");
            assertTrue(client.answer().startsWith("HTTP/1.1 408 "));
            assertEquals("cR--", rig.awaitLine(0).termination());
        }
    }

    @Test
    void givesEachClientOneLastAnswerWhenFinishingAndReportsWhenDrained() {
        try (TestServer server = TestServer.echoing(); Rig rig = new Rig(2, config(server.port(), "maxconn 1"));
             Peer client = Peer.to(rig.port(0))) {
            assertFalse(client.get("/1").answer().contains("connection: close"));
            rig.engine.finishing();
            assertFalse(rig.engine.drained());
            assertTrue(client.get("/2").answer().contains("connection: close"));
            assertEquals("", client.rest());
            Rig.await("drained", rig.engine::drained);
            assertEquals(0, rig.taken(rig.server("b", "s1")));
        }
    }

    @Test
    void closesClientsBetweenRequestsAtASoftStopAndNoOthers() {
        try (TestServer server = TestServer.echoing(); Rig rig = new Rig(2, config(server.port(), "maxconn 2"));
             Peer idle = Peer.to(rig.port(0)); Peer fresh = Peer.to(rig.port(0)); Peer half = Peer.to(rig.port(0))) {
            idle.get("/1").answer();
            half.get("/2").answer();
            half.send("GET /3 HT");
            Rig.await("all are here", () -> rig.engine.sessions().snapshot().stream()
                .filter(it -> it.state().equals("HEAD")).count() == 1 && rig.engine.clientConnections() == 3);
            rig.engine.finishing();
            rig.engine.closeIdleClients();
            assertEquals("", idle.rest());
            half.send("TP/1.1\r\nHost: a\r\n\r\n");
            assertTrue(half.answer().contains("connection: close"));
            assertTrue(fresh.get("/4").answer().contains("connection: close"));
            Rig.await("drained", rig.engine::drained);
            assertEquals(4, rig.log.size());
        }
    }

    @Test
    void closesAClientThatIsBetweenRequestsAfterASoftStop() {
        try (TestServer server = TestServer.echoing(); Rig rig = new Rig(1, config(server.port(), "maxconn 1"));
             Peer client = Peer.to(rig.port(0))) {
            rig.engine.closeIdleClients(); // Alone, so that the answer does not announce it.
            assertFalse(client.get("/1").answer().contains("connection: close"));
            assertEquals("", client.rest());
        }
    }

    @Test
    void sendsABodyOnThatArrivedWhileTheRequestWasQueued() {
        try (TestServer server = new TestServer((client, s) -> {
            for (String head = client.head(); head != null; head = client.head()) {
                s.requests.add(head);
                final String body = head.startsWith("POST") ? client.exactly(10) : "";
                s.work();
                client.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            }
        }); Rig rig = new Rig(1, config(server.port(), "maxconn 1")); Peer busy = Peer.to(rig.port(0));
             Peer client = Peer.to(rig.port(0))) {
            busy.get("/busy");
            Rig.await("the server works", () -> server.working.get() == 1);
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n0");
            Rig.await("queued", () -> rig.queued(rig.backend("b")) == 1);
            client.send("123456789");
            // A round trip on the same loop: the bytes behind have been read when this answer comes.
            try (Peer other = Peer.to(rig.port(0))) {
                other.send("GET / HTTP/1.1\r\n\r\n").rest();
            }
            server.permits.release(2);
            assertTrue(client.answer().endsWith("0123456789"));
        }
    }

    @Test
    void closesAtOnceBehindTheLastAnswerOfAClientThatHasFinished() {
        try (TestServer server = TestServer.working();
             Rig rig = new Rig(1, config(server.port(), "").replace("timeout client 8s", "timeout client 1m"));
             Peer client = Peer.to(rig.port(0))) {
            client.get("/1").get("/2").finish();
            server.permits.release(2);
            assertTrue(client.answer().endsWith("/1"));
            assertTrue(client.answer().endsWith("/2"));
            assertEquals("", client.rest());
            assertEquals("----", rig.awaitLine(1).termination());
            assertEquals(2, rig.log.size());
        }
    }

    @Test
    void refusesAHalfRequestBehindTheLastAnswerOfAClientThatHasFinished() {
        try (TestServer server = TestServer.echoing(); Rig rig = new Rig(1, config(server.port(), ""));
             Peer client = Peer.to(rig.port(0))) {
            client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HT").finish();
            assertTrue(client.answer().endsWith("/1"));
            assertTrue(client.answer().startsWith("HTTP/1.1 400 "));
            assertEquals("CR--", rig.awaitLine(1).termination());
        }
    }

    @Test
    void sendsNoPostTwice() {
        try (TestServer server = new TestServer((client, s) -> {
            client.head();
            client.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            s.requests.add(client.head());
        }); Rig rig = new Rig(1, config(server.port(), "maxconn 1")); Peer client = Peer.to(rig.port(0))) {
            assertTrue(client.get("/").answer().endsWith("ok"));
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
            assertTrue(client.answer().startsWith("HTTP/1.1 502 "));
            assertEquals(1, server.requests.size());
            assertEquals(1, server.accepted.get());
        }
    }

    @Test
    void countsInterimAnswersAndUpgradesAsHaproxyDoes() {
        try (TestServer server = new TestServer((client, s) -> {
            client.head();
            client.send("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            client.head();
            client.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
        }); Rig rig = new Rig(1, config(server.port(), "")); Peer client = Peer.to(rig.port(0))) {
            client.get("/").head();
            client.answer();
            client.send("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n").head();
            client.finish().rest();
            // Measured with HAProxy 2.6.12 on the same bytes.
            assertEquals(99, rig.awaitLine(0).bytes());
            assertEquals(84, rig.awaitLine(1).bytes());
        }
    }
}
