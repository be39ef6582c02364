package io.usher.agent.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.agent.reload.StartPermission;
import io.usher.agent.request.Invalid;
import io.usher.agent.request.NotFound;
import io.usher.agent.request.Requester;
import io.usher.agent.store.AuditLog;
import io.usher.agent.store.Database;
import io.usher.agent.store.TimeOrderedIds;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaintenanceWindowsTest {

    private static final Requester ANNA = new Requester("anna");
    private static final Instant MIDNIGHT = Instant.parse("2026-11-23T00:00:00Z");
    private static final WindowRequest NIGHTS = new WindowRequest("nights", "0 2 * * *", "3h", Optional.empty());

    @TempDir
    Path folder;
    private Instant now = MIDNIGHT;
    private final InstantSource clock = () -> now;
    private Database database;
    private MaintenanceWindows windows;
    private final List<String> said = new ArrayList<>();
    private int told;

    @BeforeEach
    void open() throws Exception {
        database = Database.open(folder);
        windows = agent();
    }

    private MaintenanceWindows agent() {
        return new MaintenanceWindows(database, true, new AuditLog(database, clock),
                (type, subject, message, detail) -> said.add(message), new TimeOrderedIds(clock, new Random(3)),
                clock);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Window add(final String cron, final String duration, final String zone) {
        return windows.create(new WindowRequest("", cron, duration, Optional.of(zone)), ANNA, false);
    }

    private boolean open(final String at) {
        return windows.refusal(Instant.parse(at)).isEmpty();
    }

    @Test
    void isOpenWhileThereIsNone() {
        windows.look();
        assertEquals(Optional.empty(), windows.refusal(now));
    }

    @Test
    void isShutUntilItIsKnownWhetherThereIsOne() {
        assertTrue(windows.refusal(now).orElseThrow().reason().contains("not known"));
    }

    @Test
    void isOpenFromItsTimeForAsLongAsItLasts() {
        windows.create(NIGHTS, ANNA, false);
        assertEquals(Optional.of(new StartPermission.Closed(
                "outside the maintenance windows; nights opens at 2026-11-23T02:00:00Z",
                Optional.of(Instant.parse("2026-11-23T02:00:00Z")))), windows.refusal(now));
        assertTrue(open("2026-11-23T02:00:00Z"));
        assertTrue(open("2026-11-23T04:59:59.999Z"));
        assertTrue(!open("2026-11-23T05:00:00Z"));
    }

    @Test
    void isOpenWhileAnyIsAndNamesTheNextOtherwise() {
        add("0 2 * * *", "1h", "UTC");
        final Window early = add("30 1 * * *", "1h", "UTC");
        assertTrue(open("2026-11-23T02:15:00Z"));
        assertTrue(windows.refusal(now).orElseThrow().reason().contains(early.id()));
        assertEquals(Optional.of(Instant.parse("2026-11-23T01:30:00Z")), windows.refusal(now).orElseThrow().opens());
    }

    @Test
    void readsItsTimesInItsZone() {
        add("0 2 * * *", "1h", "Europe/Berlin");
        assertTrue(open("2026-11-23T01:30:00Z"));
        assertTrue(!open("2026-11-23T02:30:00Z"));
        assertTrue(open("2026-07-01T00:30:00Z"));
    }

    @Test
    void staysOpenPastMidnightAndWhileOpeningsOverlap() {
        add("0 23 * * SUN", "1d", "UTC");
        assertTrue(open("2026-11-23T22:59:00Z"));
        assertTrue(!open("2026-11-23T23:00:00Z"));
        final Window overlapping = add("0/10 * * * *", "15m", "UTC");
        now = Instant.parse("2026-11-24T12:07:30Z");
        assertEquals(Optional.of(Instant.parse("2026-11-24T12:15:00Z")), windows.get(overlapping.id()).closes());
        now = Instant.parse("2026-11-24T12:10:00Z");
        assertEquals(Optional.of(Instant.parse("2026-11-24T12:25:00Z")), windows.get(overlapping.id()).closes());
    }

    @Test
    void isShutForGoodOnceTheLastHasPassed() {
        add("0 0 2 23 11 ? 2026", "1h", "UTC");
        assertTrue(open("2026-11-23T02:30:00Z"));
        assertEquals(Optional.empty(), windows.refusal(Instant.parse("2026-11-24T02:30:00Z")).orElseThrow().opens());
    }

    @Test
    void keepsReplacesAndDeletes() {
        final Window made = windows.create(NIGHTS, ANNA, false);
        assertEquals(List.of(made), windows.list());
        assertEquals("3h", made.duration());
        assertEquals(5, made.next().size());
        windows.replace(made.id(), new WindowRequest("nights", "0 0 * * *", "90m", Optional.empty()), ANNA, false);
        assertTrue(windows.get(made.id()).open());
        assertTrue(open("2026-11-23T01:00:00Z"));
        assertEquals(made.created(), windows.get(made.id()).created());
        windows.delete(made.id(), ANNA, false);
        assertTrue(open("2026-11-23T12:00:00Z"));
        assertThrows(NotFound.class, () -> windows.get(made.id()));
    }

    @Test
    void changesNothingInADryRun() {
        final Window made = windows.create(NIGHTS, ANNA, false);
        windows.create(NIGHTS, ANNA, true);
        assertEquals("0 1 * * *", windows.replace(made.id(), new WindowRequest("", "0 1 * * *", "1h", Optional.empty()), ANNA,
                true).cron());
        windows.delete(made.id(), ANNA, true);
        assertEquals(List.of(made), windows.list());
    }

    @Test
    void seesWhatAnotherAgentHasChangedAndTellsSo() {
        final MaintenanceWindows other = agent();
        other.listen(() -> told++);
        other.look();
        other.look();
        assertEquals(1, told);
        windows.create(NIGHTS, ANNA, false);
        assertTrue(other.refusal(now).isEmpty());
        other.look();
        assertEquals(2, told);
        assertTrue(other.refusal(now).isPresent());
    }

    @Test
    void tellsWhenOneOpensAndCloses() {
        windows.create(NIGHTS, ANNA, false);
        for (final String time : List.of("2026-11-23T01:59:59Z", "2026-11-23T02:00:00Z", "2026-11-23T02:00:01Z",
                "2026-11-23T04:59:59Z",
                "2026-11-23T05:00:00Z", "2026-11-23T05:00:01Z")) {
            now = Instant.parse(time);
            windows.look();
        }
        assertEquals(List.of("maintenance window nights created, by anna",
                "maintenance window nights opened until 2026-11-23T05:00:00Z",
                "maintenance window nights closed"), said);
    }

    @Test
    void namesTheFieldThatIsWrong() {
        assertEquals("cron", assertThrows(Invalid.class, () -> add("0 2 * *", "1h", "UTC")).field());
        assertEquals("duration", assertThrows(Invalid.class, () -> add("0 2 * * *", "8d", "UTC")).field());
        assertEquals("duration", assertThrows(Invalid.class, () -> add("0 2 * * *", "0s", "UTC")).field());
        assertEquals("duration", assertThrows(Invalid.class, () -> add("0 2 * * *", "1 hour", "UTC")).field());
        assertEquals("timeZone", assertThrows(Invalid.class, () -> add("0 2 * * *", "1h", "Mars/Olympus")).field());
        assertEquals(List.of(), windows.list());
    }
}
