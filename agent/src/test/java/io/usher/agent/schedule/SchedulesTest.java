package io.usher.agent.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.agent.reload.Reload;
import io.usher.agent.reload.ReloadAnswer;
import io.usher.agent.reload.ReloadFilter;
import io.usher.agent.reload.ReloadRequest;
import io.usher.agent.reload.ReloadService;
import io.usher.agent.reload.ReloadState;
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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchedulesTest {
    private static final Requester ANNA = new Requester("anna");
    private static final ScheduleAction RELOAD = new ScheduleAction("reload", Map.of());
    /** As coarse as the agent's own, so that what is read back from the database is the same. */
    private static final InstantSource CLOCK = () -> Instant.now().truncatedTo(ChronoUnit.MILLIS);
    @TempDir
    Path folder;
    private final BlockingQueue<String> fired = new LinkedBlockingQueue<>();
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
        return new Schedules(database, new Reloads(), new AuditLog(database, CLOCK), new TimeOrderedIds(CLOCK, new Random(1)),
                CLOCK);
    }

    private void restartAgent() throws Exception {
        schedules.close();
        schedules = schedules();
    }

    private Schedule cron(final String cron, final String zone) {
        return schedules.create(new ScheduleRequest("", Optional.of(cron), Optional.empty(), Optional.of(zone), RELOAD), ANNA);
    }

    private Schedule at(final String at) {
        return schedules.create(new ScheduleRequest("", Optional.empty(), Optional.of(at), Optional.empty(), RELOAD), ANNA);
    }

    private String nextFired() throws InterruptedException {
        final String by = fired.poll(20, TimeUnit.SECONDS);
        assertTrue(by != null, "nothing fired within 20 s");
        return by;
    }

    /** As if so long had passed since the agent died. */
    private void letPass(final long millis) {
        database.update("UPDATE qrtz_triggers SET next_fire_time = next_fire_time - ?, start_time = start_time - ?", millis, millis);
    }

    @Test
    void showsTheNextFiveFiringsInTheZone() {
        final Schedule schedule = cron("0 3 * * *", "Europe/Berlin");
        assertEquals(5, schedule.next().size());
        schedule.next().forEach(next -> assertEquals(3, next.getHour()));
        assertEquals(schedule, schedules.get(schedule.id()));
        assertEquals(List.of(schedule), schedules.list());
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
        assertEquals(Optional.of("reload r1"), schedules.get(schedule.id()).lastResult());
    }

    @Test
    void deletesForGood() {
        final Schedule schedule = cron("0 3 * * *", "UTC");
        schedules.delete(schedule.id(), ANNA);
        assertThrows(NotFound.class, () -> schedules.get(schedule.id()));
        assertThrows(NotFound.class, () -> schedules.delete(schedule.id(), ANNA));
    }

    @Test
    void namesTheFieldThatIsWrong() {
        assertEquals("timeZone", assertThrows(Invalid.class, () -> cron("0 3 * * *", "Europe/Atlantis")).field());
        assertEquals("cron", assertThrows(Invalid.class, () -> cron("0 3 * *", "UTC")).field());
        assertEquals("cron", assertThrows(Invalid.class, () -> cron("0 0 0 1 1 ? 2020", "UTC")).field());
        assertEquals("at", assertThrows(Invalid.class, () -> at("2020-01-01T00:00:00Z")).field());
        assertEquals("at", assertThrows(Invalid.class, () -> at("tomorrow")).field());
        assertEquals("action.type", assertThrows(Invalid.class, () -> schedules.create(new ScheduleRequest("",
                Optional.of("@daily"), Optional.empty(), Optional.empty(), new ScheduleAction("dance", Map.of())), ANNA)).field());
        assertEquals("action.when", assertThrows(Invalid.class, () -> schedules.create(new ScheduleRequest("",
                Optional.of("@daily"), Optional.empty(), Optional.empty(),
                new ScheduleAction("reload", Map.of("when", "soon"))), ANNA)).field());
        assertEquals("cron", assertThrows(Invalid.class, () -> schedules.create(new ScheduleRequest("", Optional.empty(),
                Optional.empty(), Optional.empty(), RELOAD), ANNA)).field());
        assertEquals(List.of(), schedules.list());
    }

    /** Notes who asks. */
    private final class Reloads implements ReloadService {
        @Override
        public ReloadAnswer request(final ReloadRequest request, final Requester by) {
            fired.add(by.name());
            return new ReloadAnswer(new Reload("r1", ReloadState.WAITING, request.when(), Optional.empty(), Optional.empty(), false,
                    request.reason(), by.name(), Instant.now(), Optional.empty(), Optional.empty(), Optional.empty(),
                    Optional.empty(), Optional.empty(), List.of(), "", List.of(), List.of(), Optional.empty()), false, List.of());
        }

        @Override
        public ReloadAnswer requestOnce(final String key, final ReloadRequest request, final Requester by) {
            throw new Invalid("Idempotency-Key", "a schedule sends none");
        }

        @Override
        public CompletableFuture<ReloadAnswer> preview(final ReloadRequest request, final Requester by) {
            throw new Invalid("dry-run", "a schedule asks for none");
        }

        @Override
        public CompletableFuture<Reload> end(final String id) {
            throw new NotFound(id);
        }

        @Override
        public Reload cancellable(final String id) {
            throw new NotFound(id);
        }

        @Override
        public Reload get(final String id) {
            throw new NotFound(id);
        }

        @Override
        public List<Reload> history(final ReloadFilter filter) {
            return List.of();
        }

        @Override
        public Reload cancel(final String id, final Requester by) {
            throw new NotFound(id);
        }

        @Override
        public List<Reload> open() {
            return List.of();
        }
    }
}
