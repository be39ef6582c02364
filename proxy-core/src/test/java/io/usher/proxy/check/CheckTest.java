package io.usher.proxy.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.proxy.balance.Admission;
import io.usher.proxy.live.AdminState;
import io.usher.proxy.live.Server;
import io.usher.proxy.live.TestInstance;
import io.usher.proxy.seat.HoldReason;
import io.usher.proxy.seat.SeatConnection;
import io.usher.proxy.seat.Take;
import io.usher.proxy.seat.WantFailure;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One-slot servers on a fake network; rounds every second. */
class CheckTest {

    private static final String ONE_SLOT = """
        backend b
          timeout connect 1s
          timeout server 1s
          %s
          server s 127.0.0.1:20001 maxconn 1 check inter 1000 rise 2 fall 2 %s
        """;

    private TestInstance test;
    private FakeLoop loop;
    private final FakeTransport net = new FakeTransport();
    private CheckScheduler scheduler;
    private Server server;

    private void start(final String backendLine, final String serverWords) {
        test = new TestInstance(ONE_SLOT.formatted(backendLine, serverWords));
        loop = new FakeLoop(test);
        scheduler = new CheckScheduler(test.instance, List.of(loop), net);
        scheduler.start();
        server = test.server("b", "s");
        loop.pass(0);
        loop.pass(1);
    }

    private static final class Request extends Admission.Request {
        private Take later;
        private WantFailure failure;

        Request(final TestInstance test) {
            super(0, test.now());
        }

        @Override
        public void granted(final Take take) {
            later = take;
        }

        @Override
        public void failed(final WantFailure why) {
            failure = why;
        }

        Take seat() {
            return take() != null ? take() : later;
        }
    }

    private static final class Pooled implements SeatConnection {
        private int closed;
        private int givenBack;

        @Override
        public int shelf() {
            return 0;
        }

        @Override
        public void closeIdle() {
            closed++;
        }

        @Override
        public void giveBack() {
            givenBack++;
        }
    }

    private Request request() {
        final Request request = new Request(test);
        test.locked(() -> Admission.admit(test.backend("b"), request, null, null));
        return request;
    }

    private void release(final Request request) {
        test.run(() -> test.instance.ledger().release(request.seat()));
        loop.run();
    }

    /** The newest check connects, and the server closes. */
    private void passes() {
        net.last().accept();
        net.last().fin();
    }

    /** The newest check gets this for an answer, and the server closes. */
    private void answers(final String status) {
        net.last().accept();
        net.last().answer("HTTP/1.0 " + status + "\r\n\r\n");
        net.last().fin();
    }

    private String status() {
        return test.locked(() -> server.statusText() + " " + server.health().status().word()
            + (server.health().inProgress() ? " *" : ""));
    }

    private int taken() {
        return test.locked(() -> server.seats().taken());
    }

    @Test
    void tcpCheckPassesWhenConnectedAndFreesTheSeatAtTheServersFin() {
        start("", "");
        assertEquals("UP 1/2 INI *", status());
        assertEquals(1, taken());
        net.last().accept();
        assertEquals("UP L4OK", status());
        assertTrue(net.last().finished);
        assertEquals(1, taken(), "our FIN frees nothing");
        net.last().fin();
        assertEquals(0, taken());
    }

    @Test
    void requestWaitsForTheSeatOfARunningCheck() {
        start("", "");
        final Request request = request();
        assertNull(request.seat());
        net.last().accept();
        assertNull(request.seat());
        net.last().fin();
        assertNotNull(request.seat());
    }

    @Test
    void refusedConnectionFreesTheSeatAndCountsAgainstTheServer() {
        start("", "");
        net.last().error("Connection refused");
        assertEquals(0, taken());
        assertEquals("DOWN L4CON", status());
        assertTrue(test.log.get(0).startsWith("ALERT Server b/s is DOWN, reason: Layer4 connection problem,"
            + " info: \"Connection refused\", check duration: 0ms. 0 active"), test.log.get(0));
        loop.pass(1000);
        passes();
        assertEquals("DOWN 1/2 L4OK", status());
        loop.pass(1000);
        net.last().accept();
        assertEquals("UP L4OK", status());
    }

    @Test
    void connectionNeverEstablishedTimesOutAndFreesTheSeatAtOnce() {
        start("", "");
        loop.pass(1000);
        assertEquals("DOWN L4TOUT", status());
        assertTrue(net.opened.get(0).takenBack);
        assertEquals(0, taken());
    }

    @Test
    void connectionEstablishedTooLateIsClosedFirst() {
        start("", "");
        net.last().establishedUnheard = true;
        loop.pass(1000);
        assertEquals("DOWN L4TOUT", status());
        assertFalse(net.opened.get(0).aborted);
        assertTrue(net.opened.get(0).finished);
        assertEquals(1, taken());
        net.opened.get(0).fin();
        assertEquals(0, taken());
    }

    @Test
    void nextRoundComesOneIntervalAfterTheLastEnded() {
        start("", "");
        loop.pass(300);
        passes();
        loop.pass(999);
        assertEquals(1, net.opened.size());
        loop.pass(1);
        assertEquals(2, net.opened.size());
    }

    @Test
    void intervalsFollowTheHealth() {
        start("", "fastinter 200 downinter 500");
        passes();
        loop.pass(1000);
        net.last().error("Connection refused");
        assertEquals("UP 1/2 L4CON", status());
        loop.pass(200);
        assertEquals(3, net.opened.size());
        net.last().error("Connection refused");
        assertEquals("DOWN L4CON", status());
        loop.pass(499);
        assertEquals(3, net.opened.size());
        loop.pass(1);
        assertEquals(4, net.opened.size());
    }

    @Test
    void checkIsDeferredWhileTheServerIsBusyAndNeverCountsAgainstIt() {
        start("", "");
        passes();
        final Request request = request();
        loop.pass(60_000);
        assertEquals(1, net.opened.size());
        assertEquals("UP L4OK", status());
        release(request);
        assertEquals(2, net.opened.size(), "the round that waited takes the free seat");
    }

    @Test
    void holdNeverMarksDown() {
        start("", "");
        passes();
        final Request request = request();
        test.run(() -> test.instance.ledger().hold(request.seat(), HoldReason.SERVER_TIMEOUT, 0));
        loop.pass(120_000);
        assertEquals("UP L4OK", status());
        assertEquals(1, net.opened.size());
    }

    @Test
    void requestsGoBeforeADeferredCheck() {
        start("", "");
        passes();
        final Request first = request();
        loop.pass(1500);
        final Request second = request();
        release(first);
        assertNotNull(second.seat());
        assertEquals(1, net.opened.size());
    }

    @Test
    void answeredTrafficStandsInForTenIntervalsAtMost() {
        start("", "");
        passes();
        test.run(() -> server.setMaxconn(1));
        Request busy = request();
        Request waiting = request();
        for (int i = 0; i < 9_000; i += 100) {
            server.trafficSucceeded(200, test.now());
            loop.pass(100);
            release(busy);
            busy = waiting;
            waiting = request();
        }
        assertEquals(1, net.opened.size());
        for (int i = 0; i < 3_000; i += 100) {
            if (net.opened.size() > 1) {
                break;
            }
            server.trafficSucceeded(200, test.now());
            loop.pass(100);
            release(busy);
            busy = waiting;
            waiting = request();
        }
        assertEquals(2, net.opened.size(), "the check went before the requests that wait");
    }

    @Test
    void answeredTrafficDoesNotMakeUpForAFailedCheck() {
        start("option httpchk", "fall 3");
        answers("200 OK");
        Request busy = request();
        Request waiting = request();
        for (int round = 1; round <= 3; round++) {
            for (int i = 0; i < 300 && net.opened.size() <= round; i++) {
                server.trafficSucceeded(200, test.now());
                loop.pass(100);
                release(busy);
                busy = waiting;
                waiting = request();
            }
            assertEquals(round + 1, net.opened.size(), "checks that got a seat");
            answers("500 No");
            loop.run();
        }
        assertEquals("DOWN L7STS", status());
    }

    @Test
    void answersOf500DoNotStandIn() {
        start("option httpchk", "");
        answers("200 OK");
        assertNotNull(request().seat());
        server.trafficSucceeded(503, test.now());
        loop.pass(5000);
        assertEquals(200, server.health().code());
        server.trafficSucceeded(404, test.now());
        loop.pass(1000);
        assertEquals(404, server.health().code());
        assertEquals(1, net.opened.size());
    }

    @Test
    void trafficDoesNotBringAServerUp() {
        start("", "rise 1 fall 1");
        net.last().error("Connection refused");
        assertEquals("DOWN L4CON", status());
        final Take take = test.locked(() -> test.instance.ledger().take(server.seats(), server, null));
        server.trafficSucceeded(200, test.now());
        loop.pass(5000);
        assertEquals("DOWN L4CON", status());
        test.run(() -> test.instance.ledger().release(take));
        loop.run();
        net.last().accept();
        assertEquals("UP L4OK", status());
    }

    @Test
    void abnormalEndPutsTheDeferredCheckFirst() {
        start("", "");
        passes();
        final Request first = request();
        loop.pass(1500);
        final Request second = request();
        server.trafficFailed(test.now());
        loop.run();
        release(first);
        assertNull(second.seat());
        assertEquals(2, net.opened.size());
        net.last().error("Connection refused");
        assertEquals("UP 1/2 L4CON", status());
        assertNotNull(second.seat());
    }

    @Test
    void idleConnectionIsAPassedTcpCheck() {
        start("", "");
        passes();
        final Request request = request();
        final Pooled pooled = new Pooled();
        test.run(() -> {
            test.instance.ledger().connected(request.seat(), pooled);
            assertTrue(test.instance.ledger().idle(request.seat()));
        });
        loop.pass(5000);
        assertEquals(1, net.opened.size());
        assertEquals("UP L4OK", status());
        assertEquals(0, pooled.closed);
    }

    @Test
    void connectionGrantedToATcpCheckIsGivenBack() {
        start("", "");
        passes();
        final Request request = request();
        final Pooled pooled = new Pooled();
        test.run(() -> test.instance.ledger().connected(request.seat(), pooled));
        loop.pass(1500);
        test.run(() -> test.instance.ledger().idle(request.seat()));
        loop.run();
        assertEquals(1, pooled.givenBack);
        assertEquals(1, net.opened.size());
    }

    @Test
    void httpCheckIsNextForTheSeatOfAnIdleConnectionThatCannotCarryIt() {
        start("option httpchk", "");
        answers("200 OK");
        final Request request = request();
        final Pooled pooled = new Pooled();
        test.run(() -> {
            test.instance.ledger().connected(request.seat(), pooled);
            test.instance.ledger().idle(request.seat());
        });
        loop.pass(1000);
        assertEquals(1, pooled.closed);
        final Request waiting = request();
        release(request);
        assertNull(waiting.seat());
        assertEquals(2, net.opened.size());
    }

    @Test
    void httpCheckSendsTheRequestAndJudgesTheStatus() {
        start("option httpchk GET /health HTTP/1.1\\r\\nHost:\\ x", "");
        net.last().accept();
        assertEquals("GET /health HTTP/1.1\r\nHost: x\r\nconnection: close\r\n\r\n", net.last().sent.toString());
        net.last().answer("HTTP/1.1 500 Internal");
        assertEquals("UP 1/2 INI *", status());
        net.last().answer(" Oops\r\nContent-Length: 0\r\n\r\n");
        assertEquals("DOWN L7STS", status());
        assertTrue(test.log.get(0).contains("reason: Layer7 wrong status, code: 500, info: \"Internal Oops\","
            + " check duration: 0ms"));
        assertEquals(1, taken());
        net.last().fin();
        assertEquals(0, taken());
    }

    @Test
    void silentServerTimesOutAndItsSeatIsHeldUntilItCloses() {
        start("option httpchk", "");
        net.last().accept();
        loop.pass(1000);
        assertEquals("DOWN L7TOUT", status());
        assertTrue(net.last().finished);
        final Take take = test.locked(() -> server.seats().takes().iterator().next());
        assertEquals(HoldReason.CHECK_TIMEOUT, take.holdReason());
        loop.pass(100_000);
        assertEquals(1, net.opened.size(), "no second connection while the first one is open");
        net.opened.get(0).fin();
        assertEquals(Take.State.RELEASED, take.state());
        loop.pass(1000);
        assertEquals(2, net.opened.size());
    }

    @Test
    void timeoutHoldBoundsAHeldCheck() {
        start("option httpchk\n  timeout hold 3s", "");
        net.last().accept();
        loop.pass(1000);
        loop.pass(2999);
        assertEquals(1, taken());
        loop.pass(2);
        assertTrue(net.opened.get(0).aborted);
        assertEquals(0, taken());
    }

    @Test
    void timeoutCheckLimitsTheAnswer() {
        start("option httpchk\n  timeout check 200", "");
        net.last().accept();
        loop.pass(200);
        assertEquals("DOWN L7TOUT", status());
    }

    @Test
    void serverThatKeepsAClosedCheckOpenIsHeldNotMarkedDown() {
        start("", "");
        net.last().accept();
        loop.pass(1000);
        final Take take = test.locked(() -> server.seats().takes().iterator().next());
        assertEquals(Take.State.ON_HOLD, take.state());
        loop.pass(10_000);
        assertEquals("UP L4OK", status());
    }

    @Test
    void checkToAnotherPortNeedsNoSeat() {
        start("", "port 20002");
        final Request request = request();
        assertNotNull(request.seat());
        net.last().accept();
        assertTrue(net.last().aborted);
        assertEquals("UP L4OK", status());
        loop.pass(1000);
        assertEquals(2, net.opened.size());
        assertTrue(net.last().address.toString().endsWith(":20002"));
    }

    @Test
    void maintenancePausesChecks() {
        start("", "");
        passes();
        test.run(() -> server.setAdminState(AdminState.MAINT, ""));
        loop.pass(5000);
        assertEquals(1, net.opened.size());
        test.run(() -> server.setAdminState(AdminState.READY, ""));
        loop.pass(1000);
        assertEquals(2, net.opened.size());
    }

    @Test
    void stoppedChecksEndWithoutAVerdictAndBeginAgain() {
        start("", "");
        scheduler.stopAll();
        loop.run();
        assertEquals("UP 1/2 INI", status());
        assertTrue(net.last().takenBack);
        assertEquals(0, taken());
        loop.pass(10_000);
        assertEquals(1, net.opened.size());
        scheduler.start();
        loop.pass(1);
        assertEquals(2, net.opened.size());
    }

    @Test
    void stoppedWaitingCheckTakesNoSeat() {
        start("", "");
        passes();
        final Request request = request();
        loop.pass(1500);
        scheduler.stopAll();
        loop.run();
        release(request);
        assertEquals(0, taken());
        assertEquals(1, net.opened.size());
    }

    @Test
    void firstRoundsAreSpreadOverTheShortestInterval() {
        test = new TestInstance("""
            backend b
              timeout connect 1s
              timeout server 1s
              server s1 127.0.0.1:20001 check inter 2000
              server s2 127.0.0.1:20002 check inter 1000
              server s3 127.0.0.1:20003 check inter 2000
              server s4 127.0.0.1:20004 check inter 2000
            """);
        loop = new FakeLoop(test);
        new CheckScheduler(test.instance, List.of(loop), net).start();
        loop.pass(249);
        assertEquals(1, net.opened.size());
        loop.pass(1);
        assertEquals(2, net.opened.size());
        loop.pass(749);
        assertEquals(2, net.opened.size());
        loop.pass(1);
        assertEquals(3, net.opened.size());
        loop.pass(500);
        assertEquals(4, net.opened.size());
    }

    private void silentFor(final long millis) {
        server.hostSilent(millis * 1_000_000L);
        loop.run();
    }

    @Test
    void eachUnansweredProbeOfAConnectionInWorkIsAFailedCheck() {
        start("", "");
        passes();
        request();
        loop.pass(5_000);
        assertEquals("UP", server.statusText());
        silentFor(3_000);
        assertEquals("DOWN", server.statusText());
        assertTrue(test.log.toString().contains("Server b/s is DOWN, reason: Layer4 timeout, info: \"no answer to keep-alive"
            + " probes\""), test.log.toString());
    }

    @Test
    void silenceOnOneConnectionSaysNothingOfAServerThatWasHeardSince() {
        start("", "");
        passes();
        final Request other = request();
        loop.pass(3_000);
        server.trafficSucceeded(200, test.now());
        loop.pass(1_000);
        silentFor(3_000);
        assertEquals("UP", server.statusText());
        release(other);
        loop.pass(1_000);
        passes();
        silentFor(3_000);
        assertEquals("UP", server.statusText());
    }

    @Test
    void serverWhoseHostWasSilentComesBackByItsChecks() {
        start("", "");
        passes();
        final Request held = request();
        loop.pass(5_000);
        silentFor(3_000);
        release(held);
        passes();
        loop.pass(1_000);
        passes();
        assertEquals("UP", server.statusText());
    }
}
