package io.usher.proxy.exactness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Event 12: somebody else has a seat that is ours. That cannot be prevented, but it is named and counted. */
class OutsiderIT {
    @TempDir
    Path temp;

    @Test
    void aQueryThatAnOutsiderDisplacesIsNamedAndCounted() throws Exception {
        try (SlotServer server = SlotServer.http(1, 5); ProxySite site = new ProxySite(temp)) {
            site.configure(site.frontend("b") + "backend b\n    server s 127.0.0.1:" + server.port() + " maxconn 1\n");
            site.first();
            try (KeptClient outsider = KeptClient.tcp(server.port()).get("/outsider?gate=g");
                    KeptClient client = KeptClient.tcp(site.port())) {
                site.await("the outsider's query is in work", () -> server.busy() == 1);
                assertEquals(502, client.get("/displaced").next().status());
                assertTrue(site.ask("show seats b/s").contains("\"contested\":1,\"servers\":[{\"backend\":\"b\",\"server\":\"s\","
                    + "\"maxconn\":1,\"queued\":0,\"contested\":1}]"), site.ask("show seats b/s"));
                site.await("the log names it", () -> said(site, "Server b/s closed a connection without an answer, at 127.0.0.1:"
                    + server.port() + ", request GET /displaced HTTP/1.1 from 127.0.0.1:"));
                server.open("g");
                assertEquals("ok", outsider.answer());
                assertEquals("ok", client.get("/alone").answer());
            }
            assertEquals(1, server.refused());
            assertTrue(site.ask("show generation").contains("\"contested\":1}"), site.ask("show generation"));
        }
    }

    @Test
    void anIdleConnectionThatTheServerClosesIsNoContest() throws Exception {
        try (SlotServer server = SlotServer.http(1, 5); ProxySite site = new ProxySite(temp)) {
            site.configure(site.frontend("b") + "backend b\n    server s 127.0.0.1:" + server.port() + " maxconn 1\n");
            site.first();
            try (KeptClient client = KeptClient.tcp(site.port())) {
                assertEquals("ok", client.get("/").answer());
                site.await("its connection is idle", () -> site.seats("idle") == 1);
                server.die(false);
                site.await("the connection is gone", () -> site.seats("idle") == 0 && server.connections() == 0);
                server.live();
                assertEquals("ok", client.get("/").answer());
            }
            assertTrue(site.ask("show generation").contains("\"contested\":0}"), site.ask("show generation"));
        }
    }

    private static boolean said(final ProxySite site, final String text) {
        try {
            return site.outputs().contains(text);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
