package io.usher.proxy.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.proxy.live.Server;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code set server B/S addr}: seats are those of an address, whoever names it. Counted at the servers. */
@Timeout(60)
class AddressChangeTest {

    private static void move(final Rig rig, final String server, final TestServer to) {
        rig.locked(() -> {
            rig.server("b", server).setAddress(new InetSocketAddress("127.0.0.1", to.port()));
            return null;
        });
    }

    @Test
    void leavesTheSeatOfARequestInWorkAtTheOldAddressAndTakesOthersAtTheNew() {
        try (TestServer old = TestServer.working(); TestServer next = TestServer.echoing();
             Rig rig = new Rig(2, HttpStreamTest.config(old.port(), "maxconn 1"));
             Peer first = Peer.to(rig.port(0)).get("/first"); Peer second = Peer.to(rig.port(0));
             Peer third = Peer.to(rig.port(0))) {
            Rig.await("the first at the old address", () -> old.working.get() == 1);
            move(rig, "s1", next);
            assertTrue(second.get("/second").answer().endsWith("/second"));
            assertEquals(List.of("/second"), next.requests);
            move(rig, "s1", old);
            third.get("/third");
            Rig.await("the third waits for the seat that is taken there", () -> rig.queued(rig.backend("b")) == 1);
            assertEquals(1, old.working.get());
            old.permits.release(2);
            assertTrue(first.answer().endsWith("/first"));
            assertTrue(third.answer().endsWith("/third"));
            assertEquals(1, old.mostWorking.get());
            assertEquals(1, old.mostOpen.get());
        }
    }

    @Test
    void sendsThoseThatWaitToTheNewAddress() {
        try (TestServer old = TestServer.working(); TestServer next = TestServer.echoing();
             Rig rig = new Rig(2, HttpStreamTest.config(old.port(), "maxconn 1"));
             Peer first = Peer.to(rig.port(0)).get("/first"); Peer second = Peer.to(rig.port(0))) {
            Rig.await("the first at the old address", () -> old.working.get() == 1);
            second.get("/second");
            Rig.await("the second waits", () -> rig.queued(rig.backend("b")) == 1);
            move(rig, "s1", next);
            assertTrue(second.answer().endsWith("/second"));
            assertEquals(List.of("/second"), next.requests);
            old.permits.release();
            assertTrue(first.answer().endsWith("/first"));
            Rig.await("its connection is closed, as nobody can use it there", () -> old.open.get() == 0);
        }
    }

    @Test
    void closesIdleConnectionsToTheOldAddress() {
        try (TestServer old = TestServer.echoing(); TestServer next = TestServer.echoing();
             Rig rig = new Rig(2, HttpStreamTest.config(old.port(), "maxconn 1")); Peer client = Peer.to(rig.port(0))) {
            final Server server = rig.server("b", "s1");
            final var seats = rig.locked(server::seats);
            assertTrue(client.get("/one").answer().endsWith("/one"));
            Rig.await("idle", () -> rig.idle(server) == 1);
            move(rig, "s1", next);
            Rig.await("closed", () -> old.open.get() == 0);
            Rig.await("its seat is free", () -> rig.locked(seats::taken) == 0);
            assertTrue(client.get("/two").answer().endsWith("/two"));
            assertEquals(1, next.accepted.get());
        }
    }

    @Test
    void countsWithTheOtherLineOfTheNewAddressAndTheSmallestLimit() {
        try (TestServer one = TestServer.working(); TestServer two = TestServer.working();
             Rig rig = new Rig(2, HttpStreamTest.config(one.port(), "maxconn 5",
                 "server s0 127.0.0.1:" + two.port() + " maxconn 1"));
             Peer first = Peer.to(rig.port(0)).get("/first"); Peer second = Peer.to(rig.port(0)).get("/second")) {
            Rig.await("one request each", () -> one.working.get() == 1 && two.working.get() == 1);
            move(rig, "s1", two);
            try (Peer third = Peer.to(rig.port(0)).get("/third")) {
                Rig.await("the third waits", () -> rig.queued(rig.backend("b")) == 1);
                assertEquals(2, rig.locked(() -> rig.server("b", "s1").seats().taken()
                    + rig.instance.ledger().allSeats().stream().filter(s -> s.isRetired()).mapToInt(s -> s.taken()).sum()));
                one.permits.release(5);
                two.permits.release(5);
                assertTrue(third.answer().endsWith("/third"));
                assertTrue(first.answer().endsWith("/first"));
                assertTrue(second.answer().endsWith("/second"));
            }
            assertEquals(1, two.mostOpen.get());
            assertEquals(2, two.requests.size());
        }
    }

    @Test
    void movesTheSeatsOfLinesThatShareThem() {
        try (TestServer one = TestServer.working(); TestServer two = TestServer.echoing();
             Rig rig = new Rig(1, HttpStreamTest.config(one.port(), "maxconn 1",
                 "server front 127.0.0.1:" + two.port() + " maxconn 1 seat-of b/s1"))) {
            final Server front = rig.server("b", "front");
            assertEquals("127.0.0.1:" + one.port(), rig.locked(() -> front.seats().address().key()));
            move(rig, "s1", two);
            assertEquals("127.0.0.1:" + two.port(), rig.locked(() -> front.seats().address().key()));
            assertTrue(rig.locked(() -> rig.instance.ledger().allSeats().stream()
                .noneMatch(seats -> seats.address().key().endsWith(":" + one.port()))), "nobody names the old address");
        }
    }

    @Test
    void saysWhatItDid() {
        try (TestServer one = TestServer.echoing(); TestServer two = TestServer.echoing();
             Rig rig = new Rig(1, HttpStreamTest.config(one.port(), "maxconn 1"))) {
            move(rig, "s1", one);
            assertFalse(rig.events.stream().anyMatch(line -> line.contains("changed from CLI")), rig.events.toString());
            move(rig, "s1", two);
            assertTrue(rig.events.contains("Server b/s1 is at 127.0.0.1:" + two.port() + " now, it was at 127.0.0.1:" + one.port()
                + ", changed from CLI; 0 seats are taken at 127.0.0.1:" + one.port() + "."), rig.events.toString());
        }
    }
}
