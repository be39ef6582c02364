package io.usher.proxy.exactness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Event 12: two Ushers on one host that know nothing of each other name the same server. Both say so; none is stopped. */
class NeighbourIT {
    @TempDir
    Path temp;

    @Test
    void unrelatedProxiesNameEachOtherAndTheServerTheyShare() throws Exception {
        try (SlotServer shared = SlotServer.http(1, 5); SlotServer own = SlotServer.http(1, 5);
                ProxySite one = new ProxySite(temp.resolve("one")); ProxySite two = new ProxySite(temp.resolve("two"));
                ProxySite third = new ProxySite(temp.resolve("third"))) {
            one.configure(one.frontend("b") + "backend b\n    server s 127.0.0.1:" + shared.port() + " maxconn 1\n");
            two.configure(two.frontend("c") + "backend c\n    server t localhost:" + shared.port() + " maxconn 1\n"
                + "    server own 127.0.0.1:" + own.port() + " maxconn 1\n");
            third.configure(third.frontend("b") + "backend b\n    server s 127.0.0.1:" + shared.port() + "\n");
            final ProxyProcess first = one.first();
            final ProxyProcess second = two.first();
            final String what = " and has 127.0.0.1:" + shared.port() + " too";
            two.await("the newcomer names the other one", () -> said(second, "runs on this host that knows nothing of this one, "
                + "process " + first.pid() + " (" + one.file() + ")," + what));
            one.await("the other one names the newcomer", () -> said(first, "has started on this host that knows nothing of this "
                + "one, process " + second.pid() + " (" + two.file() + ")," + what));
            third.first();
            try (KeptClient client = KeptClient.tcp(third.port())) {
                assertEquals("ok", client.get("/").answer());
            }
            assertFalse(third.outputs().contains("knows nothing of this one"), "it seats nobody: " + third.outputs());
        }
    }

    @Test
    void generationsOfOneProxyDoNotWarnOfEachOther() throws Exception {
        try (SlotServer server = SlotServer.http(1, 5); ProxySite site = new ProxySite(temp.resolve("one"));
                ProxySite other = new ProxySite(temp.resolve("two"))) {
            site.configure(site.frontend("b") + "backend b\n    server s 127.0.0.1:" + server.port() + " maxconn 1\n");
            final ProxyProcess first = site.first();
            final ProxyProcess second = site.handOver(first);
            // A third party that both see, so that it is known when all have been asked.
            other.configure(other.frontend("b") + "backend b\n    server s 127.0.0.1:" + server.port() + " maxconn 1\n");
            final ProxyProcess stranger = other.first();
            site.await("the stranger is named", () -> said(second, "process " + stranger.pid() + " ("));
            assertFalse(said(second, "process " + first.pid() + " ("), second.output());
            assertFalse(said(first, "process " + second.pid() + " ("), first.output());
            assertTrue(second.alive());
        }
    }

    private static boolean said(final ProxyProcess process, final String text) {
        try {
            return process.output().contains(text);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
