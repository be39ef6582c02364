package io.usher.agent.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.agent.reload.ReloadFilter;
import io.usher.agent.event.EventSink;
import io.usher.agent.reload.ReloadState;
import io.usher.agent.request.Conflict;
import io.usher.agent.request.Invalid;
import io.usher.agent.request.NotFound;
import io.usher.agent.request.Requester;
import io.usher.agent.store.AuditLog;
import io.usher.agent.store.Database;
import io.usher.agent.store.TimeOrderedIds;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchedulesTest {
    private static final Requester ANNA = new Requester("anna");
    private static final ScheduleAction RELOAD = ScheduleAction.Reload.DRAINED;
    /** As coarse as the agent's own, so that what is read back from the database is the same. */
    private static final InstantSource CLOCK = () -> Instant.now().truncatedTo(ChronoUnit.MILLIS);
    @TempDir
    Path folder;
    private final ProxyDouble proxy = new ProxyDouble();
    private final BlockingQueue<String> fired = proxy.asked;
    private Database database;
    private Schedules schedules;

    @BeforeEach
    void open() throws Exception {
        database = Database.open(folder);
        schedules = schedules();
    }

    @AfterEach
    void close() {
        schedules.close();
        database.close();
    }

    private Schedules schedules() throws Exception {
        return new Schedules(database, proxy.reloads(), proxy.servers(), new AuditLog(database, CLOCK), EventSink.NOBODY,
                new TimeOrderedIds(CLOCK, new Random()), CLOCK);
    }

    private void restartAgent() throws Exception {
        schedules.close();
        schedules = schedules();
    }

    private Schedule cron(final String cron, final String zone) {
        return create(cron, null, zone, Misfire.RUN, RELOAD);
    }

    private Schedule at(final String at) {
        return create(null, at, null, Misfire.RUN, RELOAD);
    }

    private Schedule create(final String cron, final String at, final String zone, final Misfire misfire,
            final ScheduleAction action) {
        return schedules.create(new ScheduleRequest("", Optional.ofNullable(cron), Optional.ofNullable(at),
                Optional.ofNullable(zone),
                misfire, Optional.empty(), action), ANNA, false);
    }

    private Firing onlyFiring(final Schedule schedule) {
        final List<Firing> all = schedules.firings(schedule.id(), 10);
        assertEquals(1, all.size(), all::toString);
        return all.get(0);
    }

    /** Those that came due later. */
    private List<Firing> since(final Instant time, final Schedule schedule) {
        return schedules.firings(schedule.id(), 10).stream().filter(firing -> firing.due().isAfter(time)).toList();
    }

    /** Waits for something that others do. */
    private static void until(final BooleanSupplier holds) {
        final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!holds.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "not within 20 s");
            Thread.onSpinWait();
        }
    }

    private String nextFired() throws InterruptedException {
        final String by = fired.poll(20, TimeUnit.SECONDS);
        assertTrue(by != null, "nothing fired within 20 s");
        return by;
    }

    /** As if so long had passed since the agent died. */
    private void letPass(final long millis) {
        database.update("UPDATE qrtz_triggers SET next_fire_time = next_fire_time - ?, start_time = start_time - ?", millis,
                millis);
    }

    @Test
    void showsTheNextFiveFiringsInTheZone() {
        final Schedule schedule = cron("0 3 * * *", "Europe/Berlin");
        assertEquals(5, schedule.next().size());
        schedule.next().forEach(next -> assertEquals(3, next.getHour()));
        assertEquals(schedule, schedules.get(schedule.id()));
        assertEquals(List.of(schedule), schedules.list(false));
    }

    @Test
    void firesAtAnInstantOnce() throws Exception {
        schedules.startIfPossible();
        final Schedule schedule = at(Instant.now().plusMillis(300).toString());
        assertEquals("schedule " + schedule.id(), nextFired());
        assertEquals(List.of(), schedules.get(schedule.id()).next());
    }

    @Test
    void makesUpOnceForManyMissed() throws Exception {
        final Schedule schedule = cron("0 * * * *", "UTC");
        letPass(TimeUnit.HOURS.toMillis(5));
        restartAgent();
        schedules.startIfPossible();
        assertEquals("schedule " + schedule.id(), nextFired());
        final long next = database.queryOne("SELECT next_fire_time FROM qrtz_triggers", row -> row.getLong(1)).orElseThrow();
        assertTrue(next > Instant.now().toEpochMilli(), "the rest of the missed is skipped: " + next);
        assertTrue(fired.isEmpty(), "made up more than once");
    }

    @Test
    void makesUpForAMissedInstant() throws Exception {
        final Schedule schedule = at(Instant.now().plus(1, ChronoUnit.HOURS).toString());
        letPass(TimeUnit.HOURS.toMillis(2));
        restartAgent();
        schedules.startIfPossible();
        assertEquals("schedule " + schedule.id(), nextFired());
    }

    @Test
    void handsOverToQuartzWhatADyingAgentDidNot() throws Exception {
        final Schedule schedule = cron("* * * * * ?", "UTC");
        for (final String table : List.of("qrtz_simprop_triggers", "qrtz_triggers", "qrtz_job_details")) {
            database.update("DELETE FROM " + table);
        }
        restartAgent();
        schedules.startIfPossible();
        assertEquals("schedule " + schedule.id(), nextFired());
    }

    @Test
    void remembersWhatCameOfAFiring() throws Exception {
        schedules.startIfPossible();
        final Schedule schedule = cron("* * * * * ?", "UTC");
        nextFired();
        nextFired();
        until(() -> schedules.get(schedule.id()).lastResult().filter(result -> result.matches("reload r[2-9]\\d*")).isPresent());
        assertTrue(schedules.get(schedule.id()).lastFired().isPresent());
    }

    @Test
    void deletesForGood() {
        final Schedule schedule = cron("0 3 * * *", "UTC");
        schedules.delete(schedule.id(), ANNA, false);
        assertThrows(NotFound.class, () -> schedules.get(schedule.id()));
        assertThrows(NotFound.class, () -> schedules.delete(schedule.id(), ANNA, false));
    }

    @Test
    void namesTheFieldThatIsWrong() {
        assertEquals("timeZone", assertThrows(Invalid.class, () -> cron("0 3 * * *", "Europe/Atlantis")).field());
        assertEquals("cron", assertThrows(Invalid.class, () -> cron("0 3 * *", "UTC")).field());
        assertEquals("cron", assertThrows(Invalid.class, () -> cron("0 0 0 1 1 ? 2020", "UTC")).field());
        assertEquals("at", assertThrows(Invalid.class, () -> at("2020-01-01T00:00:00Z")).field());
        assertEquals("at", assertThrows(Invalid.class, () -> at("tomorrow")).field());
        assertEquals("action.when", wrong(new ScheduleAction.Reload("soon", null, null)));
        assertEquals("action.deadline", wrong(new ScheduleAction.Reload(null, null, "later")));
        assertEquals("action.deadline", wrong(new ScheduleAction.Reload("now", null, "1h")));
        assertEquals("action.backend", wrong(new ScheduleAction.Servers("nowhere", List.of(ActionJson.weight("web1", 1)))));
        assertEquals("action.servers[1].name", wrong(new ScheduleAction.Servers("app",
                List.of(ActionJson.weight("web1", 1), ActionJson.weight("web3", 1)))));
        assertEquals("action.servers[1]", wrong(new ScheduleAction.Ramp("app", List.of("web1", "web1"), 0, 1, 1, "1s")));
        assertEquals("action.to", wrong(new ScheduleAction.Ramp("app", List.of("web1"), 0, 257, 1, "1s")));
        assertEquals("action.steps", wrong(new ScheduleAction.Ramp("app", List.of("web1"), 0, 10, 0, "1s")));
        assertEquals("action.interval", wrong(new ScheduleAction.Ramp("app", List.of("web1"), 0, 10, 1, "1 minute")));
        assertEquals("cron", assertThrows(Invalid.class, () -> create(null, null, null, Misfire.RUN, RELOAD)).field());
        assertEquals("node", assertThrows(Invalid.class, () -> schedules.create(new ScheduleRequest("", Optional.of("@daily"),
                Optional.empty(), Optional.empty(), Misfire.RUN, Optional.of("lb1"), RELOAD), ANNA, false)).field());
        assertEquals(List.of(), schedules.list(true));
    }

    private String wrong(final ScheduleAction action) {
        return assertThrows(Invalid.class, () -> create("@daily", null, null, Misfire.RUN, action)).field();
    }

    @Test
    void changesNothingInADryRun() {
        final Schedule kept = cron("0 3 * * *", "UTC");
        schedules.create(new ScheduleRequest("", Optional.of("@daily"), Optional.empty(), Optional.empty(), Misfire.RUN,
                Optional.empty(), RELOAD), ANNA, true);
        assertEquals(ScheduleState.PAUSED, schedules.pause(kept.id(), ANNA, true).state());
        assertEquals(FiringState.DUE, schedules.run(kept.id(), ANNA, true).state());
        assertEquals(kept, schedules.delete(kept.id(), ANNA, true));
        assertEquals(List.of(kept), schedules.list(true));
        assertEquals(List.of(), schedules.firings(kept.id(), 10));
    }

    @Test
    void pausesAndResumes() throws Exception {
        schedules.startIfPossible();
        final Schedule schedule = cron("* * * * * ?", "UTC");
        nextFired();
        assertEquals(ScheduleState.PAUSED, schedules.pause(schedule.id(), ANNA, false).state());
        assertThrows(Conflict.class, () -> schedules.pause(schedule.id(), ANNA, false));
        final Instant paused = Instant.now();
        until(() -> since(paused, schedule).size() > 1);
        since(paused, schedule).forEach(firing -> assertEquals(FiringState.SKIPPED, firing.state()));
        fired.clear();
        assertEquals(ScheduleState.ACTIVE, schedules.resume(schedule.id(), ANNA, false).state());
        nextFired();
    }

    @Test
    void leavesOutAMissedInstantWhereThePolicySaysSo() throws Exception {
        final Schedule schedule = create(null, Instant.now().plus(1, ChronoUnit.HOURS).toString(), null, Misfire.SKIP, RELOAD);
        letPass(TimeUnit.HOURS.toMillis(2));
        restartAgent();
        schedules.startIfPossible();
        until(() -> !schedules.firings(schedule.id(), 1).isEmpty());
        assertEquals(FiringState.SKIPPED, onlyFiring(schedule).state());
        assertTrue(fired.isEmpty(), "fired though missed");
    }

    @Test
    void readsAsFinishedOnceItsTimeHasComeAndAllIsOver() throws Exception {
        schedules.startIfPossible();
        final Schedule schedule = at(Instant.now().plusMillis(300).toString());
        nextFired();
        until(() -> schedules.get(schedule.id()).lastResult().isPresent());
        assertEquals(ScheduleState.ACTIVE, schedules.get(schedule.id()).state());
        proxy.reloadState = ReloadState.SUCCEEDED;
        until(() -> {
            schedules.look();
            return schedules.get(schedule.id()).state() == ScheduleState.FINISHED;
        });
        assertEquals(Optional.of("succeeded: reload r1 succeeded"), schedules.get(schedule.id()).lastResult());
        assertEquals(List.of(), schedules.list(false));
        assertEquals(1, schedules.list(true).size());
        assertThrows(Conflict.class, () -> schedules.pause(schedule.id(), ANNA, false));
        restartAgent();
        schedules.startIfPossible();
        assertEquals(1, schedules.firings(schedule.id(), 10).size());
    }
}
