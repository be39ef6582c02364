package io.usher.proxy.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.proxy.balance.Admission.Outcome;
import io.usher.proxy.live.AdminState;
import io.usher.proxy.live.Server;
import io.usher.proxy.live.TestInstance;
import io.usher.proxy.seat.SeatConnection;
import io.usher.proxy.seat.Take;
import io.usher.proxy.seat.WantFailure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionTest {

    private static final class Request extends Admission.Request {
        private Take later;

        Request(final TestInstance test) {
            super(0, test.now());
        }

        @Override
        public void granted(final Take take) {
            later = take;
        }

        @Override
        public void failed(final WantFailure why) {
            throw new AssertionError(why);
        }

        Take seat() {
            return take() != null ? take() : later;
        }
    }

    private static TestInstance oneSlot(final String algorithm, final int servers, final String options) {
        return new TestInstance("backend b\n timeout connect 1s\n timeout server 1s\n balance " + algorithm + "\n"
            + IntStream.rangeClosed(1, servers).mapToObj(i -> " server s" + i + " 127.0.0.1:" + (20_000 + i) + " maxconn 1 "
                + options + "\n").collect(Collectors.joining()));
    }

    private static Outcome ask(final TestInstance test, final Request request) {
        return ask(test, request, null, null);
    }

    private static Outcome ask(final TestInstance test, final Request request, final Server pinned, final Server avoid) {
        return test.locked(() -> Admission.admit(test.backend("b"), request, pinned, avoid));
    }

    private static void end(final TestInstance test, final Request request) {
        test.run(() -> test.instance.ledger().release(request.seat()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"roundrobin", "static-rr", "leastconn", "first", "random"})
    void everyServerGetsOneRequestAndTheRestWaitInOrder(final String algorithm) {
        final TestInstance test = oneSlot(algorithm, 3, "");
        final List<Request> requests = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            requests.add(new Request(test));
            test.pass(1);
            assertEquals(i < 3 ? Outcome.GRANTED : Outcome.QUEUED, ask(test, requests.get(i)));
        }
        assertEquals(3, requests.stream().filter(r -> r.seat() != null).map(r -> r.seat().line()).distinct().count());
        assertEquals(2, test.backend("b").queue().length());
        end(test, requests.get(1));
        assertSame(requests.get(1).seat().line(), requests.get(3).seat().line());
        assertNull(requests.get(4).seat());
        end(test, requests.get(0));
        assertSame(requests.get(0).seat().line(), requests.get(4).seat().line());
    }

    @ParameterizedTest
    @ValueSource(strings = {"roundrobin", "static-rr", "leastconn", "first", "random"})
    void fullServersComeBackWithTheirSeats(final String algorithm) {
        final TestInstance test = oneSlot(algorithm, 20, "");
        final List<Request> held = new ArrayList<>();
        for (int round = 0; round < 500; round++) {
            final Request request = new Request(test);
            if (held.size() == 19) {
                end(test, held.remove(round * 7 % held.size()));
            }
            assertEquals(Outcome.GRANTED, ask(test, request), "round " + round);
            held.add(request);
        }
    }

    @Test
    void redispatchAvoidsTheServerThatFailed() {
        final TestInstance test = oneSlot("roundrobin", 2, "");
        final Request request = new Request(test);
        ask(test, request);
        final Server failed = (Server) request.seat().line();
        end(test, request);
        final Request again = new Request(test);
        assertEquals(Outcome.GRANTED, ask(test, again, null, failed));
        assertNotSame(failed, again.seat().line());
    }

    @Test
    void boundRequestWaitsForItsServerOnly() {
        final TestInstance test = oneSlot("roundrobin", 2, "maxqueue 1");
        final Server s1 = test.server("b", "s1");
        final Request first = new Request(test);
        assertEquals(Outcome.GRANTED, ask(test, first, s1, null));
        final Request second = new Request(test);
        assertEquals(Outcome.QUEUED, ask(test, second, s1, null));
        assertEquals(Outcome.QUEUE_FULL, ask(test, new Request(test), s1, null));
        assertEquals(1, test.locked(() -> Admission.queue(test.backend("b"))));
        assertEquals(Outcome.GRANTED, ask(test, new Request(test)), "the other server is free");
        end(test, first);
        assertSame(s1, second.seat().line());
    }

    @Test
    void maintenanceSendsBoundRequestsElsewhere() {
        final TestInstance test = oneSlot("roundrobin", 2, "");
        final Server s1 = test.server("b", "s1");
        ask(test, new Request(test), s1, null);
        final Request bound = new Request(test);
        ask(test, bound, s1, null);
        test.run(() -> s1.setAdminState(AdminState.MAINT, ""));
        assertSame(test.server("b", "s2"), bound.seat().line());
        assertEquals("ALERT Server b/s1 is going DOWN for maintenance. 1 active and 0 backup servers left."
            + " 0 sessions active, 1 requeued, 0 remaining in queue.", test.log.get(0));
    }

    @Test
    void drainTakesNoNewRequestsAndEndsAtOnce() {
        final TestInstance test = oneSlot("roundrobin", 2, "");
        test.run(() -> test.server("b", "s1").setAdminState(AdminState.DRAIN, ""));
        final Request first = new Request(test);
        assertEquals(Outcome.GRANTED, ask(test, first));
        assertSame(test.server("b", "s2"), first.seat().line());
        final Request second = new Request(test);
        assertEquals(Outcome.QUEUED, ask(test, second));
        test.run(() -> test.server("b", "s1").setAdminState(AdminState.READY, ""));
        assertSame(test.server("b", "s1"), second.seat().line());
    }

    @Test
    void higherMaxconnHandsSeatsOutAtOnce() {
        final TestInstance test = oneSlot("roundrobin", 1, "");
        ask(test, new Request(test));
        final Request second = new Request(test);
        assertEquals(Outcome.QUEUED, ask(test, second));
        test.run(() -> test.server("b", "s1").setMaxconn(2));
        assertSame(test.server("b", "s1"), second.seat().line());
    }

    @Test
    void withoutUsableServerThereIsNone() {
        final TestInstance test = oneSlot("roundrobin", 1, "");
        test.run(() -> test.server("b", "s1").setWeight(0));
        assertEquals(Outcome.NO_SERVER, ask(test, new Request(test)));
        assertEquals(0, test.locked(() -> Admission.nbsrv(test.backend("b"))));
    }

    @Test
    void backupServesOnlyWhileNoOtherDoesAndOnlyTheFirst() {
        final TestInstance test = new TestInstance("""
            backend b
              timeout connect 1s
              timeout server 1s
              server b1 127.0.0.1:20001 maxconn 1 backup
              server s1 127.0.0.1:20002 maxconn 1
              server b2 127.0.0.1:20003 maxconn 1 backup
            """);
        final Request first = new Request(test);
        ask(test, first);
        assertSame(test.server("b", "s1"), first.seat().line());
        final Request second = new Request(test);
        assertEquals(Outcome.QUEUED, ask(test, second));
        test.run(() -> test.server("b", "s1").setAdminState(AdminState.MAINT, ""));
        assertSame(test.server("b", "b1"), second.seat().line());
        final Request third = new Request(test);
        assertEquals(Outcome.QUEUED, ask(test, third));
        test.run(() -> test.server("b", "b1").setAdminState(AdminState.MAINT, ""));
        assertSame(test.server("b", "b2"), third.seat().line());
        end(test, second);
        end(test, third);
        test.run(() -> test.server("b", "b1").setAdminState(AdminState.READY, ""));
        final Request fourth = new Request(test);
        ask(test, fourth);
        assertSame(test.server("b", "b1"), fourth.seat().line());
    }

    @Test
    void twoBackendsShareTheSeatsOfOneAddress() {
        final TestInstance test = new TestInstance("""
            backend a
              timeout connect 1s
              timeout server 1s
              server x 127.0.0.1:20001 maxconn 1
            backend b
              timeout connect 1s
              timeout server 1s
              server y 127.0.0.1:20001 maxconn 1
              server z 127.0.0.1:20002 maxconn 1
            """);
        final Request other = new Request(test);
        assertEquals(Outcome.GRANTED, test.locked(() -> Admission.admit(test.backend("a"), other, null, null)));
        final Request first = new Request(test);
        assertEquals(Outcome.GRANTED, ask(test, first));
        assertSame(test.server("b", "z"), first.seat().line());
        final Request second = new Request(test);
        assertEquals(Outcome.QUEUED, ask(test, second));
        end(test, other);
        assertSame(test.server("b", "y"), second.seat().line());
    }

    @Test
    void keepsItsTurnThoughAnotherBackendsIdleConnectionHasTheSeat() {
        final TestInstance test = new TestInstance("""
            backend a
              timeout connect 1s
              timeout server 1s
              server x 127.0.0.1:20001 maxconn 1
            backend b
              timeout connect 1s
              timeout server 1s
              server y 127.0.0.1:20001
              server z 127.0.0.1:20002
            """);
        final Request other = new Request(test);
        assertEquals(Outcome.GRANTED, test.locked(() -> Admission.admit(test.backend("a"), other, null, null)));
        final AtomicBoolean asked = new AtomicBoolean();
        test.run(() -> test.instance.ledger().connected(other.seat(), connection(asked)));
        assertTrue(test.locked(() -> test.instance.ledger().idle(other.seat())));
        final Request first = new Request(test);
        assertEquals(Outcome.QUEUED, ask(test, first, null, test.server("b", "z")));
        assertTrue(asked.get());
        assertNull(first.seat());
        end(test, other);
        assertSame(test.server("b", "y"), first.seat().line());
    }

    private static SeatConnection connection(final AtomicBoolean asked) {
        return new SeatConnection() {
            @Override
            public int shelf() {
                return 0;
            }

            @Override
            public void closeIdle() {
                asked.set(true);
            }

            @Override
            public void giveBack() {
                throw new AssertionError("no check asked for it");
            }
        };
    }

    @Test
    void seatOfJoinsTwoAddresses() {
        final TestInstance test = new TestInstance("""
            backend b
              timeout connect 1s
              timeout server 1s
              server y 127.0.0.1:20001 maxconn 1
              server z 127.0.0.2:20001 maxconn 1 seat-of b/y
            """);
        assertEquals(Outcome.GRANTED, ask(test, new Request(test)));
        assertEquals(Outcome.QUEUED, ask(test, new Request(test)));
    }

    @Test
    void averageQueueIsRoundedUpOverUsableServers() {
        final TestInstance test = oneSlot("roundrobin", 3, "");
        for (int i = 0; i < 3 + 4; i++) {
            ask(test, new Request(test));
        }
        assertEquals(List.of(4, 2, 3), test.locked(() -> Arrays.asList(Admission.queue(test.backend("b")),
            Admission.avgQueue(test.backend("b")), Admission.nbsrv(test.backend("b")))));
        for (final Server server : test.backend("b").servers()) {
            test.run(() -> server.setAdminState(AdminState.DRAIN, ""));
        }
        assertEquals(8, test.locked(() -> Admission.avgQueue(test.backend("b"))));
        assertEquals(4, test.backend("b").counters().longestQueue.highest());
    }

    @Test
    void leastConnectionsPrefersTheIdlest() {
        final TestInstance test = new TestInstance("""
            backend b
              balance leastconn
              timeout connect 1s
              timeout server 1s
              server x 127.0.0.1:20001 weight 2
              server y 127.0.0.1:20002 weight 1
            """);
        final StringBuilder order = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            final Request request = new Request(test);
            ask(test, request);
            final Server server = (Server) request.seat().line();
            test.run(() -> server.requestBegan(test.now()));
            order.append(server.name());
        }
        assertEquals(4, order.chars().filter(c -> c == 'x').count(), order.toString());
    }
}
