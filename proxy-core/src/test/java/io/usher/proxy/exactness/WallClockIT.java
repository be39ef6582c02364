package io.usher.proxy.exactness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Event 11: the wall clock is set forth and back an hour, again and again, while there is load, checks, queues, holds and a
 * reload. Limits of a minute and more would be over at once, and short ones perhaps never, if any of them went by that clock.
 */
class WallClockIT {
    private static final int SERVERS = 3;
    /** Of requests that must wait no longer than for that. */
    private static final int QUEUE_MILLIS = 1000;
    private static final int SERVER_MILLIS = 1500;
    private static final int HOLD_MILLIS = 1500;
    private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);
    /** The time of a request in httplog. */
    private static final Pattern LOGGED = Pattern.compile(" \\[(\\d\\d/\\w{3}/\\d{4}:\\d\\d:\\d\\d:\\d\\d\\.\\d{3})] ");
    private static final DateTimeFormatter LOG_TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss.SSS", Locale.ENGLISH);

    @TempDir
    Path temp;
    private final Instant begun = Instant.now();
    private SlotServers servers;
    /** One for each limit. */
    private SlotServers slow;
    private ProxySite site;
    private JumpingClock clock;
    private int queuePort;
    private int serverPort;
    private int holdPort;

    @BeforeEach
    void make() throws Exception {
        assumeTrue(JumpingClock.available(), "there is no C compiler 'cc' (expected: Debian's packages gcc and libc6-dev)");
        servers = new SlotServers(SERVERS, 5);
        slow = new SlotServers(3, 5);
        site = new ProxySite(temp);
        clock = new JumpingClock(temp);
        queuePort = ProxySite.freePort();
        serverPort = ProxySite.freePort();
        holdPort = ProxySite.freePort();
        site.configure("    option httplog\n" + site.frontend("b")
            + "backend b\n    option httpchk GET /health\n    timeout check 10s\n"
            + servers.lines("maxconn 1 check inter 100ms fall 20")
            + listen("queue", queuePort, 0, "timeout queue " + QUEUE_MILLIS + "ms")
            + listen("server", serverPort, 1, "timeout server " + SERVER_MILLIS + "ms\n    timeout hold " + HOLD_MILLIS + "ms")
            + listen("hold", holdPort, 2, "timeout hold 10m"));
    }

    @AfterEach
    void end() throws Exception {
        if (site != null) {
            site.close();
            clock.close();
            servers.close();
            slow.close();
        }
    }

    private String listen(final String name, final int port, final int server, final String limits) {
        return "listen " + name + "\n    bind 127.0.0.1:" + port + "\n    " + limits + "\n    server s 127.0.0.1:"
            + slow.get(server).port() + " maxconn 1\n";
    }

    @Test
    void nothingButTheLogGoesByAWallClockThatJumpsAnHourForthAndBack() throws Exception {
        final ProxyProcess first = site.launch(clock.environment());
        final long sent = System.nanoTime();
        try (KeepAliveLoad load = new KeepAliveLoad(site.port(), 12);
                KeptClient timed = begin(serverPort, "/timed", 1);
                KeptClient working = begin(queuePort, "/working", 0);
                KeptClient gone = begin(holdPort, "/gone", 2)) {
            gone.reset();
            site.await("its seat is on hold", () -> held("hold"));
            try (KeptClient behind = KeptClient.tcp(holdPort).get("/behind")) {
                assertLimitOfQueue();
                assertEquals(504, timed.next().status());
                assertWaited(SERVER_MILLIS, sent);
                site.await("the short hold ends", () -> first.said("hold expired (SERVER_TIMEOUT): a possible double sale"));
                assertWaited(SERVER_MILLIS + HOLD_MILLIS, sent);
                slow.get(1).open("end");

                final ProxyProcess next = site.launch(clock.environment(), "-sf", Long.toString(first.pid()));
                assertLimitOfQueue();
                moreIsDone();
                assertTrue(slow.get(2).busy() == 1 && !slow.get(2).hasBegun("/behind"), "the long hold has ended early");
                slow.open("end");
                assertEquals("ok", working.answer());
                assertEquals("ok", behind.answer());
                next.until("the old generation is drained", () -> site.sole(next));
                moreIsDone();
                jumpsAreLogged(first);
                jumpsAreLogged(next);
            }
            load.close();
            assertEquals(List.of(), load.account().notOk());
        }
        assertExact();
    }

    /** A client whose query is in work, until the gate opens. */
    private KeptClient begin(final int port, final String path, final int server) throws Exception {
        final KeptClient client = KeptClient.tcp(port).get(path + "?gate=end");
        site.await(path + " is in work", () -> slow.get(server).hasBegun(path + "?gate=end"));
        return client;
    }

    private boolean held(final String proxy) {
        return site.ask("show seats " + proxy + "/s").contains("\"state\":\"on-hold\"");
    }

    /** Who queues behind the query in work is told when the limit is over, and not before. */
    private void assertLimitOfQueue() throws IOException {
        final long sent = System.nanoTime();
        try (KeptClient waiting = KeptClient.tcp(queuePort).get("/waiting")) {
            assertEquals(503, waiting.next().status());
        }
        assertWaited(QUEUE_MILLIS, sent);
    }

    private static void assertWaited(final int millis, final long since) {
        final long waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
        assertTrue(waited >= millis, () -> "a limit of " + millis + " ms was over after " + waited + " ms");
    }

    /** Clients are answered, servers are checked, and the clock jumps there and back meanwhile. */
    private void moreIsDone() throws Exception {
        final int served = servers.served();
        final int jumps = clock.jumps();
        final int[] checks = checks();
        site.await("queries are answered while the clock jumps", () -> servers.served() > served + 100
            && clock.jumps() > jumps + 4);
        site.await("each server is checked", () -> IntStream.range(0, SERVERS).allMatch(i -> checks()[i] > checks[i]));
    }

    private int[] checks() {
        return IntStream.range(0, SERVERS).map(i -> servers.get(i).checks()).toArray();
    }

    /** Else the processes had another clock than the one that jumps. */
    private void jumpsAreLogged(final ProxyProcess process) throws Exception {
        final Instant early = begun.minus(HALF_AN_HOUR);
        site.await("a line of an hour ago", () -> logged(process, at -> at.isBefore(early)));
        site.await("a line of in an hour", () -> logged(process, at -> at.isAfter(Instant.now().plus(HALF_AN_HOUR))));
    }

    private static boolean logged(final ProxyProcess process, final Predicate<Instant> when) {
        try {
            return LOGGED.matcher(process.output()).results()
                .anyMatch(m -> when.test(LocalDateTime.parse(m.group(1), LOG_TIME).toInstant(ZoneOffset.UTC)));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertExact() throws IOException {
        assertEquals(0, servers.refused() + slow.refused());
        assertEquals(1, servers.peak());
        assertEquals(1, slow.peak());
        assertEquals(1, servers.peakConnections());
        for (int i = 0; i < SERVERS; i++) {
            assertEquals(0, servers.get(i).checksWhileBusy());
        }
        assertEquals(List.of(), site.outputs().lines().filter(line -> line.contains("is DOWN")).toList());
    }
}
