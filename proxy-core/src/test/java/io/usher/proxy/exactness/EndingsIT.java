package io.usher.proxy.exactness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Event 10: generations that are told to end, in their order, out of it, and twice. */
class EndingsIT {
    @TempDir
    Path temp;
    private SlotServer server;
    private ProxySite site;

    @BeforeEach
    void make() throws IOException {
        server = SlotServer.http(1, 5);
        site = new ProxySite(temp.resolve("site"));
        site.configure("    no log\n" + site.frontend("b") + "backend b\n    server s 127.0.0.1:" + server.port()
            + " maxconn 1\n");
    }

    @AfterEach
    void end() throws Exception {
        site.close();
        server.close();
    }

    private void exact() {
        assertEquals(0, server.refused());
        assertEquals(1, server.peak());
    }

    /** A client whose query is at work until the gate opens. */
    private KeptClient atWork() throws Exception {
        final KeptClient client = KeptClient.tcp(site.port()).get("/work?gate=g");
        site.await("the query is at work", () -> server.busy() == 1);
        return client;
    }

    @Test
    void activeGenerationThatIsTerminatedDoesNotReviveTheFinishingOne() throws Exception {
        final ProxyProcess old = site.first();
        try (KeptClient client = atWork()) {
            final ProxyProcess next = site.handOver(old);
            next.signal("TERM");
            assertEquals(0, next.exitStatus(), next.output());
            site.await("nobody takes connections", () -> refused(site.port()));
            assertTrue(old.alive() && old.output().contains("generation 2 ends on purpose: SIGTERM"), old.output());
            server.open("g");
            assertEquals(200, client.next().status());
            assertEquals(0, old.exitStatus(), old.output());
        }
        final ProxyProcess fresh = site.first();
        try (KeptClient client = KeptClient.tcp(site.port()).get("/again")) {
            assertEquals(200, client.next().status());
        }
        assertTrue(site.sole(fresh));
        exact();
    }

    private static boolean refused(final int port) {
        try (KeptClient client = KeptClient.tcp(port)) {
            return false;
        } catch (final IOException e) {
            return true;
        }
    }

    @Test
    void onlyGenerationServesItsQueueAndEndsHoweverOftenItIsToldTo() throws Exception {
        final ProxyProcess old = site.first();
        try (KeptClient client = atWork(); Crowd crowd = new Crowd(site.port(), List.of("/1", "/2", "/3"))) {
            site.await("the others wait", () -> site.queued("b") == 3);
            old.signal("USR1");
            site.await("nobody takes connections", () -> refused(site.port()));
            old.signal("USR1");
            server.open("g");
            assertEquals(200, client.next().status());
            site.await("the queue is served", () -> crowd.account().settled() == 3);
            assertEquals(List.of(), crowd.account().notOk());
            assertEquals(0, old.exitStatus(), old.output());
        }
        exact();
    }

    @Test
    void onlyGenerationClosesIdleClientsAndEndsWithoutWaitingForThem() throws Exception {
        final ProxyProcess old = site.first();
        try (KeptClient idle = KeptClient.tcp(site.port()).get("/1")) {
            assertEquals(200, idle.next().status());
            old.signal("USR1");
            assertNull(idle.next());
            assertEquals(0, old.exitStatus(), old.output());
        }
        exact();
    }

    @Test
    void ofTwoSuccessorsAtOnceOneIsRefusedByName() throws Exception {
        final ProxyProcess old = site.first();
        try (KeptClient client = atWork()) {
            final List<ProxyProcess> two = List.of(site.start("-x", site.socket().toString()),
                site.start("-x", site.socket().toString()));
            site.await("one of them has ended", () -> two.stream().anyMatch(p -> !p.alive()));
            final ProxyProcess lost = two.stream().filter(p -> !p.alive()).findFirst().orElseThrow();
            final ProxyProcess won = two.stream().filter(p -> p != lost).findFirst().orElseThrow();
            assertEquals(1, lost.exitStatus(), lost.output());
            won.until("the other one is active", () -> site.active(won));
            // By the generation that takes over, or by the one that has taken over and awaits the old one.
            assertTrue(Stream.of("the predecessor refuses: generation 2 (pid " + won.pid() + ") already takes over",
                "the predecessor refuses: generation 2 itself still waits for generation 1 (pid " + old.pid() + ") to drain")
                .anyMatch(said(lost)::contains), said(lost));
            server.open("g");
            assertEquals(200, client.next().status());
            won.until("the old one is drained", () -> site.sole(won));
            assertEquals(0, old.exitStatus(), old.output());
        }
        exact();
    }

    private static String said(final ProxyProcess p) throws IOException {
        return p.output();
    }
}
