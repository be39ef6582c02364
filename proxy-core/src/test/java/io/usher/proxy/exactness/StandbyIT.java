package io.usher.proxy.exactness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Events 9 and 10: a drained generation stands by and serves again; one that hangs keeps its seats until its hard stop; idle
 * connections of a killed one keep nobody waiting. {@code timeout hold} and {@code standby} are longer than a test may wait.
 */
class StandbyIT {
    @TempDir
    private Path temp;
    private ProxySite site;
    private SlotServer server;

    @BeforeEach
    void make() throws IOException {
        site = new ProxySite(temp.resolve("site"));
        server = SlotServer.http(1, 5);
    }

    @AfterEach
    void end() throws Exception {
        site.close();
        server.close();
    }

    private void configure(final String global, final String hold) throws IOException {
        site.configureWith("    standby 10m\n" + global, "    timeout hold " + hold + "\n" + site.frontend("b")
            + "backend b\n    server s 127.0.0.1:" + server.port() + " maxconn 1\n");
    }

    private void isServed(final String path) throws IOException {
        try (KeptClient client = KeptClient.tcp(site.port())) {
            assertEquals("ok", client.get(path).answer());
        }
    }

    private void assertExact() {
        assertEquals(0, server.refused());
        assertEquals(1, server.peak());
    }

    @Test
    void drainedGenerationServesAgainWhenTheNextOneIsKilled() throws Exception {
        configure("", "1s");
        final ProxyProcess old = site.first();
        isServed("/1");
        final ProxyProcess next = site.reload(old);
        assertTrue(old.alive());
        next.kill();
        old.until("the old generation is active again", () -> site.active(old));
        isServed("/2");
        assertExact();
    }

    @Test
    void nextReloadAndTheEndOfTheActiveOneAlsoEndTheOneThatStandsBy() throws Exception {
        configure("", "1s");
        final ProxyProcess first = site.first();
        final ProxyProcess second = site.reload(first);
        final ProxyProcess third = site.reload(second);
        assertEquals(0, first.exitStatus());
        assertTrue(second.alive());
        isServed("/1");

        third.signal("TERM");
        assertEquals(0, second.exitStatus());
        assertEquals(0, third.exitStatus());
        assertFalse(second.output().contains("rolled back"), second.output());
        assertExact();
    }

    @Test
    void seatOfAStoppedGenerationStaysTakenUntilItsHardStop() throws Exception {
        configure("    hard-stop-after 1s\n", "10s");
        final ProxyProcess old = site.first();
        try (KeptClient working = KeptClient.tcp(site.port()).get("/work?gate=g")) {
            site.await("the server is at work", () -> server.busy() == 1);
            site.handOver(old);
            old.signal("STOP");
            try (Crowd waiting = new Crowd(site.port(), List.of("/1", "/2"))) {
                site.await("the stopped generation is ended", () -> !old.alive());
                assertEquals(0, waiting.account().settled());
                server.open("g");
                site.await("the next requests are answered", () -> waiting.account().ok() == 2);
            }
        }
        assertExact();
    }

    @Test
    void idleConnectionOfAKilledGenerationHoldsItsSeatForAMomentOnly() throws Exception {
        configure("", "10m");
        final ProxyProcess old = site.first();
        isServed("/1");
        site.await("its connection is idle", () -> site.seats("idle") == 1);
        old.kill();
        old.exitStatus();
        site.first();
        isServed("/2");
        assertExact();
    }
}
