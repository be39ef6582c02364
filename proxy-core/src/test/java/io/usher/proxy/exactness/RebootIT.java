package io.usher.proxy.exactness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Event 11, the reboot: every process is gone at the same moment, and only what is in files is there when the next one starts.
 * The servers, which are other machines, are still at work on what the dead had sent.
 */
class RebootIT {
    @TempDir
    Path temp;

    @Test
    void holdsTheSeatsThatTheJournalsOfAllTheDeadName() throws Exception {
        try (SlotServer one = SlotServer.http(1, 5); SlotServer two = SlotServer.http(1, 5);
                SlotServer free = SlotServer.http(1, 5);
                ProxySite site = new ProxySite(temp)) {
            site.configure("    no log\n    timeout hold 1h\n" + site.frontend("b") + "backend b\n" + server("one", one)
                + server("two", two) + server("free", free));
            final List<SlotServer> servers = List.of(one, two, free);
            final ProxyProcess old = site.first();
            try (KeptClient first = KeptClient.tcp(site.port()).get("/first?gate=g")) {
                site.await("a query is at work", () -> busy(servers) == 1);
                final ProxyProcess young = site.handOver(old);
                try (KeptClient second = KeptClient.tcp(site.port()).get("/second?gate=g")) {
                    site.await("two queries are at work", () -> busy(servers) == 2);
                    crash(old, young);
                }
            }
            site.first();
            assertEquals(2, site.seats("on-hold"), site.ask("show seats"));
            try (Crowd crowd = new Crowd(site.port(), List.of("/1", "/2", "/3", "/4", "/5", "/6"))) {
                site.await("all are answered, by the third server", () -> crowd.account().settled() == 6);
                assertEquals(List.of(), crowd.account().notOk());
            }
            assertEquals(2, busy(servers), "the servers are at work all the time");
            exact(servers);

            servers.forEach(server -> server.open("g"));
            site.await("they are done", () -> busy(servers) == 0);
            assertEquals(2, site.seats("on-hold"), "nobody can have told that");
            site.ask("release seats b/one; release seats b/two; release seats b/free");
            assertEquals(0, site.seats("on-hold"));
            try (Crowd crowd = new Crowd(site.port(), List.of("/7", "/8", "/9"))) {
                site.await("all are answered", () -> crowd.account().settled() == 3);
                assertEquals(List.of(), crowd.account().notOk());
            }
            exact(servers);
        }
    }

    /** Both stand still before either is gone: neither can take over from the other. */
    private static void crash(final ProxyProcess old, final ProxyProcess young) throws Exception {
        for (final ProxyProcess p : List.of(young, old)) {
            p.signal("STOP");
            p.until("it has stopped", p::stopped);
        }
        young.kill();
        old.kill();
        young.exitStatus();
        old.exitStatus();
    }

    private static String server(final String name, final SlotServer server) {
        return "    server " + name + " 127.0.0.1:" + server.port() + " maxconn 1\n";
    }

    private static int busy(final List<SlotServer> servers) {
        return servers.stream().mapToInt(SlotServer::busy).sum();
    }

    private static void exact(final List<SlotServer> servers) {
        for (final SlotServer server : servers) {
            assertEquals(0, server.refused());
            assertEquals(1, server.peak());
        }
    }
}
