package io.usher.proxy.exactness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No event at all: the same load is more than the servers can take without a proxy that counts, and exact with it. */
class SteadyIT {
    private static final int CROWD = 300;

    @TempDir
    Path temp;

    @Test
    void answersEveryRequestAndRefusesNone() throws Exception {
        for (final int slots : new int[] {1, 3}) {
            try (SlotServers servers = new SlotServers(4, slots, 5);
                    ProxySite site = new ProxySite(temp.resolve("slots" + slots))) {
                site.configure(site.frontend("b") + "backend b\n" + servers.lines("maxconn " + slots));
                site.first();
                try (Crowd crowd = new Crowd(site.port(), Collections.nCopies(CROWD, "/"));
                        KeepAliveLoad kept = new KeepAliveLoad(site.port(), 10);
                        KeepAliveLoad once = new KeepAliveLoad(site.port(), 10, false, () -> "/once")) {
                    site.await("the crowd is answered", () -> crowd.account().settled() == CROWD);
                    kept.close();
                    once.close();
                    assertEquals(List.of(), crowd.account().notOk());
                    assertEquals(List.of(), kept.account().notOk());
                    assertEquals(List.of(), once.account().notOk());
                }
                assertEquals(0, servers.refused());
                assertEquals(slots, servers.peak());
                assertTrue(servers.peakConnections() <= slots, () -> servers.peakConnections() + " open connections");
            }
        }
    }

    @Test
    void serversRefuseWhatNobodyCounts() throws Exception {
        try (SlotServers servers = new SlotServers(4, 5);
                ProxySite site = new ProxySite(temp)) {
            site.configure(site.frontend("b") + "backend b\n" + servers.lines(""));
            site.first();
            try (KeepAliveLoad load = new KeepAliveLoad(site.port(), 20)) {
                site.await("a server refuses", () -> servers.refused() > 0);
            }
        }
    }
}
