package io.usher.proxy.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.proxy.config.StatsSocket.Level;
import io.usher.proxy.generation.GenerationState;
import io.usher.proxy.generation.Neighbour;
import io.usher.proxy.live.SeatRequest;
import io.usher.proxy.live.Server;
import io.usher.proxy.seat.HoldReason;
import io.usher.proxy.seat.Take;
import io.usher.proxy.seat.Want;
import io.usher.proxy.seat.WantFailure;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class GenerationCommandsTest {

    private static final class Request extends Want {
        Request() {
            super(0, 0);
        }

        @Override
        public void granted(final Take take) {
            throw new IllegalStateException("this request never waits");
        }

        @Override
        public void failed(final WantFailure why) {
            throw new IllegalStateException("this request never waits");
        }
    }

    private static <T> T locked(final RuntimeFixture fixture, final Supplier<T> action) {
        fixture.instance.lock().lock();
        try {
            return action.get();
        } finally {
            fixture.instance.lock().unlock();
        }
    }

    private static Take take(final RuntimeFixture fixture, final Server server) {
        return locked(fixture, () -> {
            final Take take = fixture.instance.ledger().take(server.seats(), server, new Request());
            take.holder((SeatRequest.Holder) () -> new SeatRequest("a1b2", "GET /x?key=1 HTTP/1.1", "10.0.0.1:5000"));
            return take;
        });
    }

    @Test
    void showsWhoHasASeatAndSinceWhen() {
        try (RuntimeFixture fixture = new RuntimeFixture()) {
            final Take take = take(fixture, fixture.server("custombe", "custom-server-1"));
            fixture.nanos += 1_500_000_000L;
            final String seat = "{\"id\":\"" + take.id() + "\",\"generation\":1,\"backend\":\"custombe\","
                + "\"server\":\"custom-server-1\",\"address\":\"127.0.0.1:25901\",\"state\":\"in-work\",\"ageMillis\":1500,"
                + "\"stateMillis\":1500,\"holder\":\"GET /x?key=1 HTTP/1.1 from 10.0.0.1:5000\",\"request\":{\"id\":\"a1b2\","
                + "\"method\":\"GET\",\"path\":\"/x\",\"client\":\"10.0.0.1:5000\"}}";
            assertTrue(fixture.ask("show generation").contains("\"seats\":[" + seat + "]"));
            assertEquals("[{\"address\":\"127.0.0.1:25901\",\"limit\":1,\"taken\":1,\"idle\":0,\"contested\":0,"
                + "\"servers\":[{\"backend\":\"custombe\",\"server\":\"custom-server-1\",\"maxconn\":1,\"queued\":0,"
                + "\"contested\":0}],\"takes\":[" + seat + "]}]\n",
                fixture.ask("show seats custombe/custom-server-1"));
        }
    }

    @Test
    void countsWhatServersLeaveUnanswered() {
        try (RuntimeFixture fixture = new RuntimeFixture()) {
            fixture.server("custombe", "custom-server-1").contested("GET / HTTP/1.1 from 10.0.0.1:5000",
                fixture.server("custombe", "custom-server-1").seats().address());
            assertTrue(fixture.ask("show seats custombe/custom-server-1").contains("\"idle\":0,\"contested\":1,"));
            assertTrue(fixture.ask("show seats custombe/custom-server-1").contains("\"queued\":0,\"contested\":1}"));
            assertTrue(fixture.ask("show seats custombe/custom-server-2").contains("\"idle\":0,\"contested\":0,"));
            assertTrue(fixture.ask("show generation").contains("\"contested\":1},\"contested\":[{\"backend\":"
                + "\"custombe\",\"server\":\"custom-server-1\",\"address\":\"127.0.0.1:25901\",\"count\":1}]}"));
            assertEquals(List.of("Server custombe/custom-server-1 closed a connection without an answer, at 127.0.0.1:25901, "
                + "request GET / HTTP/1.1 from 10.0.0.1:5000: it failed, or somebody else is at it (contested 1 times)."),
                fixture.events);
        }
    }

    @Test
    void namesWhoHasTheSeatOfAnAddressThatNoLineNamesAnyMore() {
        try (RuntimeFixture fixture = new RuntimeFixture()) {
            fixture.ask("add server custombe/a1 127.0.0.1:25999 maxconn 1 enabled");
            final Take take = take(fixture, fixture.server("custombe", "a1"));
            fixture.ask("disable server custombe/a1");
            locked(fixture, () -> {
                fixture.instance.ledger().hold(take, HoldReason.CLIENT_GONE, 0);
                return null;
            });
            assertEquals("Server deleted.", fixture.ask("del server custombe/a1"));
            assertTrue(fixture.ask("show seats").contains("{\"address\":\"127.0.0.1:25999\",\"limit\":0,\"taken\":1,"));
            fixture.ask("add server custombe/a2 127.0.0.1:25999 maxconn 1 enabled");
            final Server again = fixture.server("custombe", "a2");
            assertFalse(locked(fixture, () -> again.seats().available(again)), "the held seat is the only one");
            locked(fixture, () -> {
                fixture.instance.ledger().release(take);
                return null;
            });
            assertTrue(locked(fixture, () -> again.seats().available(again)));
        }
    }

    @Test
    void releasesTheSeatsOfAnAddressThatNoLineNamesAnyMore() {
        try (RuntimeFixture fixture = new RuntimeFixture()) {
            fixture.ask("add server custombe/a1 127.0.0.1:25999 maxconn 1 enabled");
            final Take take = take(fixture, fixture.server("custombe", "a1"));
            fixture.ask("disable server custombe/a1");
            locked(fixture, () -> {
                fixture.instance.ledger().hold(take, HoldReason.CLIENT_GONE, 0);
                return null;
            });
            fixture.ask("del server custombe/a1");
            assertEquals("No such address.\n", fixture.ask("release seats 127.0.0.1:25998", Level.OPERATOR));
            assertEquals("{\"address\":\"127.0.0.1:25999\",\"released\":[\"" + take.id() + "\"]}\n",
                fixture.ask("release seats 127.0.0.1:25999", Level.OPERATOR));
            assertFalse(fixture.ask("show seats").contains("25999"));
        }
    }

    @Test
    void releasesHoldsAndNamesThem() {
        try (RuntimeFixture fixture = new RuntimeFixture()) {
            final Server server = fixture.server("custombe", "custom-server-1");
            final Take take = take(fixture, server);
            locked(fixture, () -> {
                fixture.instance.ledger().hold(take, HoldReason.CLIENT_GONE, 0);
                return null;
            });
            assertTrue(fixture.ask("show seats custombe/custom-server-1").contains("\"holdReason\":\"client-gone\""));
            assertEquals("{\"address\":\"127.0.0.1:25901\",\"released\":[\"" + take.id() + "\"]}\n",
                fixture.ask("release seats custombe/custom-server-1", Level.OPERATOR));
            assertEquals(0, locked(fixture, server.seats()::taken));
        }
    }

    @Test
    void showsThePredecessor() {
        try (RuntimeFixture fixture = new RuntimeFixture()) {
            fixture.predecessor = new Neighbour(6, 42, GenerationState.FINISHING, 3, 5, 1, true);
            assertTrue(fixture.ask("show generation").contains("\"predecessor\":{\"number\":6,\"state\":\"finishing\","
                + "\"pid\":42,\"queued\":3,\"connections\":5,\"seats\":1,\"connected\":true}"));
        }
    }

    @Test
    void waitsUntilDrained() {
        try (RuntimeFixture fixture = new RuntimeFixture()) {
            final CompletableFuture<String> first = wait(fixture, "wait drained");
            final CompletableFuture<String> second = wait(fixture, "wait drained 1h");
            assertFalse(first.isDone());
            assertEquals(1, fixture.waiters.size(), "entries with the generation");
            fixture.state = GenerationState.DRAINED;
            fixture.drained = true;
            fixture.waiters.forEach(Runnable::run);
            assertTrue(first.join().contains("\"state\":\"drained\",\"drained\":true"));
            assertTrue(second.join().contains("\"state\":\"drained\""));
        }
    }

    @Test
    void answersWhenTheTimeIsOver() {
        try (RuntimeFixture fixture = new RuntimeFixture()) {
            assertTrue(wait(fixture, "wait drained 1ms").join().contains("\"drained\":false"));
        }
    }

    @Test
    void forgetsWhoHasLeft() {
        try (RuntimeFixture fixture = new RuntimeFixture()) {
            final CommandSession session = fixture.session(Level.USER);
            final CompletableFuture<String> answer = fixture.table.run("wait drained", session).toCompletableFuture();
            session.closed();
            assertTrue(answer.join().contains("\"drained\":false"));
        }
    }

    @Test
    void logsAHealthThatWasForced() {
        try (RuntimeFixture fixture = new RuntimeFixture()) {
            assertEquals("", fixture.ask("set server custombe/custom-server-1 health down"));
            assertEquals("", fixture.ask("set server custombe/custom-server-1 health up"));
            assertEquals(List.of("Server custombe/custom-server-1 is DOWN, changed from CLI. 1 active and 0 backup servers left."
                + " 0 sessions active, 0 requeued, 0 remaining in queue.", "Server custombe/custom-server-1 is UP, changed from"
                + " CLI. 2 active and 0 backup servers online. 0 sessions requeued, 0 total in queue."), fixture.events);
        }
    }

    @Test
    void finishes() {
        try (RuntimeFixture fixture = new RuntimeFixture()) {
            assertEquals("", fixture.ask("finish"));
            assertTrue(fixture.finished);
        }
    }

    @Test
    void isActiveAgainOrSaysWhyNot() {
        try (RuntimeFixture fixture = new RuntimeFixture()) {
            fixture.refusal = "generation 7 cannot be active again: it is alone";
            assertEquals("generation 7 cannot be active again: it is alone\n",
                fixture.table.run("resume", fixture.session(Level.ADMIN)).toCompletableFuture().join());
            fixture.refusal = null;
            assertTrue(fixture.table.run("resume", fixture.session(Level.ADMIN)).toCompletableFuture().join()
                .startsWith("{\"number\":7,\"state\":\"active\""));
        }
    }

    private static CompletableFuture<String> wait(final RuntimeFixture fixture, final String line) {
        return fixture.table.run(line, fixture.session(Level.USER)).toCompletableFuture();
    }
}
