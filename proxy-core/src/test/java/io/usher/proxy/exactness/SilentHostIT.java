package io.usher.proxy.exactness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Event 5: a busy server's host is gone, and no FIN or RST says so; the kernel's probes on the connection stay unanswered. The
 * server is DOWN then, and its seat on hold: it may be at work behind a network that has failed.
 */
class SilentHostIT {

    @TempDir
    Path temp;

    @Test
    void unansweredProbesMarkABusyServerDownAndHoldItsSeat() throws Exception {
        try (VanishingServer server = new VanishingServer(); SlotServer other = SlotServer.http(1, 1);
                ProxySite site = new ProxySite(temp)) {
            site.configure(site.frontend("b") + "backend b\n    server gone 127.0.0.1:" + server.port()
                + " maxconn 1 check inter 100ms fall 2\n    server other 127.0.0.1:" + other.port() + " maxconn 1 disabled\n");
            site.first();
            try (KeptClient lost = KeptClient.tcp(site.port()).get("/lost"); KeptClient next = KeptClient.tcp(site.port())) {
                site.await("the query is at the server", () -> server.queries() == 1);
                final int accepted = server.accepted();
                assertEquals("", site.ask("enable server b/other").strip());
                server.vanish();

                assertEquals(502, lost.next().status());
                site.await("the server is down", () -> "DOWN".equals(site.stat("b", "gone").get("status")));
                assertEquals("L4TOUT", site.stat("b", "gone").get("check_status"));
                site.await("its seat is on hold", () -> site.seats("on-hold") == 1);
                assertTrue(site.ask("show seats").contains("\"holdReason\":\"host-silent\""), site.ask("show seats"));
                assertEquals("ok", next.get("/next").answer());
                assertEquals(accepted, server.accepted());
            }
            assertEquals(0, other.refused());
        }
    }
}
