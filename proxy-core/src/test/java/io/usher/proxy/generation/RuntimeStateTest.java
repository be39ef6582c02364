package io.usher.proxy.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usher.proxy.live.AgentReply;
import io.usher.proxy.live.CheckResult;
import io.usher.proxy.live.CheckStatus;
import io.usher.proxy.live.Server;
import io.usher.proxy.live.TestInstance;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a generation knows of its servers, read by the next one. */
class RuntimeStateTest {

    private static final String LINES = """
        backend b
            timeout connect 5s
            timeout server 5s
            server checked 127.0.0.1:1 weight 100 maxconn 3 check agent-check agent-port 9
            server asked 127.0.0.1:2 weight 100 agent-check agent-port 9
            server alone 127.0.0.1:3
        """;

    private static final InetAddress OTHER = new InetSocketAddress("127.0.0.7", 0).getAddress();

    private final TestInstance old = new TestInstance(LINES);
    private final TestInstance next = new TestInstance(LINES);

    private void says(final String server, final String line) {
        old.run(() -> old.server("b", server).agentSaid(AgentReply.parse(line), 7));
    }

    private void handOver() {
        pass(old, next);
    }

    private static void pass(final TestInstance from, final TestInstance to) {
        final RuntimeState reader = new RuntimeState(to.instance);
        new RuntimeState(from.instance).export().forEach(reader::apply);
    }

    private String known(final String name) {
        final Server server = next.server("b", name);
        return next.locked(() -> server.statusText() + " w" + server.weight() + " m" + server.maxconn() + " "
            + server.agent().status().word() + " " + server.agent().info());
    }

    @Test
    void whatAnAgentHoldsDownIsDownInTheNextGeneration() {
        for (final String server : List.of("checked", "asked")) {
            says(server, "down # broken thing");
            handOver();
            assertEquals("DOWN (agent)", known(server).substring(0, 12));
            assertEquals("via agent : down (broken thing)", next.server("b", server).agent().info());
        }
        assertEquals(List.of(), next.log);
        next.run(() -> next.server("b", "checked").checkEnded(new CheckResult(CheckStatus.L4OK, 0, "", 0)));
        assertEquals("DOWN (agent)", known("checked").substring(0, 12));
    }

    @Test
    void onlyTheAgentTakesBackWhatItSaidToThePredecessor() {
        says("asked", "down");
        handOver();
        next.run(() -> next.server("b", "asked").agentSaid(AgentReply.parse("up"), 0));
        assertEquals("no check w100 m0 L7OK via agent : up", known("asked"));
    }

    @Test
    void restOfItsWordsTravelsToo() {
        says("checked", "drain 50% maxconn:7");
        says("asked", "maint down 75%");
        handOver();
        assertEquals("DRAIN (agent) w50 m7 CHECKED ", known("checked"));
        assertEquals("MAINT w75 m0 L7STS via agent : down", known("asked"));
        next.run(() -> next.server("b", "asked").agentSaid(AgentReply.parse("ready"), 0));
        assertEquals("DOWN (agent)", next.locked(next.server("b", "asked")::statusText));
    }

    @Test
    void keepsSinceWhenAndThatItIsNotAsked() {
        says("asked", "down");
        old.run(() -> old.server("b", "checked").setAgentChecking(false));
        old.pass(7_000);
        next.pass(60_000);
        handOver();
        assertEquals(7, next.locked(next.server("b", "asked")::secondsSinceChange));
        assertEquals(false, next.server("b", "checked").agent().enabled());
        assertEquals(true, next.server("b", "asked").agent().enabled());
    }

    @Test
    void serverWithoutAnAgentThereComesUp() {
        says("asked", "down");
        says("checked", "down");
        final TestInstance bare = new TestInstance(LINES.replace(" agent-check agent-port 9", ""));
        pass(old, bare);
        assertEquals("no check", bare.locked(bare.server("b", "asked")::statusText));
        assertEquals("UP", bare.locked(bare.server("b", "checked")::statusText).substring(0, 2));
    }

    @Test
    void changeThatFollowsTurnsItUpAgain() {
        says("checked", "down");
        handOver();
        says("checked", "up");
        handOver();
        assertEquals("UP", known("checked").substring(0, 2));
    }

    private String asked(final String name) {
        return next.locked(() -> next.server("b", name).agent().address() + " '" + next.server("b", name).agent().send() + "'");
    }

    @Test
    void whereAndHowAnAgentIsAskedTravelsToo() {
        old.run(() -> old.server("b", "asked").setAgentAddress(OTHER, 19));
        old.run(() -> old.server("b", "asked").setAgentSend("how is it, b?\n"));
        old.run(() -> old.server("b", "checked").setAgentAddress(null, 29));
        handOver();
        assertEquals("/127.0.0.7:19 'how is it, b?\n'", asked("asked"));
        assertEquals("/127.0.0.1:29 ''", asked("checked"));
        assertEquals(Optional.of("127.0.0.7"), next.server("b", "asked").agent().shownAddress());

        old.run(() -> old.server("b", "asked").setAgentSend(""));
        old.run(() -> old.server("b", "asked").setAgentAddress(null, 20));
        handOver();
        assertEquals("/127.0.0.7:20 ''", asked("asked"));
        final TestInstance third = new TestInstance(LINES);
        pass(next, third);
        assertEquals(20, third.server("b", "asked").agent().address().getPort());
    }

    @Test
    void whereAnAgentIsAskedStaysAsTheNewConfigurationSaysWhereThatIsAnother() {
        old.run(() -> old.server("b", "asked").setAgentAddress(OTHER, 19));
        old.run(() -> old.server("b", "asked").setAgentSend("old"));
        final TestInstance other = new TestInstance(LINES.replace("agent-port 9",
            "agent-addr 127.0.0.3 agent-port 8 agent-send new"));
        pass(old, other);
        assertEquals("/127.0.0.3:8", other.server("b", "asked").agent().address().toString());
        assertEquals("new", other.server("b", "asked").agent().send());
    }

    @Test
    void anotherVersionMaySayNothingOfWhereAnAgentIsAsked() {
        new RuntimeState(next.instance).apply("server b asked configured-admin=READY configured-weight=100 configured-maxconn=0"
            + " agent-enabled=true agent-up=true agent-status=INITIALIZING agent-info= agent-duration=0 changed=0");
        assertEquals("/127.0.0.1:9 ''", asked("asked"));
    }
}
