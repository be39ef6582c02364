package io.usher.proxy.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an agent's words do, compared with HAProxy 2.6.12 side by side. */
class AgentTest {

    private final TestInstance test = new TestInstance("""
        backend b
            timeout connect 5s
            timeout server 5s
            server s 127.0.0.1:1 weight 100 maxconn 3 check agent-check agent-port 2 agent-send hi
            server t 127.0.0.1:1
        """);
    private final Server server = test.backend("b").servers().get(0);

    private String said(final String... lines) {
        for (final String line : lines) {
            test.run(() -> server.agentSaid(AgentReply.parse(line), 0));
        }
        return test.locked(() -> server.statusText() + " w" + server.weight() + " m" + server.maxconn() + " "
            + server.agent().status().word() + " " + server.agent().info());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "up|UP 1/3 w100 m3 L7OK via agent : up",
        "UP|UP 1/3 w100 m3 L7OK via agent : UP",
        "75%|UP 1/3 w75 m3 CHECKED ",
        "50%, up maxconn:7|UP 1/3 w50 m7 L7OK via agent : up",
        "300000%|UP 1/3 w256 m3 CHECKED ",
        "down # broken thing|DOWN (agent) w100 m3 L7STS via agent : down (broken thing)",
        "fail foo|DOWN (agent) w100 m3 L7STS via agent : fail (foo)",
        "stopped foo #x|DOWN (agent) w100 m3 L7STS via agent : stopped (x)",
        "up foo #x|UP 1/3 w100 m3 L7OK via agent : up (foo)",
        "drain|DRAIN (agent) w100 m3 CHECKED ",
        "maint|MAINT w100 m3 CHECKED ",
        "foo|UP 1/3 w100 m3 CHECKED agent reports an error : foo",
        "maxconn:x|UP 1/3 w100 m3 CHECKED agent warns : maxconn string empty or preceded by garbage",
        "up maxconn:5x|UP 1/3 w100 m3 L7OK via agent : up (Trailing garbage in maxconn string)",
        "5%x|UP 1/3 w100 m3 CHECKED agent warns : Trailing garbage in weight string"})
    void doesWhatItSays(final String line, final String effect) {
        assertEquals(effect.stripTrailing(), said(line).stripTrailing());
    }

    @Test
    void onlyTheAgentTakesItsWordBack() {
        said("down");
        test.run(() -> server.checkEnded(new CheckResult(CheckStatus.L4OK, 0, "", 0)));
        assertTrue(said().startsWith("DOWN (agent)"));
        assertTrue(said("drain up").startsWith("DRAIN (agent)"));
        assertEquals("UP w100 m3 L7OK via agent : up", said("ready", "up"));
    }

    @Test
    void saysWhyInHaproxysWords() {
        said("down # broken");
        assertTrue(test.log.get(0).contains("Server b/s is DOWN, reason: Layer7 wrong status, code: 0,"
            + " info: \"via agent : down (broken)\", check duration: 0ms. 1 active"), test.log.toString());
        said("up");
        assertTrue(test.log.get(1).contains("Server b/s is UP, reason: Layer7 check passed, code: 0, info: \"via agent : up\","
            + " check duration: 0ms. 2 active"), test.log.toString());
    }

    @Test
    void staysDownAtTheEndOfMaintenanceWhileItsAgentSaysSo() {
        said("maint down", "ready");
        assertEquals("DOWN (agent)", test.locked(server::statusText));
        said("up");
        assertTrue(said().startsWith("UP"));
    }

    @Test
    void changesNothingWhileItCannotBeReached() {
        test.run(() -> server.agentEnded(new CheckResult(CheckStatus.L4CON, 0, "Connection refused", 0)));
        assertEquals("UP 1/3 w100 m3 L4CON Connection refused", said());
        assertEquals(1, server.agent().level());
    }

    @Test
    void isNotHeardOnceItIsDisabled() {
        test.run(() -> server.setAgentChecking(false));
        said("down", "50%", "maint");
        assertEquals(100, server.weight());
        assertEquals(AdminState.READY, server.adminState());
        test.run(() -> server.setAgentChecking(true));
        assertEquals(0x16, server.agent().stateBits());
    }
}
