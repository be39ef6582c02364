package io.usher.agent.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.agent.desired.FieldChange;
import io.usher.agent.desired.NamedPatch;
import io.usher.agent.desired.ServerPatch;
import io.usher.agent.desired.ServerState;
import io.usher.agent.event.EventSink;
import io.usher.agent.reload.ReloadState;
import io.usher.agent.request.Conflict;
import io.usher.agent.request.Requester;
import io.usher.agent.store.Database;
import io.usher.agent.store.Retention;
import io.usher.agent.store.TimeOrderedIds;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Firings by a clock that is set by hand; when they are due is said by the tests, as Quartz does it otherwise. */
class FiringRunTest {

    private static final Requester ANNA = new Requester("anna");
    private static final Instant DUE = Instant.parse("2026-11-22T22:00:00Z");
    private static final ScheduleAction DRAIN = new ScheduleAction.Servers("app", List.of(new NamedPatch("web1",
            ServerPatch.ofState(ServerState.DRAIN)), ActionJson.weight("web2", 7)));
    private static final ScheduleAction RAMP = new ScheduleAction.Ramp("app", List.of("web1"), 0, 100, 4, "30s");

    @TempDir
    Path folder;
    private Instant now = DUE;
    private final InstantSource clock = () -> now;
    private final ProxyDouble proxy = new ProxyDouble();
    private final TimeOrderedIds ids = new TimeOrderedIds(clock, new Random(7));
    private Database database;
    private ScheduleTable schedules;
    private FiringTable firings;
    private FiringRun run;

    @BeforeEach
    void open() throws Exception {
        database = Database.open(folder);
        schedules = new ScheduleTable(database);
        firings = new FiringTable(database, "");
        run = agent("", false, proxy);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private FiringRun agent(final String node, final boolean shared, final ProxyDouble itsProxy) {
        return new FiringRun(database, new FiringRun.Agent(node, shared),
                new Actions(itsProxy.reloads(), itsProxy.servers(), clock),
                EventSink.NOBODY, ids, clock);
    }

    private String schedule(final String cron, final Misfire misfire, final Optional<String> node, final ScheduleAction action) {
        final ScheduleRow row = new ScheduleRow(ids.next(), "", Optional.of(cron), Optional.empty(), "UTC", misfire, node, action,
                "anna",
                DUE.minusSeconds(60), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        schedules.insert(row);
        return row.id();
    }

    private String nightly(final ScheduleAction action) {
        return schedule("0 22 * * *", Misfire.RUN, Optional.empty(), action);
    }

    private Firing last(final String schedule) {
        return firings.latest(schedule, 1).get(0);
    }

    private void later(final int seconds) {
        now = now.plusSeconds(seconds);
        run.look();
    }

    @Test
    void changesServersAsTheScheduleAndKeepsWhatTheySaid() {
        final String id = nightly(DRAIN);
        run.due(id, DUE, false);
        assertEquals(List.of("web1 state drain", "web2 weight 7"), proxy.set);
        assertEquals("schedule " + id, proxy.lastSetBy);
        final Firing firing = last(id);
        assertEquals(FiringState.SUCCEEDED, firing.state());
        assertEquals("web1: weight 1; web2: weight 7", firing.result());
        assertEquals(Optional.of("succeeded: web1: weight 1; web2: weight 7"), schedules.find(id).orElseThrow().lastResult());
    }

    @Test
    void keepsEveryFieldOfAPatchThroughTheDatabase() throws Exception {
        final String text = "{\"type\":\"servers\",\"backend\":\"app\",\"servers\":[{\"name\":\"web1\",\"state\":\"maint\","
                + "\"weight\":3,\"address\":\"10.0.0.7\",\"port\":8080},{\"name\":\"web2\",\"weight\":null,\"maxconn\":0}]}";
        final ScheduleAction action = ActionJson.read("servers", text);
        assertEquals(text, ActionJson.text(action));
        final ServerPatch second = ((ScheduleAction.Servers) action).servers().get(1).patch();
        assertEquals(FieldChange.clear(), second.weight());
        assertEquals(FieldChange.set(0), second.maxconn());
        assertEquals(FieldChange.absent(), second.state());
        assertEquals(action, schedules.find(nightly(action)).orElseThrow().action());
    }

    @Test
    void readsActionsOfOlderAgents() throws Exception {
        assertEquals(new ScheduleAction.Reload("now", "new certificate", null),
                ActionJson.read("reload", "{\"when\":\"now\",\"reason\":\"new certificate\"}"));
        assertEquals(ScheduleAction.Reload.DRAINED, ActionJson.read("reload", "{}"));
    }

    @Test
    void followsAReloadToItsEnd() {
        final String id = nightly(ScheduleAction.Reload.DRAINED);
        run.due(id, DUE, false);
        later(1);
        assertEquals(FiringState.RUNNING, last(id).state());
        proxy.reloadState = ReloadState.FAILED;
        later(1);
        assertEquals(FiringState.FAILED, last(id).state());
        assertEquals("reload r1 failed", last(id).result());
        assertEquals(Optional.of("r1"), last(id).reload());
    }

    @Test
    void doesNothingTwiceForOneTime() {
        final String id = nightly(DRAIN);
        run.due(id, DUE, false);
        run.due(id, DUE, false);
        run.due(id, DUE, true);
        assertEquals(2, proxy.set.size());
        assertEquals(1, firings.latest(id, 10).size());
    }

    @Test
    void doesAgainWhatAnAgentDiedAt() {
        final String id = nightly(DRAIN);
        final Firing begun = new Firing(ids.next(), id, FiringCause.CALENDAR, "", DUE, Optional.of(DUE), Optional.empty(),
                FiringState.RUNNING, "", Optional.empty(), Optional.empty(), Optional.empty(), "");
        firings.insert(begun, DUE);
        run = agent("", false, proxy);
        later(1);
        assertEquals(List.of(), proxy.set);
        run.due(id, DUE, true);
        assertEquals(2, proxy.set.size());
        assertEquals(FiringState.SUCCEEDED, last(id).state());
    }

    @Test
    void runsWhatWasMissedLateOrLeavesItOutAsThePolicySays() {
        final String made = nightly(DRAIN);
        final String leftOut = schedule("0 22 * * *", Misfire.SKIP, Optional.empty(), DRAIN);
        now = DUE.plusSeconds(3600);
        run.due(made, DUE, false);
        run.due(leftOut, DUE, false);
        assertEquals(FiringState.SUCCEEDED, last(made).state());
        assertEquals(Optional.of(now), last(made).started());
        assertEquals(DUE, last(made).due());
        assertEquals(FiringState.SKIPPED, last(leftOut).state());
        assertEquals("missed by 1h: misfire is skip", last(leftOut).result());
        assertEquals(2, proxy.set.size());
    }

    @Test
    void leavesOutWhatComesDueWhilePaused() {
        final String id = nightly(DRAIN);
        schedules.pause(id, Optional.of(DUE.minusSeconds(1)));
        run.due(id, DUE, false);
        assertEquals(FiringState.SKIPPED, last(id).state());
        assertEquals(List.of(), proxy.set);
    }

    @Test
    void tellsWhyItFailed() {
        proxy.unreachable = true;
        final String id = nightly(DRAIN);
        run.due(id, DUE, false);
        assertEquals(FiringState.FAILED, last(id).state());
        assertEquals("no generation serves", last(id).result());
    }

    @Test
    void rampsAWeightStepByStep() {
        final String id = nightly(RAMP);
        run.due(id, DUE, false);
        assertEquals(List.of("web1 weight 0"), proxy.set);
        later(29);
        assertEquals(1, proxy.set.size());
        later(1);
        later(30);
        later(30);
        assertEquals(FiringState.RUNNING, last(id).state());
        later(30);
        assertEquals(List.of("web1 weight 0", "web1 weight 25", "web1 weight 50", "web1 weight 75", "web1 weight 100"),
                proxy.set);
        assertEquals(FiringState.SUCCEEDED, last(id).state());
        assertEquals("step 4 of 4: web1: weight 100", last(id).result());
        later(300);
        assertEquals(5, proxy.set.size());
    }

    @Test
    void goesOnWithARampWhereAnAgentThatEndedLeftIt() {
        final String id = nightly(RAMP);
        run.due(id, DUE, false);
        later(30);
        run = agent("", false, proxy);
        later(3600);
        assertEquals(List.of("web1 weight 0", "web1 weight 25", "web1 weight 50"), proxy.set);
        later(29);
        assertEquals(3, proxy.set.size());
        later(1);
        assertEquals("web1 weight 75", proxy.set.get(3));
    }

    @Test
    void triesAStepAgainThatFindsNoProxy() {
        final String id = nightly(RAMP);
        run.due(id, DUE, false);
        proxy.unreachable = true;
        later(30);
        assertEquals("step 1 of 4 is tried again: no generation serves", last(id).result());
        proxy.unreachable = false;
        later(1);
        assertEquals("step 1 of 4: web1: weight 25", last(id).result());
    }

    @Test
    void letsARampStandStillWhilePaused() {
        final String id = nightly(RAMP);
        run.due(id, DUE, false);
        schedules.pause(id, Optional.of(now));
        later(60);
        assertEquals(1, proxy.set.size());
        assertThrows(Conflict.class, () -> run.request(schedules.find(id).orElseThrow(), ANNA));
        schedules.pause(id, Optional.empty());
        run.wake();
        later(1);
        assertEquals("web1 weight 25", proxy.set.get(1));
    }

    @Test
    void leavesOutAFiringWhileTheRampBeforeIsUnderWay() {
        final String id = nightly(RAMP);
        run.due(id, DUE, false);
        now = now.plusSeconds(10);
        run.due(id, now, false);
        assertEquals(FiringState.SKIPPED, last(id).state());
        assertEquals(1, proxy.set.size());
    }

    @Test
    void finishesAScheduleThatNeverFiresAgainOnceAllIsOver() {
        final String id = schedule("0 0 22 22 11 ? 2026", Misfire.RUN, Optional.empty(), RAMP);
        run.due(id, DUE, false);
        for (int i = 0; i < 3; i++) {
            later(30);
            assertEquals(Optional.empty(), schedules.find(id).orElseThrow().finished());
        }
        later(30);
        assertEquals(Optional.of(now), schedules.find(id).orElseThrow().finished());
        assertEquals(ScheduleState.FINISHED, schedules.find(id).orElseThrow().view(now).state());
        assertEquals(List.of(), schedules.open());
    }

    @Test
    void leavesTheDatabaseLongAfterAllIsOver() {
        final String over = schedule("0 0 22 22 11 ? 2026", Misfire.RUN, Optional.empty(), DRAIN);
        final String nightly = nightly(DRAIN);
        run.due(over, DUE, false);
        run.due(nightly, DUE, false);
        final Retention retention = new Retention(database, Duration.ofDays(90), clock);
        now = DUE.plus(Duration.ofDays(89));
        assertEquals(0, retention.run());
        now = DUE.plus(Duration.ofDays(91));
        assertEquals(3, retention.run());
        assertEquals(List.of(nightly), schedules.all().stream().map(ScheduleRow::id).toList());
    }

    @Test
    void runsOnRequestWithoutTouchingTheCalendar() {
        final String id = nightly(DRAIN);
        final Firing firing = run.request(schedules.find(id).orElseThrow(), ANNA);
        assertEquals(FiringCause.REQUEST, firing.cause());
        assertEquals(FiringState.SUCCEEDED, firing.state());
        assertEquals("schedule " + id + ", run by anna", proxy.lastSetBy);
        now = now.plusSeconds(1);
        run.rehearse(schedules.find(id).orElseThrow(), ANNA);
        assertEquals(1, firings.latest(id, 10).size());
    }

    @Test
    void saysOfARunThatTheAgentEndedInItsMiddle() {
        final String id = nightly(DRAIN);
        firings.insert(new Firing(ids.next(), id, FiringCause.REQUEST, "anna", DUE, Optional.of(DUE), Optional.empty(),
                FiringState.RUNNING, "", Optional.empty(), Optional.empty(), Optional.empty(), ""), DUE);
        later(1);
        assertEquals(FiringState.FAILED, last(id).state());
        assertEquals(List.of(), proxy.set);
    }

    @Test
    void leavesToAnAgentWhatOnlyThatOneMayDo() {
        final ProxyDouble other = new ProxyDouble();
        final FiringRun lb1 = agent("lb1", true, proxy);
        final FiringRun lb2 = agent("lb2", true, other);
        final String id = schedule("0 22 * * *", Misfire.RUN, Optional.of("lb2"), DRAIN);
        lb1.due(id, DUE, false);
        lb1.look();
        assertEquals(FiringState.DUE, last(id).state());
        lb2.look();
        assertEquals(FiringState.SUCCEEDED, last(id).state());
        lb2.look();
        assertEquals(List.of(0, 2), List.of(proxy.set.size(), other.set.size()));
    }

    @Test
    void appliesThePolicyToWhatWaitedForItsAgent() {
        final FiringRun lb1 = agent("lb1", true, proxy);
        final String id = schedule("0 22 * * *", Misfire.SKIP, Optional.of("lb2"), DRAIN);
        lb1.due(id, DUE, false);
        now = now.plusSeconds(3600);
        agent("lb2", true, proxy).look();
        assertEquals("missed by 1h: misfire is skip", last(id).result());
        assertEquals(List.of(), proxy.set);
    }

    @Test
    void takesOverTheRampOfAnAgentThatIsGoneAndOfNoOther() {
        final ProxyDouble other = new ProxyDouble();
        final FiringRun lb1 = agent("lb1", true, proxy);
        final FiringRun lb2 = agent("lb2", true, other);
        final String id = nightly(RAMP);
        lb1.due(id, DUE, false);
        for (int i = 0; i < 20; i++) {
            now = now.plusSeconds(1);
            lb1.look();
            lb2.look();
        }
        assertEquals("lb1", last(id).node());
        for (int i = 0; i < 30; i++) {
            now = now.plusSeconds(1);
            lb2.look();
        }
        assertEquals("lb2", last(id).node());
        assertEquals(List.of("web1 weight 25"), other.set);
        lb1.look();
        assertEquals(List.of("web1 weight 0"), proxy.set);
    }
}
