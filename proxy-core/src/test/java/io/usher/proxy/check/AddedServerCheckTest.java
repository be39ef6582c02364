package io.usher.proxy.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.proxy.config.AddedServer;
import io.usher.proxy.live.AdminState;
import io.usher.proxy.live.Server;
import io.usher.proxy.live.TestInstance;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Checks of servers that come and go at runtime. */
class AddedServerCheckTest {

    private final TestInstance test = new TestInstance("""
        backend b
          timeout connect 1s
          timeout server 1s
          server s 127.0.0.1:20001 maxconn 1
        """);
    private final FakeLoop loop = new FakeLoop(test);
    private final FakeTransport net = new FakeTransport();
    private final CheckScheduler scheduler = new CheckScheduler(test.instance, List.of(loop), net);

    private Server add(final String words) {
        final Server server = test.locked(() -> test.instance.add(test.backend("b"),
            AddedServer.read("b", "a", List.of(words.split(" ")), test.backend("b").nextServerId())));
        loop.pass(1);
        return server;
    }

    private void remove(final Server server) {
        test.run(() -> {
            server.setAdminState(AdminState.MAINT, "");
            test.instance.remove(server);
        });
        loop.run();
    }

    @Test
    void beginWhenTheyAreEnabledAndEndWithTheServer() {
        scheduler.start();
        final Server server = add("127.0.0.1:20002 maxconn 1 check inter 1000 enabled");
        loop.pass(5_000);
        assertEquals(0, net.opened.size(), "not before 'enable health'");
        test.run(() -> server.setChecking(true));
        loop.pass(1_000);
        assertEquals(1, net.opened.size());
        net.last().error("Connection refused");
        assertEquals("DOWN", test.locked(server::statusText).substring(0, 4));
        remove(server);
        loop.pass(60_000);
        assertEquals(1, net.opened.size());
        assertEquals(0, test.locked(() -> server.seats().taken()));
    }

    @Test
    void aProbeUnderWayKeepsItsSeatUntilTheServerHasClosed() {
        scheduler.start();
        final Server server = add("127.0.0.1:20002 maxconn 1 check inter 1000 enabled");
        test.run(() -> server.setChecking(true));
        loop.pass(1_000);
        net.last().accept();
        assertEquals(1, test.locked(() -> server.seats().taken()));
        remove(server);
        final Server again = add("127.0.0.1:20002 maxconn 1 enabled");
        assertEquals(0, test.locked(() -> again.seats().available(again) ? 1 : 0), "the probe still has the only seat");
        net.last().fin();
        loop.run();
        assertTrue(test.locked(() -> again.seats().available(again)));
    }

    @Test
    void aRoundThatWaitsForASeatGoesWithItsServer() {
        scheduler.start();
        final Server server = add("127.0.0.1:20001 maxconn 1 check inter 1000 enabled");
        final Server other = test.server("b", "s");
        test.locked(() -> test.instance.ledger().take(other.seats(), other, null));
        test.run(() -> server.setChecking(true));
        loop.pass(1_000);
        assertEquals(0, net.opened.size(), "the address has one seat, and it is taken");
        remove(server);
        test.run(() -> other.seats().takes().forEach(test.instance.ledger()::release));
        loop.pass(60_000);
        assertEquals(0, net.opened.size());
        assertEquals(0, test.locked(() -> other.seats().taken()));
    }
}
