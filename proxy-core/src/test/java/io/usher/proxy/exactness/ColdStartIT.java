package io.usher.proxy.exactness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cold-start-hold}: a start without predecessor and journal sells no seat, and neither does who succeeds it. */
class ColdStartIT {

    @TempDir
    Path temp;

    @Test
    void sellsNoSeatUntilItsTimeIsUpOrAnOperatorSaysSo() throws Exception {
        try (SlotServer server = SlotServer.http(1, 1); ProxySite site = new ProxySite(temp)) {
            site.configureWith("    cold-start-hold 1h\n",
                site.frontend("b") + "backend b\n    server s 127.0.0.1:" + server.port() + " maxconn 1 check inter 100ms\n");
            final ProxyProcess first = site.first();
            assertEquals(1, site.seats("on-hold"));
            site.reload(first);
            assertEquals(1, site.seats("on-hold"));
            try (KeptClient client = KeptClient.tcp(site.port()).get("/waiting")) {
                site.await("it waits", () -> site.queued("b") == 1);
                assertEquals(0, server.accepted());
                site.ask("release seats b/s");
                assertEquals("ok", client.answer());
            }
            assertEquals(0, server.refused());
            assertEquals(1, server.peakConnections());
        }
    }
}
