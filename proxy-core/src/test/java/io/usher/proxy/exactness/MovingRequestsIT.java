package io.usher.proxy.exactness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What moves with a handover when the next generation has another configuration, and what stays. */
class MovingRequestsIT {
    /** In one queue, one behind the other. */
    private static final int DEEP = 2000;
    private static final int SOME = 30;
    /** More than fit into the descriptors that the small successor has. */
    private static final int MANY = 150;

    /** However slow the machine is, nothing here is about time limits. */
    private static final String LONG = "    timeout client 10m\n    timeout server 10m\n    timeout queue 10m\n";

    @TempDir
    Path temp;
    private ProxySite site;
    private SlotServers servers;
    private final List<KeptClient> clients = new ArrayList<>();

    @BeforeEach
    void place() throws IOException {
        site = new ProxySite(temp);
        servers = new SlotServers(1, 0);
    }

    @AfterEach
    void end() throws Exception {
        for (final KeptClient c : clients) {
            c.close();
        }
        site.close();
        servers.close();
    }

    private String backend(final String name) {
        return "backend " + name + "\n" + servers.lines("maxconn 1");
    }

    private KeptClient client() throws IOException {
        clients.add(KeptClient.tcp(site.port()));
        return clients.get(clients.size() - 1);
    }

    /** Occupies the only slot until the gate "long" opens, and queues that many, one by one. */
    private ProxyProcess queue(final int count) throws IOException, InterruptedException {
        final ProxyProcess old = site.first();
        client().get("/first?gate=long");
        site.await("the server is at work", () -> servers.busy() == 1);
        for (int i = 0; i < count; i++) {
            client().get("/" + i);
            untilQueued(i + 1);
        }
        return old;
    }

    private void untilQueued(final int count) throws IOException {
        final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(ProxyProcess.LIMIT_SECONDS);
        while (site.queued("b") != count) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("request " + count + " was not queued; " + site.outputs());
            }
            LockSupport.parkNanos(200_000);
        }
    }

    private static List<String> expected(final int count) {
        final List<String> lines = new ArrayList<>(List.of("GET /first?gate=long HTTP/1.1"));
        IntStream.range(0, count).forEach(i -> lines.add("GET /" + i + " HTTP/1.1"));
        return lines;
    }

    @Test
    void deepQueueMovesInOrderAndNoRuleRunsAgain() throws Exception {
        site.configure(LONG + site.frontend("b") + backend("b"));
        final ProxyProcess old = queue(DEEP);
        site.configure(LONG + site.frontend("b") + "    http-request deny\n"
            + backend("b").replace("b\n", "b\n    http-request deny\n"));
        final ProxyProcess next = site.handOver(old);
        site.await("they wait at the next generation", () -> site.queued("b") == DEEP);
        assertEquals(403, KeptClient.tcp(site.port()).get("/new").next().status());
        servers.open("long");
        for (final KeptClient c : clients) {
            assertEquals("ok", c.answer());
        }
        assertEquals(expected(DEEP), servers.order());
        assertEquals(1, servers.peak());
        assertEquals(0, servers.refused());
        assertEquals(403, clients.get(1).get("/again").next().status());
        site.await("the old generation is drained", () -> site.sole(next));
        assertEquals(0, old.exitStatus());
    }

    @Test
    void requestsOfABackendThatIsGoneStayAndAreAllAnsweredInTheirOrder() throws Exception {
        site.configure(LONG + site.frontend("b") + backend("b"));
        final ProxyProcess old = queue(SOME);
        site.configure(LONG + site.frontend("c") + backend("c"));
        final ProxyProcess next = site.handOver(old);
        site.await("they are refused", () -> said(old, next, "there is no backend 'b' here"));
        servers.open("long");
        for (final KeptClient c : clients) {
            assertEquals(200, c.next().status());
        }
        assertEquals(expected(SOME), servers.order());
        assertEquals(0, servers.refused());
        assertEquals("ok", client().get("/late").answer());
    }

    private static boolean said(final ProxyProcess old, final ProxyProcess next, final String text) {
        try {
            return next.output().contains(text) || old.output().contains(text);
        } catch (final IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void idleClientOfAFrontendThatIsGoneGetsOneLastAnswer() throws Exception {
        final int other = ProxySite.freePort();
        final String gone = "frontend g\n    bind 127.0.0.1:" + other + "\n    default_backend b\n";
        site.configure(LONG + site.frontend("b") + gone + backend("b"));
        final ProxyProcess old = site.first();
        assertEquals("ok", client().get("/stays-open").answer());
        try (KeptClient last = KeptClient.tcp(other)) {
            assertEquals("ok", last.get("/one").answer());
            site.configure(LONG + site.frontend("b") + backend("b"));
            final ProxyProcess next = site.handOver(old);
            site.await("it is refused", () -> said(old, next, "no frontend 'g' accepts here"));
            assertFalse(site.sole(next));
            final Answer answer = last.get("/two").next();
            assertEquals(200, answer.status());
            assertTrue(answer.close(), "its last answer says so");
            site.await("the old generation is drained", () -> site.sole(next));
        }
        assertEquals("ok", clients.get(0).get("/moved").answer());
    }

    @Test
    void successorWithTooFewDescriptorsLeavesTheRestWhereTheyAre() throws Exception {
        site.configure(LONG + site.frontend("b") + backend("b"));
        final ProxyProcess old = site.first();
        for (int i = 0; i < MANY; i++) {
            assertEquals("ok", client().get("/" + i).answer());
        }
        final ProxyProcess next = site.startWith(List.of("prlimit", "--nofile=180"), List.of(), "-sf", Long.toString(old.pid()));
        next.until("the next generation is active", () -> site.active(next));
        site.await("some are refused", () -> said(old, next, "no descriptors are left for more of them"));
        int kept = 0;
        for (final KeptClient c : clients) {
            final Answer answer = c.get("/again").next();
            assertEquals(200, answer.status());
            kept += answer.close() ? 0 : 1;
        }
        assertTrue(kept > 0 && kept < MANY, kept + " have moved");
        site.await("the old generation is drained", () -> site.sole(next));
        assertEquals(0, servers.refused());
    }
}
