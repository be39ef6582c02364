package io.usher.agent.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usher.agent.request.Requester;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    @TempDir
    Path folder;

    @Test
    void deletesWhatWasOverLongAgoAndNothingElse() throws Exception {
        try (Database database = Database.open(folder)) {
            for (final int days : new int[] {100, 91, 89, 0}) {
                final Instant at = NOW.minus(Duration.ofDays(days));
                new AuditLog(database, InstantSource.fixed(at)).write(Requester.AGENT, "test", "t", "audit " + days);
                reload(database, "over-" + days, at);
                reload(database, "open-" + days, null);
            }
            assertEquals(4, new Retention(database, Duration.ofDays(90), InstantSource.fixed(NOW)).run());
            assertEquals(List.of("audit 0", "audit 89"),
                    new AuditLog(database, InstantSource.fixed(NOW)).latest(9).stream().map(AuditLog.Entry::detail).toList());
            assertEquals(List.of("open-0", "open-100", "open-89", "open-91", "over-0", "over-89"),
                    database.query("SELECT id FROM reload ORDER BY id", row -> row.getString("id")));
        }
    }

    @Test
    void keepsTheLatestGenerationsOfEachAgentHoweverOld() throws Exception {
        try (Database database = Database.open(folder)) {
            for (int i = 1; i <= 120; i++) {
                database.merge("imposed", Database.columns("generation", database.insert("INSERT INTO generation (number, pid,"
                        + " socket, snapshot, version, started, ended, node) VALUES (?, 1, 's', '', '', ?, ?, ?)", i,
                        Instant.EPOCH, Instant.EPOCH, i % 2 == 0 ? "a" : "b")), java.util.Map.of());
            }
            new Retention(database, Duration.ofDays(90), InstantSource.fixed(NOW)).run();
            assertEquals(List.of(50, 50),
                    database.query("SELECT COUNT(*) AS n FROM generation GROUP BY node", row -> row.getInt("n")));
            assertEquals(List.of(100), database.query("SELECT COUNT(*) AS n FROM imposed", row -> row.getInt("n")));
        }
    }

    @Test
    void deletesMoreThanOneBatch() throws Exception {
        try (Database database = Database.open(folder)) {
            database.update("INSERT INTO audit (at, done_by, action, target, detail) SELECT ?, 'a', 'b', 'c', 'd' FROM"
                    + " SYSTEM_RANGE(1, 2500)", Instant.EPOCH);
            assertEquals(2500, new Retention(database, Duration.ofDays(90), InstantSource.fixed(NOW)).run());
        }
    }

    private static void reload(final Database database, final String id, final Instant finished) {
        database.merge("reload", Database.columns("id", id), Database.columns("state", "succeeded", "asked_for", "now", "forced",
                false, "reason", "", "asked_by", "anna", "asked", Instant.EPOCH, "finished", finished, "message", "", "blocking",
                "[]", "cut", "[]"));
    }
}
