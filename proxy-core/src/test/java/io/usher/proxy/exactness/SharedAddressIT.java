package io.usher.proxy.exactness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Event 7: an address has its seats once, whatever sections and names lead to it; the smallest limit holds. */
class SharedAddressIT {

    @TempDir
    Path temp;

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void twoBackendsAListenAndFourSpellingsShareTheSeatsOfAnAddress(final int slots) throws Exception {
        try (SlotServer server = SlotServer.http(slots, 5); ProxySite site = new ProxySite(temp)) {
            final int second = ProxySite.freePort();
            final int third = ProxySite.freePort();
            site.configure(site.frontend("b1") + """
                frontend g
                    bind 127.0.0.1:%1$d
                    default_backend b2
                backend b1
                    server one one.example:%3$d maxconn %5$d
                backend b2
                    server two two.example:%3$d maxconn %4$d
                listen l
                    bind 127.0.0.1:%2$d
                    server mapped [::ffff:127.0.0.1]:%3$d maxconn %6$d
                    server literal 127.0.0.1:%3$d maxconn %7$d
                """.formatted(second, third, server.port(), slots, slots + 1, slots + 3, slots + 2));
            final List<String> hosts = List.of("-Djdk.net.hosts.file=" + Files.writeString(temp.resolve("hosts"),
                "127.0.0.1 one.example\n127.0.0.1 two.example\n"));
            final ProxyProcess check = site.startWith(List.of(), hosts, "-c");
            assertEquals(0, check.exitStatus(), check.output());
            for (final String warning : List.of("'server b2/two' sets maxconn " + slots + " for two.example:",
                    "'server l/mapped' sets maxconn " + (slots + 3) + " for [::ffff:127.0.0.1]:",
                    "'server l/literal' sets maxconn " + (slots + 2) + " for 127.0.0.1:", "the smallest holds for the address")) {
                assertTrue(check.output().contains(warning), check.output());
            }
            final ProxyProcess proxy = site.startWith(List.of(), hosts);
            proxy.until("it is active", () -> site.active(proxy));
            final String seats = site.ask("show seats");
            assertTrue(seats.startsWith("[{\"address\":\"127.0.0.1:" + server.port() + "\",\"limit\":" + slots + ","), seats);
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
            assertEquals(slots, server.peak());
            assertTrue(server.peakConnections() <= slots, () -> server.peakConnections() + " open connections");
        }
    }
}
