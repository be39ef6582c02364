package io.usher.proxy.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Log lines and columns as HAProxy 2.6.12 gave them for the same configuration and the same commands. */
class ServerStatesTest {

    private static final CheckResult GOOD = new CheckResult(CheckStatus.L4OK, 0, "", 0);
    private static final CheckResult BAD = new CheckResult(CheckStatus.L4CON, 0, "Connection refused", 0);

    private final TestInstance test = new TestInstance("""
        defaults
            mode http
            timeout connect 1s
            timeout client 5s
            timeout server 5s
        backend b
            option redispatch
            server s1 127.0.0.1:23001 weight 2 maxconn 1
            server s2 127.0.0.1:23002 check inter 300 rise 2 fall 3
            server s3 127.0.0.1:23003 disabled check inter 300
            server s4 127.0.0.1:23004 backup
            server s5 127.0.0.1:23005 weight 0
        backend c
            server s2 127.0.0.1:23009 check inter 300
        listen l
            bind 127.0.0.1:23010
            option log-health-checks
            server s 127.0.0.1:23011 check rise 2 fall 3
        """);

    private void state(final String server, final AdminState state) {
        test.run(() -> test.server("b", server).setAdminState(state, ""));
    }

    private void check(final String backend, final String server, final CheckResult end) {
        test.run(() -> {
            test.server(backend, server).checkStarted();
            test.server(backend, server).checkEnded(end);
        });
    }

    private void said(final String... lines) {
        assertEquals(List.of(lines), test.log);
        test.log.clear();
    }

    private String columns(final String server) {
        final Server s = test.server("b", server);
        return test.locked(() -> s.statusText() + " " + s.operationalState().code() + " " + s.adminBits() + " " + s.weight()
            + " " + s.configuredWeight() + " " + s.health().status().code() + " " + s.health().result().code() + " "
            + s.health().level() + " " + s.health().stateBits());
    }

    @Test
    void startsAsHaproxyShowsIt() {
        assertEquals("no check 2 0 2 2 1 0 2 0", columns("s1"));
        assertEquals("UP 1/3 2 0 1 1 1 0 2 6", columns("s2"));
        assertEquals("MAINT 0 5 1 1 1 0 0 14", columns("s3"));
        assertEquals("no check 2 0 0 0 1 0 2 0", columns("s5"));
        final Backend b = test.backend("b");
        assertEquals(List.of(2, 1, 3L), List.of(b.activeServers(), b.backupServers(), b.totalWeight()));
        said();
    }

    @Test
    void firstGoodCheckFillsTheHealth() {
        check("b", "s2", GOOD);
        assertEquals("UP 2 0 1 1 6 3 4 6", columns("s2"));
        said();
    }

    @Test
    void saysWhatAnAdministratorDoes() {
        state("s1", AdminState.DRAIN);
        said("NOTICE Server b/s1 enters drain state. 1 active and 1 backup servers online."
            + " 0 sessions requeued, 0 total in queue.");
        assertEquals("DRAIN 2 8 2 2 1 0 2 0", columns("s1"));
        test.run(() -> test.server("b", "s1").setWeight(5));
        said("NOTICE Server b/s1 remains in forced drain mode.");
        state("s1", AdminState.MAINT);
        said("NOTICE Server b/s1 is going DOWN for maintenance. 1 active and 1 backup servers left. 0 sessions active,"
            + " 0 requeued, 0 remaining in queue.");
        assertEquals("MAINT 0 1 5 2 1 0 0 0", columns("s1"));
        state("s1", AdminState.DRAIN);
        said("NOTICE Server b/s1 is UP/DRAIN (leaving forced maintenance).", "NOTICE Server b/s1 remains in forced drain mode.");
        state("s1", AdminState.READY);
        said("NOTICE Server b/s1 is UP (leaving forced drain).");
        state("s1", AdminState.MAINT);
        said("ALERT Server b/s1 is going DOWN for maintenance. 1 active and 1 backup servers left. 0 sessions active,"
            + " 0 requeued, 0 remaining in queue.");
        state("s1", AdminState.MAINT);
        state("s1", AdminState.READY);
        said("NOTICE Server b/s1 is UP/READY (leaving forced maintenance).");
        test.run(() -> test.server("b", "s1").setWeight(0));
        test.run(() -> test.server("b", "s1").setWeightPercent(50));
        assertEquals(1, test.server("b", "s1").weight());
        said();
    }

    @Test
    void saysWhenTheLastServerIsGone() {
        state("s2", AdminState.MAINT);
        test.log.clear();
        state("s1", AdminState.MAINT);
        said("ALERT Server b/s1 is going DOWN for maintenance. 0 active and 1 backup servers left. Running on backup."
            + " 0 sessions active, 0 requeued, 0 remaining in queue.");
        assertEquals(1, test.backend("b").usableServers());
        state("s4", AdminState.MAINT);
        said("ALERT Backup Server b/s4 is going DOWN for maintenance. 0 active and 0 backup servers left."
            + " 0 sessions active, 0 requeued, 0 remaining in queue.", "EMERG backend b has no server available!");
        assertEquals(0, test.backend("b").usableServers());
        test.pass(5000);
        assertEquals(5, test.backend("b").downtimeSeconds());
        state("s4", AdminState.READY);
        said("NOTICE Backup Server b/s4 is UP/READY (leaving forced maintenance).");
        assertEquals(5, test.backend("b").downtimeSeconds());
    }

    @Test
    void checksTakeAServerDownAndUp() {
        check("b", "s2", GOOD);
        check("b", "s2", BAD);
        assertEquals("UP 2/3 2 0 1 1 8 2 3 6", columns("s2"));
        check("b", "s2", BAD);
        assertEquals("UP 1/3 2 0 1 1 8 2 2 6", columns("s2"));
        said();
        check("b", "s2", BAD);
        assertEquals("DOWN 0 0 1 1 8 2 0 6", columns("s2"));
        said("ALERT Server b/s2 is DOWN, reason: Layer4 connection problem, info: \"Connection refused\", check duration: 0ms."
            + " 1 active and 1 backup servers left. 0 sessions active, 0 requeued, 0 remaining in queue.");
        check("b", "s2", GOOD);
        assertEquals("DOWN 1/2 0 0 1 1 6 3 1 6", columns("s2"));
        check("b", "s2", BAD);
        assertEquals("DOWN 0 0 1 1 8 2 0 6", columns("s2"));
        check("b", "s2", GOOD);
        check("b", "s2", GOOD);
        assertEquals("UP 2 0 1 1 6 3 4 6", columns("s2"));
        said("NOTICE Server b/s2 is UP, reason: Layer4 check passed, check duration: 0ms. 2 active and 1 backup servers online."
            + " 0 sessions requeued, 0 total in queue.");
        assertEquals(4, test.server("b", "s2").counters().failedChecks.sum());
        assertEquals(1, test.server("b", "s2").counters().downTransitions.sum());
    }

    @Test
    void checkedServerInMaintenanceIsNotJudged() {
        state("s2", AdminState.MAINT);
        test.log.clear();
        check("b", "s2", GOOD);
        assertEquals("MAINT 0 1 1 1 1 0 0 14", columns("s2"));
        state("s2", AdminState.READY);
        assertEquals("UP 1/3 2 0 1 1 1 0 2 6", columns("s2"));
    }

    @Test
    void downServerEntersAndLeavesMaintenanceUp() {
        check("b", "s2", BAD);
        test.log.clear();
        state("s2", AdminState.MAINT);
        said("NOTICE Server b/s2 was DOWN and now enters maintenance.");
        state("s2", AdminState.DRAIN);
        said("NOTICE Server b/s2 is UP/DRAIN (leaving forced maintenance).", "NOTICE Server b/s2 remains in forced drain mode.");
        check("b", "s2", BAD);
        said("NOTICE Server b/s2 is DOWN, reason: Layer4 connection problem, info: \"Connection refused\", check duration: 0ms."
            + " 1 active and 1 backup servers left. 0 sessions active, 0 requeued, 0 remaining in queue.",
            "NOTICE Server b/s2 remains in forced drain mode.");
        state("s2", AdminState.READY);
        said("NOTICE Server b/s2 is DOWN (leaving forced drain).");
        assertEquals("DOWN 0 0 1 1 8 2 0 6", columns("s2"));
    }

    @Test
    void serverDisabledByItsConfigurationBecomesReady() {
        state("s3", AdminState.READY);
        said("NOTICE Server b/s3 is UP/READY (leaving forced maintenance).");
        assertEquals("UP 1/3 2 4 1 1 1 0 2 6", columns("s3"));
    }

    @Test
    void drainingAServerWithoutWeightCountsNoServer() {
        state("s5", AdminState.DRAIN);
        said("NOTICE Server b/s5 enters drain state. 2 active and 1 backup servers online."
            + " 0 sessions requeued, 0 total in queue.");
        state("s5", AdminState.READY);
        said("NOTICE Server b/s5 is UP (leaving forced drain).");
    }

    @Test
    void causeStandsInBrackets() {
        test.run(() -> test.server("b", "s1").setAdminState(AdminState.DRAIN, "night shift"));
        assertTrue(test.log.get(0).startsWith("NOTICE Server b/s1 enters drain state (night shift). 1 active"), test.log.get(0));
    }

    @Test
    void logsEachCheckWhereAskedTo() {
        check("l", "s", new CheckResult(CheckStatus.L7OK, 200, "", 0));
        said("NOTICE Health check for server l/s succeeded, reason: Layer7 check passed, code: 200, check duration: 0ms,"
            + " status: 3/3 UP.");
        check("l", "s", new CheckResult(CheckStatus.L7OK, 200, "", 0));
        said();
        for (int i = 0; i < 3; i++) {
            test.log.clear();
            check("l", "s", new CheckResult(CheckStatus.L7STS, 500, "Internal \"Oops\"", 0));
        }
        said("NOTICE Health check for server l/s failed, reason: Layer7 wrong status, code: 500, info: \"Internal #22Oops#22\","
            + " check duration: 0ms, status: 0/2 DOWN.",
            "ALERT Server l/s is DOWN. 0 active and 0 backup servers left. 0 sessions active, 0 requeued, 0 remaining in queue.",
            "EMERG proxy l has no server available!");
    }

    @Test
    void runtimeValuesAreTakenOverWhereTheConfigurationIsTheSame() {
        test.run(() -> {
            test.server("b", "s1").setWeight(7);
            test.server("b", "s1").setMaxconn(3);
        });
        state("s1", AdminState.DRAIN);
        state("s3", AdminState.READY);
        final TestInstance next = new TestInstance("""
            backend b
                timeout connect 1s
                timeout server 5s
                server s1 127.0.0.1:23001 weight 2 maxconn 2
                server s3 127.0.0.1:23003 disabled check inter 300
            """);
        for (final String name : List.of("s1", "s3")) {
            next.run(() -> next.server("b", name).apply(test.server("b", name).overrides()));
        }
        assertEquals(List.of(7, 2, AdminState.DRAIN), List.of(next.server("b", "s1").weight(),
            next.server("b", "s1").maxconn(), next.server("b", "s1").adminState()));
        assertEquals(AdminState.READY, next.server("b", "s3").adminState());
        assertTrue(test.locked(() -> test.server("b", "s4").overrides()).isEmpty());
        assertEquals(List.of(), next.log, "the predecessor has said it");
    }

    @Test
    void healthIsTakenOverSilently() {
        check("b", "s2", BAD);
        final TestInstance next = new TestInstance("""
            backend b
                timeout connect 1s
                timeout server 5s
                server s2 127.0.0.1:23001 check inter 300 rise 2 fall 3
            """);
        test.pass(7000);
        next.pass(10_000);
        next.run(() -> next.server("b", "s2").importHealth(test.locked(() -> test.server("b", "s2").exportHealth())));
        assertEquals("DOWN", next.server("b", "s2").statusText());
        assertEquals(7, next.locked(() -> next.server("b", "s2").secondsSinceChange()));
        assertEquals(0, next.backend("b").usableServers());
        assertEquals(List.of(), next.log);
    }

    @Test
    void listenersHearOfEveryChange() {
        final int[] heard = new int[1];
        test.instance.onServerChange(server -> heard[0]++);
        state("s1", AdminState.DRAIN);
        test.run(() -> test.server("b", "s1").setWeight(3));
        check("b", "s2", GOOD);
        assertEquals(3, heard[0]);
    }
}
