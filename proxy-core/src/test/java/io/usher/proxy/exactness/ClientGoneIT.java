package io.usher.proxy.exactness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Event 2: a client leaves at each moment of its request. One process serves all cases, each way with a one-slot server and a
 * wider one of its own; a next request shows that the seat came free, and the server that it did not before its work was done.
 */
class ClientGoneIT {

    private static final int LEAVERS = 3;
    private static final int TIMES = 20;
    /** Of the servers with more than one slot, which only random moments are tried at. */
    private static final int SLOTS = 3;

    /** How a client leaves, where, and under which option. */
    enum Way {
        HTTP_FIN(false, false, false), HTTP_RST(false, false, true), HTTP_FIN_ABORT(false, true, false),
        HTTP_RST_ABORT(false, true, true), TCP_FIN(true, false, false), TCP_RST(true, false, true);

        private final boolean tcp;
        private final boolean abortonclose;
        private final boolean reset;

        Way(final boolean tcp, final boolean abortonclose, final boolean reset) {
            this.tcp = tcp;
            this.abortonclose = abortonclose;
            this.reset = reset;
        }

        /** Without {@code option abortonclose} a FIN alone is a client that has said all, and waits for its answer. */
        boolean gone() {
            return reset || abortonclose;
        }

        void leave(final KeptClient client) throws IOException {
            if (reset) {
                client.reset();
            } else {
                client.close();
            }
        }
    }

    /** One way's frontend, backend and server. */
    private static final class Lane implements AutoCloseable {
        private final Way way;
        private final int port = ProxySite.freePort();
        private final SlotServer server;
        private final int slots;
        private final String backend;

        Lane(final Way way, final int slots) throws IOException {
            this.way = way;
            this.slots = slots;
            backend = "b-" + way + "-" + slots;
            server = way.tcp ? SlotServer.countingWithShortBacklog(slots, 1) : SlotServer.withShortBacklog(slots, 1);
        }

        String lines() {
            return "listen " + backend + "\n    bind 127.0.0.1:" + port + "\n    mode " + (way.tcp ? "tcp" : "http") + "\n"
                + (way.abortonclose ? "    option abortonclose\n" : "") + "    server s 127.0.0.1:" + server.port() + " maxconn "
                + slots + "\n";
        }

        KeptClient client() throws IOException {
            return KeptClient.tcp(port);
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    @TempDir
    static Path temp;
    private static ProxySite site;
    private static List<Lane> lanes;
    private static ProxyProcess process;

    @BeforeAll
    static void start() throws Exception {
        site = new ProxySite(temp);
        lanes = new ArrayList<>();
        final StringBuilder text = new StringBuilder();
        for (final int slots : new int[] {1, SLOTS}) {
            for (final Way way : Way.values()) {
                lanes.add(new Lane(way, slots));
                text.append(lanes.get(lanes.size() - 1).lines());
            }
        }
        site.configure(text.toString());
        process = site.first();
    }

    @AfterAll
    static void end() throws Exception {
        site.close();
        for (final Lane lane : lanes) {
            lane.close();
        }
    }

    private static long taken(final Lane lane) {
        return site.ask("show seats " + lane.backend).split("\"stateMillis\"", -1).length - 1 - idle(lane);
    }

    private static long idle(final Lane lane) {
        return site.ask("show seats " + lane.backend).split("\"state\":\"idle\"", -1).length - 1;
    }

    private static void closeIdle(final Lane lane) throws Exception {
        lane.server.die(false);
        lane.server.live();
        site.await("no idle connection is left", () -> idle(lane) == 0);
    }

    /** The seat comes free and another request is answered; no server was asked for too much, none lost count. */
    private static void assertServesOn(final Lane lane) throws Exception {
        try (KeptClient next = lane.client().send("GET /next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")) {
            assertEquals("ok", next.next().body());
        }
        site.await("no seat stays taken in " + lane.backend, () -> taken(lane) == 0);
        assertEquals(0, lane.server.refused());
        assertTrue(lane.server.peak() > 0 && lane.server.peak() <= lane.slots, () -> lane.server.peak() + " queries at a time");
        assertTrue(lane.server.peakConnections() <= lane.slots, () -> lane.server.peakConnections() + " open connections");
    }

    private static KeptClient busy(final Lane lane, final String gate) throws Exception {
        final String target = "/busy?gate=" + gate;
        final KeptClient busy = lane.client().send("GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        site.await("the server is busy", () -> lane.server.hasBegun(target));
        return busy;
    }

    @ParameterizedTest
    @EnumSource
    void whileQueued(final Way way) throws Exception {
        final Lane lane = lanes.get(way.ordinal());
        try (KeptClient busy = busy(lane, "queued")) {
            final KeptClient leaver = lane.client().get("/leaver-queued");
            site.await("it waits", () -> site.queued(lane.backend) == 1);

            way.leave(leaver);

            if (way.gone()) {
                site.await("its place is dropped", () -> site.queued(lane.backend) == 0);
                assertEquals(1, lane.server.busy());
            }
            lane.server.open("queued");
            assertEquals("ok", busy.next().body());
        }
        assertServesOn(lane);
        assertEquals(!way.gone(), lane.server.hasBegun("/leaver-queued"));
    }

    @ParameterizedTest
    @EnumSource
    void whileConnecting(final Way way) throws Exception {
        final Lane lane = lanes.get(way.ordinal());
        closeIdle(lane);
        lane.server.fillBacklog();
        final KeptClient leaver = lane.client().get("/leaver-connecting");
        site.await("its connection is on its way", () -> taken(lane) == 1);

        way.leave(leaver);

        if (way.gone()) {
            site.await("a connect that was not established frees at once", () -> taken(lane) == 0);
        }
        lane.server.emptyBacklog();
        assertServesOn(lane);
        assertEquals(!way.gone(), lane.server.hasBegun("/leaver-connecting"));
    }

    @ParameterizedTest
    @EnumSource
    void beforeTheRequestIsComplete(final Way way) throws Exception {
        final Lane lane = lanes.get(way.ordinal());
        final int served = lane.server.served();
        final KeptClient leaver = lane.client().send("GET /leaver-early HT");
        if (way.tcp) {
            site.await("its connection is at the server", () -> lane.server.busy() == 1);
        }
        way.leave(leaver);
        assertServesOn(lane);
        assertEquals(served + 1, lane.server.served());
    }

    @ParameterizedTest
    @EnumSource
    void whileTheRequestIsSent(final Way way) throws Exception {
        final Lane lane = lanes.get(way.ordinal());
        final int served = lane.server.served();
        closeIdle(lane);
        final int accepted = lane.server.accepted();
        final KeptClient leaver = lane.client().send("POST /leaver-body HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf");
        site.await("its head is at the server", () -> lane.server.accepted() > accepted);
        way.leave(leaver);
        assertServesOn(lane);
        assertEquals(served + 1, lane.server.served());
        assertFalse(lane.server.hasBegun("/leaver-body"));
    }

    @ParameterizedTest
    @EnumSource
    void whileTheServerIsAtWork(final Way way) throws Exception {
        final Lane lane = lanes.get(way.ordinal());
        final KeptClient leaver = busy(lane, "work");
        try (KeptClient waiter = lane.client().send("GET /waiter-work HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")) {
            site.await("one waits", () -> site.queued(lane.backend) == 1);

            way.leave(leaver);

            if (way.gone()) {
                site.await("its seat is on hold", () -> site.ask("show seats " + lane.backend).contains("\"on-hold\""));
            }
            assertEquals(1, site.queued(lane.backend));
            assertFalse(lane.server.hasBegun("/waiter-work"));

            lane.server.open("work");
            assertEquals("ok", waiter.next().body());
        }
        assertServesOn(lane);
    }

    /** A FIN alone leaves its seat in work; nothing is read after it, and the RST that follows is noticed all the same. */
    @ParameterizedTest
    @EnumSource(names = {"HTTP_RST", "TCP_RST"})
    void whenAResetFollowsTheFin(final Way way) throws Exception {
        final Lane lane = lanes.get(way.ordinal());
        final KeptClient leaver = busy(lane, "fin");
        try (KeptClient waiter = lane.client().send("GET /waiter-fin HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")) {
            leaver.finish();
            site.await("one waits", () -> site.queued(lane.backend) == 1);
            assertTrue(site.ask("show seats " + lane.backend).contains("\"in-work\""));

            way.leave(leaver);

            site.await("its seat is on hold", () -> site.ask("show seats " + lane.backend).contains("\"on-hold\""));
            assertEquals(1, site.queued(lane.backend));
            assertFalse(lane.server.hasBegun("/waiter-fin"));

            lane.server.open("fin");
            assertEquals("ok", waiter.next().body());
        }
        assertServesOn(lane);
    }

    @ParameterizedTest
    @EnumSource
    void duringTheAnswer(final Way way) throws Exception {
        final Lane lane = lanes.get(way.ordinal());
        final KeptClient leaver = lane.client().get("/leaver-answer?drip=answer&size=100000");
        assertEquals('H', leaver.read());
        try (KeptClient waiter = lane.client().send("GET /waiter-answer HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")) {
            site.await("one waits", () -> site.queued(lane.backend) == 1);

            way.leave(leaver);

            if (way.gone()) {
                site.await("its seat is on hold", () -> site.ask("show seats " + lane.backend).contains("\"on-hold\""));
            }
            assertTrue(lane.server.busy() == 1 && !lane.server.hasBegun("/waiter-answer"));

            lane.server.open("answer");
            assertEquals("ok", waiter.next().body());
        }
        assertServesOn(lane);
    }

    @ParameterizedTest
    @EnumSource
    void afterTheAnswer(final Way way) throws Exception {
        final Lane lane = lanes.get(way.ordinal());
        final KeptClient leaver = lane.client().get("/leaver-late");
        assertEquals("ok", leaver.next().body());
        way.leave(leaver);
        assertServesOn(lane);
    }

    /** Whichever moment was not thought of above; first with one generation, then with one that follows it meanwhile. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void atRandomMoments(final boolean reload) throws Exception {
        final List<Thread> threads = new ArrayList<>();
        final List<Throwable> failures = new CopyOnWriteArrayList<>();
        final AtomicBoolean again = new AtomicBoolean(reload);
        for (int i = 0; i < LEAVERS * lanes.size(); i++) {
            final Lane lane = lanes.get(i % lanes.size());
            final SplittableRandom random = new SplittableRandom(i);
            threads.add(new Thread(() -> {
                do {
                    leaveAgainAndAgain(lane, random);
                } while (again.get());
            }, "leaver-" + i));
            threads.get(i).setUncaughtExceptionHandler((thread, failure) -> failures.add(failure));
            threads.get(i).start();
        }
        try {
            process = reload ? site.handOver(process) : process;
        } finally {
            again.set(false);
        }
        for (final Thread thread : threads) {
            thread.join();
        }
        assertEquals(List.of(), failures);
        site.await("nothing is left undrained", () -> site.sole(process));
        for (final Lane lane : lanes) {
            assertServesOn(lane);
        }
    }

    private static void leaveAgainAndAgain(final Lane lane, final SplittableRandom random) {
        for (int i = 0; i < TIMES; i++) {
            final String request = "GET /random?work=3&size=" + random.nextInt(200_000) + " HTTP/1.1\r\nHost: x\r\n\r\n";
            try (KeptClient client = lane.client()) {
                client.send(random.nextInt(10) == 0 ? request.substring(0, random.nextInt(request.length())) : request);
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(20_000))); // Its patience.
                lane.way.leave(client);
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
