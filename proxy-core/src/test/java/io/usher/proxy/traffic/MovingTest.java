package io.usher.proxy.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Library;
import com.sun.jna.Native;
import io.usher.proxy.seat.SeatAddress;
import io.usher.proxy.seat.SuccessorLink;
import io.usher.proxy.seat.TakeId;
import io.usher.proxy.seat.Want;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients pass from one proxy to another of this process, by real descriptors and without the handover's messages. */
@Timeout(60)
class MovingTest {

    private static final C LIBC = Native.load("c", C.class);

    /** dup(2): what the stream between two processes does with a descriptor. */
    interface C extends Library {
        int dup(int descriptor);

        int close(int descriptor);
    }

    /** What became of a client that was told to leave. */
    private record Left(Departure client, int descriptor, String luggage, String how) {
    }

    /** The generation that hands over. */
    private static final class Old implements SuccessorLink, ClientExit {
        private final Rig rig;
        private final Map<Long, Departure> queued = new ConcurrentHashMap<>();
        private final Map<Long, Long> ages = new ConcurrentHashMap<>();
        private final ConcurrentLinkedQueue<Departure> idle = new ConcurrentLinkedQueue<>();

        Old(final Rig rig) {
            this.rig = rig;
        }

        Old finishing() {
            rig.locked(() -> {
                rig.instance.ledger().freeze();
                rig.instance.ledger().takenList();
                rig.instance.ledger().finishing(this);
                return null;
            });
            rig.engine.finishing(this);
            return this;
        }

        Left leave(final Departure client) {
            final BlockingQueue<Left> left = new ArrayBlockingQueue<>(1);
            client.leave(new Departure.Answer() {
                @Override
                public void packed(final int descriptor, final String luggage) {
                    left.add(new Left(client, LIBC.dup(descriptor), luggage, "packed"));
                }

                @Override
                public void stays() {
                    left.add(new Left(client, -1, "", "stays"));
                }

                @Override
                public void ended() {
                    left.add(new Left(client, -1, "", "ended"));
                }
            });
            try {
                return left.poll(10, TimeUnit.SECONDS);
            } catch (final InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        Departure offered() {
            Rig.await("a client is offered", () -> !idle.isEmpty());
            return idle.remove();
        }

        void acknowledged(final long request, final Left client) {
            client.client().gone();
            rig.locked(() -> {
                rig.instance.ledger().moveAcknowledged(request);
                return null;
            });
        }

        @Override
        public void offer(final Departure client) {
            idle.add(client);
        }

        @Override
        public boolean move(final long request, final Want want, final long ageNanos) {
            queued.put(request, ((MovableWant) want).departure());
            ages.put(request, ageNanos);
            return true;
        }

        @Override
        public void place(final long place, final Collection<SeatAddress> addresses) {
            // The other proxy knows its own.
        }

        @Override
        public void want(final long request, final long ageNanos, final long place) {
            // Nobody grants here.
        }

        @Override
        public void unwant(final long request) {
            // See above.
        }

        @Override
        public void release(final TakeId take) {
            // The other proxy counts its own.
        }

        @Override
        public void queueEnd() {
            // See above.
        }
    }

    private static String config(final int port) {
        return HttpStreamTest.config(port, "maxconn 1", "option forwardfor");
    }

    private static Luggage left(final Left client) {
        return Luggage.unpack(client.luggage());
    }

    private static void enter(final Rig young, final Left client) {
        young.engine.arrival(client.descriptor(), client.luggage(), System.nanoTime()).enter();
    }

    private static int clients(final Rig rig) {
        return rig.instance.frontends().get(0).counters().sessions.current();
    }

    @Test
    void idleClientKeepsItsConnectionAndItsHalfReadHead() {
        try (TestServer server = TestServer.echoing(); Rig old = new Rig(2, config(server.port()));
             Rig young = new Rig(2, config(server.port())); Peer client = Peer.to(old.port(0))) {
            assertTrue(client.get("/1").answer().endsWith("/1"));
            client.send("GET /2 HTTP/1.1\r\nHo");
            final Old p = new Old(old).finishing();
            final Left left = p.leave(p.offered());
            client.send("st: x\r\n\r\n");
            enter(young, left);
            left.client().gone();

            final String answer = client.answer();
            assertTrue(answer.endsWith("/2") && !answer.contains("connection: close"), answer);
            assertTrue(client.get("/3").answer().endsWith("/3"));
            Rig.await("drained", old.engine::drained);
            assertEquals(0, clients(old));
            assertEquals(1, clients(young));
            assertEquals(1, young.engine.clientConnections());
            assertEquals("GET /2 HTTP/1.1", young.awaitLine(0).request());
            assertEquals(1, young.engine.sessions().snapshot().size());
            assertEquals(0, old.engine.sessions().snapshot().size());
        }
    }

    @Test
    void queuedRequestTakesItsBodyItsPipelineAndItsWaitAlong() {
        final TestServer asked = new TestServer((client, server) -> {
            for (String head = client.head(); head != null; head = client.head()) {
                server.requests.add(TestServer.path(head) + " " + head.contains("x-forwarded-for: 127.0.0.1"));
                if (head.startsWith("POST")) {
                    server.requests.add(client.exactly(8));
                }
                server.work();
                client.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
        });
        try (TestServer server = asked; Rig old = new Rig(2, config(server.port()));
             Rig young = new Rig(2, config(server.port()).replace("option forwardfor", ""));
             Peer first = Peer.to(old.port(0)).get("/first")) {
            Rig.await("the server is at work", () -> server.working.get() == 1);
            try (Peer client = Peer.to(old.port(0))) {
                client.send("POST /moved HTTP/1.1\r\nHost: x\r\nContent-Length: 8\r\n\r\nbody");
                Rig.await("it is queued", () -> old.queued(old.backend("b")) == 1);
                final Old p = new Old(old).finishing();
                final Left left = p.leave(p.queued.get(1L));
                final long waited = left(left).times[2] / Deadline.MILLI; // Since the end of its head.
                client.send("tailGET /pipelined HTTP/1.1\r\nHost: x\r\n\r\n");
                enter(young, left);
                p.acknowledged(1, left);
                server.permits.release(3);

                assertTrue(client.answer().startsWith("HTTP/1.1 200 "));
                assertTrue(client.answer().startsWith("HTTP/1.1 200 "));
                assertTrue(first.answer().startsWith("HTTP/1.1 200 "));
                assertEquals(java.util.List.of("/first true", "/moved true", "bodytail", "/pipelined false"), server.requests);
                final Rig.Line line = young.awaitLine(0);
                assertEquals("POST /moved HTTP/1.1", line.request());
                assertEquals("----", line.termination());
                assertTrue(line.queueTime() >= waited, line + " after " + waited + " ms in the old generation");
                assertEquals(0, young.queued(young.backend("b")));
                Rig.await("nothing stays counted", () -> old.backend("b").counters().sessions.current() == 0
                    && young.backend("b").counters().sessions.current() == 0);
            }
            // The first one is idle after its answer, and offered: it could go, but need not.
            assertEquals(1, clients(old));
        }
    }

    /** The loop may be faster than the thread that lets the client in; on its own loop it always is. */
    @Test
    void requestThatCameAlongWithAnIdleClientIsQueuedOnce() throws Exception {
        try (TestServer server = TestServer.working(); Rig old = new Rig(1, config(server.port()));
             Rig young = new Rig(1, config(server.port())); Peer other = Peer.to(young.port(0)).get("/other")) {
            Rig.await("the server is at work", () -> server.working.get() == 1);
            final String both = "GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n";
            try (Peer client = Peer.to(old.port(0)).send(both)) {
                Rig.await("the first request is at the server", () -> server.working.get() == 2);
                final Old p = new Old(old).finishing();
                server.permits.release(2);
                assertTrue(client.answer().endsWith("/1"));
                assertTrue(other.answer().endsWith("/other"));
                other.get("/busy");
                Rig.await("the server is at work again", () -> server.working.get() == 1);
                final Left left = p.leave(p.offered());
                final Arrival arrival = young.engine.arrival(left.descriptor(), left.luggage(), System.nanoTime());
                young.loops.loop(0).submit(arrival::enter).get();
                left.client().gone();
                Rig.await("the second is queued", () -> young.queued(young.backend("b")) == 1);
                server.permits.release(2);

                assertTrue(client.answer().endsWith("/2"));
                assertTrue(other.answer().endsWith("/busy"));
                assertEquals(4, server.requests.size(), server.requests.toString());
            }
        }
    }

    @Test
    void clientThatComesBackIsServedWhereItWas() {
        try (TestServer server = TestServer.working(); Rig old = new Rig(2, config(server.port()));
             Peer first = Peer.to(old.port(0)).get("/first")) {
            Rig.await("the server is at work", () -> server.working.get() == 1);
            try (Peer client = Peer.to(old.port(0)).get("/back"); Peer idle = Peer.to(old.port(0))) {
                Rig.await("it is queued", () -> old.queued(old.backend("b")) == 1);
                final Old p = new Old(old).finishing();
                final Left queued = p.leave(p.queued.get(1L));
                final Left between = p.leave(p.offered());
                idle.get("/while-away");
                queued.client().back();
                between.client().back();
                old.locked(() -> old.instance.ledger().regain(java.util.List.of(), address -> 0));
                old.engine.resume();
                server.permits.release(3);

                assertTrue(first.answer().endsWith("/first"));
                assertTrue(client.answer().endsWith("/back"));
                final String answer = idle.answer();
                assertTrue(answer.endsWith("/while-away"), answer);
                assertEquals(3, clients(old));
            }
        }
    }

    @Test
    void refusedClientGetsOneLastAnswer() {
        try (TestServer server = TestServer.echoing(); Rig old = new Rig(1, config(server.port()));
             Peer client = Peer.to(old.port(0))) {
            assertTrue(client.get("/1").answer().endsWith("/1"));
            final Old p = new Old(old);
            old.engine.finishing(p);
            final Left left = p.leave(p.offered());
            LIBC.close(left.descriptor());
            left.client().refused();
            assertTrue(client.get("/2").answer().contains("connection: close"));
            assertEquals("", client.rest());
            Rig.await("drained", old.engine::drained);
            assertTrue(p.idle.isEmpty(), "not offered again");
        }
    }

    @Test
    void clientThatLeavesBeforeItsTurnIsNotSent() {
        try (TestServer server = TestServer.echoing(); Rig old = new Rig(1, config(server.port()))) {
            final Old p = new Old(old);
            try (Peer client = Peer.to(old.port(0))) {
                assertTrue(client.get("/1").answer().endsWith("/1"));
                old.engine.finishing(p);
                p.offered();
                client.get("/2").finish();
                // A request and the end of the client's side: answered here, though it waited to leave.
                assertTrue(client.answer().endsWith("/2"));
                assertEquals("", client.rest());
            }
            Rig.await("drained", old.engine::drained);
        }
    }

    @Test
    void waitingTcpClientMovesWithWhatItHasSaid() {
        try (TestServer server = new TestServer((client, s) -> {
            s.requests.add(client.until("\n"));
            s.work();
            client.send("done");
        }); Rig old = new Rig(2, config(server.port()).replace("mode http", "mode tcp").replace("option forwardfor", ""));
             Rig young = new Rig(2, config(server.port()).replace("mode http", "mode tcp").replace("option forwardfor", ""));
             Peer first = Peer.to(old.port(0)).send("one\n")) {
            Rig.await("the server is at work", () -> server.working.get() == 1);
            try (Peer client = Peer.to(old.port(0)).send("tw")) {
                Rig.await("it is queued", () -> old.queued(old.backend("b")) == 1);
                final Old p = new Old(old).finishing();
                final Left left = p.leave(p.queued.get(1L));
                client.send("o\n");
                enter(young, left);
                p.acknowledged(1, left);
                server.permits.release(2);
                assertEquals("done", client.rest());
                assertEquals("done", first.rest());
                client.close();
                assertTrue(server.requests.contains("two\n"), server.requests.toString());
                assertEquals("----", young.awaitLine(0).termination());
            }
        }
    }

    /** One descriptor was lost unnoticed: its client's answers must not go to the next one. */
    @Test
    void refusesADescriptorThatIsAnotherClients() {
        try (TestServer server = TestServer.echoing(); Rig old = new Rig(1, config(server.port()));
             Rig young = new Rig(1, config(server.port())); Peer one = Peer.to(old.port(0)); Peer two = Peer.to(old.port(0))) {
            assertTrue(one.get("/1").answer().endsWith("/1"));
            assertTrue(two.get("/2").answer().endsWith("/2"));
            final Old p = new Old(old);
            old.engine.finishing(p);
            final Left first = p.leave(p.offered());
            final Left second = p.leave(p.offered());
            final String why = assertThrows(IllegalStateException.class,
                () -> young.engine.arrival(second.descriptor(), first.luggage(), 0)).getMessage();
            assertTrue(why.contains("expected: socket " + left(first).socket + " of client /127.0.0.1:"), why);
            LIBC.close(first.descriptor());
            final String none = assertThrows(IllegalArgumentException.class,
                () -> young.engine.arrival(first.descriptor(), first.luggage(), 0)).getMessage();
            assertTrue(none.contains("is not open (expected: a socket)"), none);
            LIBC.close(second.descriptor());
        }
    }

    /** Its turn came so late that it was served here meanwhile, and offered once more. */
    @Test
    void oldDepartureOfAClientThatHasANewOneDoesNothing() {
        try (TestServer server = TestServer.echoing();
             Rig old = new Rig(1, config(server.port()).replace("timeout client 8s", "timeout client 300ms"));
             Rig young = new Rig(1, config(server.port())); Peer client = Peer.to(old.port(0))) {
            assertTrue(client.get("/1").answer().endsWith("/1"));
            final Old p = new Old(old);
            old.engine.finishing(p);
            final Departure first = p.offered();
            client.get("/2");
            assertTrue(client.answer().endsWith("/2"), "served here when its time was up");
            final Departure second = p.offered();
            assertEquals("ended", p.leave(first).how());
            final Left left = p.leave(second);
            first.back();
            first.refused();
            first.gone();
            client.get("/3");
            enter(young, left);
            left.client().gone();
            assertTrue(client.answer().endsWith("/3"));
            Rig.await("drained", old.engine::drained);
            assertEquals("GET /3 HTTP/1.1", young.awaitLine(0).request());
        }
    }

    @Test
    void refusesWhatThisConfigurationDoesNotHave() {
        try (TestServer server = TestServer.echoing(); Rig old = new Rig(1, config(server.port()));
             Rig other = new Rig(1, config(server.port()).replace("frontend f", "frontend g"));
             Peer client = Peer.to(old.port(0))) {
            assertTrue(client.get("/1").answer().endsWith("/1"));
            final Old p = new Old(old);
            old.engine.finishing(p);
            final Left left = p.leave(p.offered());
            final String why = assertThrows(IllegalArgumentException.class, () -> enter(other, left)).getMessage();
            assertTrue(why.contains("no frontend 'f"), why);
            assertThrows(IllegalArgumentException.class, () -> other.engine.arrival(0, "AAAA", 0));
            assertThrows(IllegalArgumentException.class, () -> other.engine.arrival(0, "no base 64 !", 0));
            assertFalse(client.socket.isClosed());
        }
    }
}
