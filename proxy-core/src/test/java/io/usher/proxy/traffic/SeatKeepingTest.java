package io.usher.proxy.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.proxy.live.Server;
import io.usher.proxy.seat.HoldReason;
import io.usher.proxy.seat.Take;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Invariants 1 and 2: counted at the server, whatever clients do. */
@Timeout(60)
class SeatKeepingTest {

    private static String config(final int port, final String backendLines) {
        return HttpStreamTest.config(port, "maxconn 1", backendLines);
    }

    private static Take onlyTake(final Rig rig, final Server server) {
        return rig.locked(() -> server.seats().takes().iterator().next());
    }

    private static void awaitHold(final Rig rig, final HoldReason why) {
        final Server server = rig.server("b", "s1");
        Rig.await("hold for " + why, () -> rig.taken(server) == 1 && rig.locked(() -> onlyTake(rig, server).holdReason() == why));
    }

    @Test
    void servesWaitingRequestsInArrivalOrder() {
        try (TestServer server = TestServer.working(); Rig rig = new Rig(2, config(server.port(), ""))) {
            final List<Peer> clients = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                final int waiting = i;
                clients.add(Peer.to(rig.port(0)).get("/" + i));
                if (i == 0) {
                    Rig.await("first request at the server", () -> server.working.get() == 1);
                } else {
                    Rig.await("request " + i + " queued", () -> rig.queued(rig.backend("b")) == waiting);
                }
            }
            server.permits.release(6);
            clients.forEach(client -> assertTrue(client.answer().startsWith("HTTP/1.1 200 ")));
            assertEquals(List.of("/0", "/1", "/2", "/3", "/4", "/5"), server.requests);
            assertEquals(1, server.mostOpen.get());
            clients.forEach(Peer::close);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "option abortonclose"})
    void keepsTheSeatWhenItsClientLeavesUntilTheServerIsDone(final String option) {
        try (TestServer server = TestServer.working(); Rig rig = new Rig(2, config(server.port(), option))) {
            final Peer leaving = Peer.to(rig.port(0)).get("/left");
            Rig.await("request at the server", () -> server.working.get() == 1);
            leaving.reset();
            assertEquals("CD--", rig.awaitLine(0).termination());
            awaitHold(rig, HoldReason.CLIENT_GONE);
            try (Peer next = Peer.to(rig.port(0)).get("/next")) {
                Rig.await("next one queued", () -> rig.queued(rig.backend("b")) == 1);
                assertEquals(1, server.working.get());
                server.permits.release(2);
                assertTrue(next.answer().endsWith("/next"));
            }
            assertEquals(1, server.mostWorking.get());
            assertEquals(1, server.mostOpen.get());
        }
    }

    /** After its FIN the client is not read from any more; it waits for its answer, until it resets. */
    @ParameterizedTest
    @ValueSource(strings = {"http", "tcp"})
    void holdsTheSeatOfAClientThatResetsAfterItsFin(final String mode) {
        try (TestServer server = TestServer.working();
             Rig rig = new Rig(2, config(server.port(), "").replace("mode http", "mode " + mode))) {
            final Peer leaving = Peer.to(rig.port(0)).get("/left");
            Rig.await("request at the server", () -> server.working.get() == 1);
            leaving.finish();
            Rig.await("its FIN is noticed", () -> rig.inputClosed() == 1);
            assertEquals(Take.State.IN_WORK, rig.locked(() -> onlyTake(rig, rig.server("b", "s1")).state()));
            leaving.reset();
            assertEquals("CD--", rig.awaitLine(0).termination());
            awaitHold(rig, HoldReason.CLIENT_GONE);
            try (Peer next = Peer.to(rig.port(0)).get("/next")) {
                Rig.await("next one queued", () -> rig.queued(rig.backend("b")) == 1);
                assertEquals(1, server.working.get());
                server.permits.release(2);
                assertTrue(next.answer().endsWith("/next"));
            }
            assertEquals(1, server.mostWorking.get());
        }
    }

    @Test
    void dropsTheQueuePlaceOfAClientThatResetsAfterItsFin() {
        try (TestServer server = TestServer.working(); Rig rig = new Rig(2, config(server.port(), ""));
             Peer first = Peer.to(rig.port(0)).get("/first")) {
            Rig.await("first request at the server", () -> server.working.get() == 1);
            final Peer waiting = Peer.to(rig.port(0)).get("/waiting").finish();
            Rig.await("its FIN is noticed", () -> rig.inputClosed() == 1);
            assertEquals(1, rig.queued(rig.backend("b")));
            waiting.reset();
            assertEquals("CQ--", rig.awaitLine(0).termination());
            assertEquals(0, rig.queued(rig.backend("b")));
            server.permits.release(2);
            assertTrue(first.answer().endsWith("/first"));
            assertEquals(List.of("/first"), server.requests);
        }
    }

    @Test
    void reusesTheConnectionOfARequestThatWasGivenUpAndAnsweredInFull() {
        try (TestServer server = TestServer.working(); Rig rig = new Rig(1, config(server.port(), ""))) {
            final Peer leaving = Peer.to(rig.port(0)).get("/left");
            Rig.await("request at the server", () -> server.working.get() == 1);
            leaving.reset();
            awaitHold(rig, HoldReason.CLIENT_GONE);
            server.permits.release(2);
            Rig.await("seat idle", () -> rig.idle(rig.server("b", "s1")) == 1);
            try (Peer next = Peer.to(rig.port(0)).get("/next")) {
                assertTrue(next.answer().endsWith("/next"));
            }
            assertEquals(1, server.accepted.get());
        }
    }

    @Test
    void answers504AtTimeoutServerAndKeepsTheSeatUntilTheServerCloses() {
        // The request that is answered must be so within this too, on a busy machine.
        final String text = config(1, "timeout server 2s");
        try (TestServer server = TestServer.working();
             Rig rig = new Rig(2, text.replace("127.0.0.1:1 ", "127.0.0.1:" + server.port() + " "));
             Peer client = Peer.to(rig.port(0))) {
            assertTrue(client.get("/slow").answer().startsWith("HTTP/1.1 504 "));
            assertEquals("sH--", rig.awaitLine(0).termination());
            awaitHold(rig, HoldReason.SERVER_TIMEOUT);
            client.get("/next");
            Rig.await("next one queued", () -> rig.queued(rig.backend("b")) == 1);
            assertEquals(1, server.working.get());
            server.permits.release(2);
            assertTrue(client.answer().endsWith("/next"));
            assertEquals(1, server.mostWorking.get());
            assertEquals(1, server.mostOpen.get());
        }
    }

    @Test
    void freesASeatAtTimeoutHoldAndSaysSo() {
        final String text = config(1, "timeout server 50ms\n    timeout hold 100ms");
        try (TestServer server = TestServer.working();
             Rig rig = new Rig(1, text.replace("127.0.0.1:1 ", "127.0.0.1:" + server.port() + " "));
             Peer client = Peer.to(rig.port(0))) {
            assertTrue(client.get("/slow").answer().startsWith("HTTP/1.1 504 "));
            Rig.await("hold expired", () -> rig.events.contains("hold expired 127.0.0.1:" + server.port()));
            Rig.await("seat free", () -> rig.taken(rig.server("b", "s1")) == 0);
            server.permits.release(5);
        }
    }

    @Test
    void leavesTheQueueAtOnceWhenTheClientIsGone() {
        try (TestServer server = TestServer.working(); Rig rig = new Rig(2, config(server.port(), ""));
             Peer first = Peer.to(rig.port(0)).get("/first")) {
            Rig.await("first request at the server", () -> server.working.get() == 1);
            final Peer waiting = Peer.to(rig.port(0)).get("/waiting");
            Rig.await("queued", () -> rig.queued(rig.backend("b")) == 1);
            waiting.reset();
            Rig.await("withdrawn", () -> rig.queued(rig.backend("b")) == 0);
            assertEquals("CQ--", rig.awaitLine(0).termination());
            server.permits.release(2);
            assertTrue(first.answer().endsWith("/first"));
            assertEquals(List.of("/first"), server.requests);
        }
    }

    @Test
    void answers503AtTimeoutQueue() {
        final String text = config(1, "timeout queue 50ms");
        try (TestServer server = TestServer.working();
             Rig rig = new Rig(2, text.replace("127.0.0.1:1 ", "127.0.0.1:" + server.port() + " "));
             Peer first = Peer.to(rig.port(0)).get("/first"); Peer waiting = Peer.to(rig.port(0))) {
            Rig.await("first request at the server", () -> server.working.get() == 1);
            assertTrue(waiting.get("/waiting").answer().startsWith("HTTP/1.1 503 "));
            assertEquals("sQ--", rig.awaitLine(0).termination());
            server.permits.release();
            assertTrue(first.answer().endsWith("/first"));
        }
    }

    @Test
    void cutsASessionWithoutSellingItsSeat() {
        try (TestServer server = TestServer.working(); Rig rig = new Rig(2, config(server.port(), ""));
             Peer client = Peer.to(rig.port(0)).get("/cut")) {
            Rig.await("request at the server", () -> server.working.get() == 1);
            assertEquals(1, rig.engine.sessions().shutdown(rig.server("b", "s1")));
            assertEquals('K', rig.awaitLine(0).termination().charAt(0));
            awaitHold(rig, HoldReason.SESSION_CUT);
            server.permits.release();
            Rig.await("seat free", () -> rig.taken(rig.server("b", "s1")) == 0);
            assertEquals(1, server.accepted.get());
        }
    }

    @Test
    void triesTheNextServerWhenOneRefuses() {
        try (TestServer server = TestServer.echoing(); Rig rig = new Rig(1, config(server.port(), "option redispatch")
            .replace("server s1", "server dead 127.0.0.1:" + Rig.freePort() + " maxconn 1\n    server s1"));
             Peer client = Peer.to(rig.port(0))) {
            for (int i = 0; i < 4; i++) {
                assertTrue(client.get("/" + i).answer().endsWith("/" + i));
            }
            assertTrue(rig.log.stream().anyMatch(line -> line.redispatched() && line.retries() == 1));
            assertEquals(0, rig.taken(rig.server("b", "dead")));
        }
    }

    @Test
    void answers503WhenEveryTryWasRefusedAndFreesTheSeat() {
        try (Rig rig = new Rig(1, config(Rig.freePort(), "retries 1\n    timeout connect 20ms"));
             Peer client = Peer.to(rig.port(0))) {
            assertTrue(client.get("/").answer().startsWith("HTTP/1.1 503 "));
            assertEquals("SC--", rig.awaitLine(0).termination());
            assertEquals(1, rig.awaitLine(0).retries());
            assertEquals(0, rig.taken(rig.server("b", "s1")));
        }
    }

    @Test
    void keepsTheSeatOfATcpStreamWhoseClientResetUntilTheServerCloses() {
        try (TestServer server = new TestServer((client, s) -> {
            s.requests.add(client.until("\n"));
            s.work();
            client.send("done");
        }); Rig rig = new Rig(2, config(server.port(), "").replace("mode http", "mode tcp"))) {
            final Peer leaving = Peer.to(rig.port(0)).send("one\n");
            Rig.await("stream at the server", () -> server.working.get() == 1);
            leaving.reset();
            awaitHold(rig, HoldReason.CLIENT_GONE);
            try (Peer next = Peer.to(rig.port(0)).send("two\n")) {
                Rig.await("next one queued", () -> rig.queued(rig.backend("b")) == 1);
                server.permits.release(2);
                assertEquals("done", next.rest());
            }
            assertEquals(1, server.mostWorking.get());
            assertEquals(List.of("one\n", "two\n"), server.requests);
        }
    }

    @Test
    void passesEachSidesEndOfATcpStreamOnByItself() {
        try (TestServer server = new TestServer((client, s) -> client.send("got " + client.rest()));
             Rig rig = new Rig(1, config(server.port(), "").replace("mode http", "mode tcp"));
                  Peer client = Peer.to(rig.port(0))) {
            client.send("all of it").finish();
            assertEquals("got all of it", client.rest());
            assertEquals("----", rig.awaitLine(0).termination());
            Rig.await("seat free", () -> rig.taken(rig.server("b", "s1")) == 0);
        }
    }

    /** Clients that leave at any moment, by FIN and by RST, with and without keep-alive: the server never has two in work. */
    @ParameterizedTest
    @ValueSource(strings = {"", "option abortonclose", "option http-server-close", "timeout server 3ms"})
    void neverOversellsAOneSlotServerToClientsThatComeAndGo(final String option) throws InterruptedException {
        final AtomicInteger busy = new AtomicInteger();
        final AtomicInteger rejected = new AtomicInteger();
        try (TestServer server = new TestServer((client, s) -> {
            for (String head = client.head(); head != null; head = client.head()) {
                if (busy.incrementAndGet() > 1) {
                    rejected.incrementAndGet();
                }
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(5_000_000));
                busy.decrementAndGet();
                client.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
        }); Rig rig = new Rig(2, config(1, option).replace("127.0.0.1:1 ", "127.0.0.1:" + server.port() + " "))) {
            final List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                final Thread thread = new Thread(() -> comeAndGo(rig.port(0)));
                threads.add(thread);
                thread.start();
            }
            for (final Thread thread : threads) {
                thread.join();
            }
            Rig.await("seat free or idle", () -> rig.taken(rig.server("b", "s1")) == rig.idle(rig.server("b", "s1")));
            assertEquals(0, rejected.get());
            assertTrue(server.accepted.get() > 0);
        }
    }

    private static void comeAndGo(final int port) {
        final ThreadLocalRandom random = ThreadLocalRandom.current();
        for (int i = 0; i < 40; i++) {
            try (Peer client = Peer.to(port)) {
                client.get("/" + i);
                switch (random.nextInt(4)) {
                    case 0 -> client.answer();
                    case 1 -> {
                        LockSupport.parkNanos(random.nextLong(8_000_000));
                        client.reset();
                    }
                    case 2 -> client.finish();
                    default -> {
                        LockSupport.parkNanos(random.nextLong(2_000_000));
                    }
                }
            }
        }
    }
}
