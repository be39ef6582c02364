package io.usher.proxy.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.proxy.live.Server;
import io.usher.proxy.live.TestInstance;
import io.usher.proxy.seat.Take;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rounds of questions to an agent, over connections and on a clock of the test's own. */
class AgentCheckTest {

    private FakeLoop loop;
    private final FakeTransport net = new FakeTransport();
    private TestInstance test;
    private Server server;

    private void start(final String lines) {
        test = new TestInstance("backend b\n timeout connect 5s\n timeout server 5s\n " + lines + "\n");
        loop = new FakeLoop(test);
        server = test.backend("b").servers().get(0);
        new CheckScheduler(test.instance, List.of(loop), net).start();
        loop.pass(0);
        loop.pass(1);
    }

    private String status() {
        return test.locked(() -> server.statusText() + " " + server.agent().status().word() + " " + server.agent().info());
    }

    @Test
    void sendsItsTextAndReadsOneLine() {
        start("server s 127.0.0.1:1 agent-check agent-port 2 agent-inter 1s agent-send hello");
        assertEquals(new InetSocketAddress("127.0.0.1", 2), net.last().address);
        net.last().accept();
        assertEquals("hello", net.last().sent.toString());
        net.last().answer("do");
        net.last().answer("wn\nup\n");
        assertEquals("DOWN (agent) L7STS via agent : down", status());
    }

    @Test
    void asksAgainAfterItsInterval() {
        start("server s 127.0.0.1:1 agent-check agent-port 2 agent-inter 1s");
        net.last().accept();
        net.last().answer("down\n");
        net.last().fin();
        loop.pass(1000);
        assertEquals(2, net.opened.size());
        net.last().accept();
        net.last().answer("up\n");
        assertEquals("no check L7OK via agent : up", status());
    }

    @Test
    void anAgentThatIsNotThereMarksNothingDown() {
        start("server s 127.0.0.1:1 agent-check agent-port 2 agent-inter 1s");
        net.last().error("Connection refused");
        assertEquals("no check L4CON Connection refused", status());
        loop.pass(1000);
        net.last().accept();
        loop.pass(1000);
        assertEquals("no check L7TOUT ", status());
        loop.pass(1000);
        net.last().accept();
        net.last().answer("dow");
        net.last().fin();
        assertEquals("no check CHECKED Ignoring incomplete line from agent", status());
    }

    @Test
    void takesASeatOnlyWhereItsAddressHasAny() {
        start("server s 127.0.0.1:1 maxconn 1 agent-check agent-port 2 agent-inter 1s\n server t 127.0.0.1:2 maxconn 1");
        final Server seated = test.backend("b").servers().get(1);
        assertEquals(1, test.locked(() -> seated.seats().taken()));
        assertEquals(0, test.locked(() -> server.seats().taken()));
        net.last().accept();
        net.last().answer("up\n");
        net.last().fin();
        assertEquals(0, test.locked(() -> seated.seats().taken()));
        final Take busy = test.locked(() -> test.instance.ledger().take(seated.seats(), seated, null));
        loop.pass(5000);
        assertEquals(1, net.opened.size(), "it waits for the seat");
        test.run(() -> test.instance.ledger().release(busy));
        loop.run();
        assertEquals(2, net.opened.size());
    }

    @Test
    void isNotAskedWhileItIsDisabled() {
        start("server s 127.0.0.1:1 agent-check agent-port 2 agent-inter 1s");
        net.last().error("Connection refused");
        test.run(() -> server.setAgentChecking(false));
        loop.pass(5000);
        assertEquals(1, net.opened.size());
        test.run(() -> {
            server.setAgentChecking(true);
            server.setAgentAddress(null, 3);
        });
        loop.pass(1000);
        assertEquals(new InetSocketAddress("127.0.0.1", 3), net.last().address);
        assertTrue(status().startsWith("no check"));
    }
}
