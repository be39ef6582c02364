package io.usher.proxy.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.unix.Errors.NativeIoException;
import io.usher.proxy.live.Server;
import io.usher.proxy.seat.HoldReason;
import io.usher.proxy.seat.Take;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a seat whose connection the kernel gave up: the network may have failed, and the server be at work. */
@Timeout(60)
class SilentHostTest {

    private static final int TIMED_OUT = -110;
    private static final String CHECKED = "maxconn 1 check inter 100 fall 2";

    private static Rig rig(final TestServer server, final String serverOptions, final String backendLines) {
        return new Rig(2, HttpStreamTest.config(server.port(), serverOptions, backendLines));
    }

    /** The kernel ends the connection of the only seat that is taken, for want of any answer to its probes. */
    private static Take silence(final Rig rig) {
        final Server server = rig.server("b", "s1");
        final Take take = rig.locked(() -> server.seats().takes().iterator().next());
        final ServerConnection connection = (ServerConnection) take.connection();
        connection.home().loop().execute(() ->
            connection.channel().pipeline().fireExceptionCaught(new NativeIoException("recv", TIMED_OUT)));
        return take;
    }

    /** The hold began between then and now. */
    private static void assertHeldFor(final long seconds, final Take take, final long begun) {
        final long began = take.holdUntilNanos() - TimeUnit.SECONDS.toNanos(seconds);
        assertTrue(began - begun >= 0 && began - System.nanoTime() <= 0, () -> "began " + (began - begun) + " ns after it could");
    }

    private static void endHolds(final Rig rig) {
        rig.locked(() -> rig.instance.ledger().expired(System.nanoTime() + TimeUnit.SECONDS.toNanos(20)));
    }

    @Test
    void holdsTheSeatOfARequestInWork() {
        try (TestServer server = TestServer.working(); Rig rig = rig(server, CHECKED, "");
             Peer client = Peer.to(rig.port(0)).get("/first"); Peer next = Peer.to(rig.port(0))) {
            Rig.await("request at the server", () -> server.working.get() == 1);
            final long begun = System.nanoTime();
            final Take take = silence(rig);
            assertTrue(client.answer().startsWith("HTTP/1.1 502 "));
            assertEquals("SH--", rig.awaitLine(0).termination());
            next.get("/next");
            Rig.await("next one queued", () -> rig.queued(rig.backend("b")) == 1);
            assertEquals(HoldReason.HOST_SILENT, rig.locked(take::holdReason));
            assertHeldFor(17, take, begun);
            assertEquals(1, server.accepted.get());
            server.permits.release(2);
            Rig.await("server done", () -> server.working.get() == 0);
            endHolds(rig);
            assertTrue(next.answer().endsWith("/next"));
            assertEquals(1, server.mostWorking.get());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "retry-on empty-response"})
    void sendsNothingAgainOnItsSeat(final String option) {
        try (TestServer server = TestServer.working(); Rig rig = rig(server, CHECKED, option);
             Peer client = Peer.to(rig.port(0))) {
            server.permits.release();
            assertTrue(client.get("/a").answer().endsWith("/a"));
            client.get("/b");
            Rig.await("second request at the server", () -> server.working.get() == 1);
            silence(rig);
            if (option.isEmpty()) {
                assertTrue(client.answer().startsWith("HTTP/1.1 502 "));
            } else {
                Rig.await("queued again", () -> rig.queued(rig.backend("b")) == 1);
            }
            assertEquals(1, rig.taken(rig.server("b", "s1")));
            assertEquals(List.of("/a", "/b"), server.requests);
            server.permits.release(2);
        }
    }

    @Test
    void holdsTheSeatOfAnIdleConnectionThatTheServerMayStillHaveOpen() {
        try (TestServer server = TestServer.echoing(); Rig rig = rig(server, CHECKED, "");
             Peer client = Peer.to(rig.port(0))) {
            assertTrue(client.get("/a").answer().endsWith("/a"));
            Rig.await("seat idle", () -> rig.idle(rig.server("b", "s1")) == 1);
            final Take take = silence(rig);
            Rig.await("on hold", () -> rig.locked(() -> take.state() == Take.State.ON_HOLD && take.holdUntilNanos() != 0));
            assertEquals(HoldReason.CLOSE_AWAITED, rig.locked(take::holdReason));
            client.get("/b");
            Rig.await("queued", () -> rig.queued(rig.backend("b")) == 1);
            endHolds(rig);
            assertTrue(client.answer().endsWith("/b"));
        }
    }

    @Test
    void boundsTheHoldByTimeoutHold() {
        try (TestServer server = TestServer.working(); Rig rig = rig(server, CHECKED, "timeout hold 5s");
             Peer client = Peer.to(rig.port(0)).get("/first")) {
            Rig.await("request at the server", () -> server.working.get() == 1);
            final long begun = System.nanoTime();
            final Take take = silence(rig);
            assertTrue(client.answer().startsWith("HTTP/1.1 502 "));
            assertHeldFor(5, take, begun);
            server.permits.release();
        }
    }

    @Test
    void keepsAHoldThatWasThereBefore() {
        try (TestServer server = TestServer.working(); Rig rig = rig(server, CHECKED, "")) {
            final Peer client = Peer.to(rig.port(0)).get("/first");
            Rig.await("request at the server", () -> server.working.get() == 1);
            client.reset();
            rig.awaitLine(0);
            final Take take = silence(rig);
            Rig.await("bounded", () -> rig.locked(() -> take.holdUntilNanos() != 0));
            assertEquals(HoldReason.CLIENT_GONE, rig.locked(take::holdReason));
            endHolds(rig);
            assertEquals(0, rig.taken(rig.server("b", "s1")));
            server.permits.release();
        }
    }

    @Test
    void freesTheSeatAtOnceWhereTheSilenceWasAsLongAsAnyMayBe() {
        try (TestServer server = TestServer.working(); Rig rig = rig(server, "maxconn 1", "");
             Peer client = Peer.to(rig.port(0)).get("/first")) {
            Rig.await("request at the server", () -> server.working.get() == 1);
            silence(rig);
            assertTrue(client.answer().startsWith("HTTP/1.1 502 "));
            Rig.await("free", () -> rig.taken(rig.server("b", "s1")) == 0);
            server.permits.release();
        }
    }
}
