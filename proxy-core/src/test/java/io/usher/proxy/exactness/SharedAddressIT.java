package io.usher.proxy.exactness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Event 7: an address has its seats once, whatever sections and names lead to it; the smallest limit holds. */
class SharedAddressIT {
    private static final int SLOTS = 2;

    @TempDir
    Path temp;

    @Test
    void twoBackendsAListenAndThreeSpellingsShareTheSeatsOfAnAddress() throws Exception {
        try (SlotServer server = SlotServer.http(SLOTS, 5); ProxySite site = new ProxySite(temp)) {
            final int second = ProxySite.freePort();
            final int third = ProxySite.freePort();
            site.configure(site.frontend("b1") + """
                frontend g
                    bind 127.0.0.1:%1$d
                    default_backend b2
                backend b1
                    server literal 127.0.0.1:%3$d maxconn 3
                backend b2
                    server name localhost:%3$d maxconn 2
                listen l
                    bind 127.0.0.1:%2$d
                    server mapped [::ffff:127.0.0.1]:%3$d maxconn 5
                """.formatted(second, third, server.port()));
            final ProxyProcess check = site.start("-c");
            assertEquals(0, check.exitStatus(), check.output());
            for (final String warning : List.of("'server b2/name' sets maxconn 2 for localhost:",
                    "'server l/mapped' sets maxconn 5 for [::ffff:127.0.0.1]:", "the smallest holds for the address")) {
                assertTrue(check.output().contains(warning), check.output());
            }
            site.first();
            assertTrue(site.ask("show seats").startsWith("[{\"address\":\"127.0.0.1:" + server.port() + "\",\"limit\":2,"),
                site.ask("show seats"));
            try (KeepAliveLoad one = new KeepAliveLoad(site.port(), 6);
                    KeepAliveLoad two = new KeepAliveLoad(second, 6);
                    KeepAliveLoad three = new KeepAliveLoad(third, 6, false, () -> "/once")) {
                site.await("each way in has had many answers", () -> one.account().ok() > 100 && two.account().ok() > 100
                    && three.account().ok() > 100);
                for (final KeepAliveLoad load : List.of(one, two, three)) {
                    load.close();
                    assertEquals(List.of(), load.account().notOk());
                }
            }
            assertEquals(0, server.refused());
            assertEquals(SLOTS, server.peak());
            assertTrue(server.peakConnections() <= SLOTS, () -> server.peakConnections() + " open connections");
        }
    }
}
