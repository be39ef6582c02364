package io.usher.agent.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import io.usher.agent.request.Requester;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
    @TempDir
    Path folder;

    @Test
    void opensTwiceAndKeepsWhatWasWritten() throws Exception {
        final Instant at = Instant.parse("2026-11-22T10:00:00Z");
        try (Database database = Database.open(folder)) {
            new AuditLog(database, InstantSource.fixed(at)).write(new Requester("uid 7"), "server", "b/s", "weight 3");
        }
        try (Database database = Database.open(folder)) {
            assertEquals(List.of(new AuditLog.Entry(1, at, "uid 7", "", "", "server", "b/s", "weight 3", "done", "")),
                    new AuditLog(database, InstantSource.fixed(at)).latest(5));
        }
    }

    @Test
    void refusesANewerSchemaByItsName() throws Exception {
        try (Database database = Database.open(folder)) {
            database.update("INSERT INTO schema_version (number, name) VALUES (?, ?)", 9001, "9001-from-the-future.sql");
        }
        final SchemaTooNewException e = assertThrows(SchemaTooNewException.class, () -> Database.open(folder));
        assertTrue(e.getMessage().contains("9001-from-the-future.sql"), e.getMessage());
    }

    @Test
    void canRepeatAMigrationThatWasCutBeforeItsNote() throws Exception {
        try (Database database = Database.open(folder)) {
            database.update("DELETE FROM schema_version");
        }
        try (Database database = Database.open(folder)) {
            assertEquals(Optional.of(Migrations.SCRIPTS.size()),
                    database.queryOne("SELECT COUNT(*) AS n FROM schema_version", row -> row.getInt("n")));
        }
    }

    @Test
    void hasEveryTableThatTheQuartzInUseAsksFor() throws Exception {
        try (Database database = Database.open(folder)) {
            assertEquals(Optional.of(11L), database.queryOne("SELECT COUNT(*) AS n FROM information_schema.tables WHERE"
                    + " table_name LIKE 'QRTZ@_%' ESCAPE '@'", row -> row.getLong("n")));
        }
    }

    @Test
    void namesTheFileWhereItIsDamaged() throws Exception {
        Files.writeString(folder.resolve("usher.mv.db"), "this is no database".repeat(1000));
        final StoreUnavailable e = assertThrows(StoreUnavailable.class, () -> Database.open(folder));
        assertTrue(e.getMessage().contains("usher.mv.db"), e.getMessage());
    }

    @Test
    void takesOverADatabaseOfTheFirstAgents() throws Exception {
        try (Connection old = DriverManager.getConnection("jdbc:h2:" + folder.resolve("usher"), "usher", "");
                Statement statement = old.createStatement()) {
            statement.execute("CREATE TABLE schema_version (number INTEGER PRIMARY KEY, name VARCHAR(200) NOT NULL, applied"
                    + " TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL)");
            for (int i = 0; i < 3; i++) {
                final String script = Migrations.SCRIPTS.get(i);
                for (final String sql : i == 1 ? QuartzTables.statements(Dialect.H2) : Migrations.statements(script)) {
                    statement.execute(sql);
                }
                statement.execute("INSERT INTO schema_version (number, name) VALUES (" + (i + 1) + ", '" + script + "')");
            }
            statement.execute("INSERT INTO server_override VALUES ('b', 's', 'weight', '3', '1', NOW(), 'anna')");
            statement.execute("INSERT INTO audit (at, done_by, action, target, detail) VALUES (NOW(), 'anna', 'server', 'b/s',"
                    + " 'x')");
        }
        try (Database database = Database.open(folder)) {
            assertEquals(Optional.of("anna 3"), database.queryOne("SELECT set_by, set_value FROM node_override WHERE node = ''",
                    row -> row.getString("set_by") + " " + row.getString("set_value")));
            assertEquals("done", new AuditLog(database, InstantSource.system()).latest(1).get(0).outcome());
        }
    }

    @Test
    void livesWithoutADamagedFileAndOpensOnceThatIsGone() throws Exception {
        final Path file = folder.resolve("usher.mv.db");
        Files.writeString(file, "this is no database".repeat(1000));
        try (Database database = Database.connect(new DatabaseLocation.Embedded(folder))) {
            final List<String> ran = new ArrayList<>();
            database.whenOpen(() -> ran.add("late"));
            assertTrue(!database.health().ok() && database.health().detail().contains("usher.mv.db"), database.health()::detail);
            assertThrows(StoreUnavailable.class, () -> database.query("SELECT 1", row -> 1));
            database.reconnect();
            assertEquals(List.of(), ran);
            Files.delete(file);
            database.reconnect();
            database.whenOpen(() -> ran.add("at once"));
            assertEquals(List.of("late", "at once"), ran);
            assertEquals(new Database.Health(true, "open"), database.health());
        }
    }

    @Test
    void saysSoWhereNothingMoreCanBeWrittenAndGoesOnOnceItCan() throws Exception {
        final Process writer = new ProcessBuilder("prlimit", "--fsize=3000000:unlimited", Path.of(System.getProperty("java.home"),
                "bin", "java").toString(), "-cp", classPath(), OnAFullDisk.class.getName(), folder.toString())
                .redirectErrorStream(true).start();
        try {
            final String said = new String(writer.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertTrue(writer.waitFor(60, TimeUnit.SECONDS), "the writing process hangs");
            assertEquals(0, writer.exitValue(), said);
        } finally {
            writer.destroyForcibly();
        }
    }

    @Test
    void staysOpenWhenAThreadAtWorkIsInterrupted() throws Exception {
        try (Database database = Database.open(folder)) {
            final AuditLog audit = new AuditLog(database, InstantSource.system());
            final Thread writer = new Thread(() -> {
                while (true) {
                    audit.write(Requester.AGENT, "test", "t", "x".repeat(2000));
                    if (Thread.currentThread().isInterrupted()) {
                        audit.write(Requester.AGENT, "test", "t", "last");
                        return;
                    }
                }
            });
            writer.setUncaughtExceptionHandler((thread, e) -> { });
            writer.start();
            while (audit.latest(20).size() < 20) {
                Thread.onSpinWait();
            }
            writer.interrupt();
            writer.join(20_000);
            audit.write(Requester.AGENT, "test", "t", "after");
            assertEquals("after", audit.latest(1).get(0).detail());
        }
    }

    @Test
    void keepsWhatWasAcknowledgedThroughAKill() throws Exception {
        final Process writer = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                classPath(), Victim.class.getName(), folder.toString()).inheritIO().start();
        try {
            assertTrue(writer.waitFor(60, TimeUnit.SECONDS), "the writing process hangs");
        } finally {
            writer.destroyForcibly();
        }
        try (Database database = Database.open(folder)) {
            assertEquals(1, new AuditLog(database, InstantSource.system()).latest(5).size());
        }
    }

    @Test
    void idsSortByTimeEvenWhenTheClockIsSetBack() {
        final long[] now = {1_000_000};
        final TimeOrderedIds ids = new TimeOrderedIds(() -> Instant.ofEpochMilli(now[0]), new Random(7));
        String last = ids.next();
        for (int i = 0; i < 10_000; i++) {
            now[0] += i % 3 - 1;
            final String next = ids.next();
            assertTrue(next.compareTo(last) > 0, last + " before " + next);
            assertEquals('7', next.charAt(14));
            last = next;
        }
    }

    /** What the victim needs, wherever the tests' own class loader got it from. */
    private static String classPath() throws Exception {
        final List<String> places = new ArrayList<>();
        for (final Class<?> type : List.of(Victim.class, Database.class, HikariDataSource.class, org.h2.Driver.class,
                org.slf4j.Logger.class, org.quartz.Scheduler.class, org.slf4j.simple.SimpleServiceProvider.class)) {
            places.add(Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
        }
        places.add(Path.of(Migrations.class.getResource("0001-agent.sql").toURI()).toString()
                .replace("io/usher/agent/store/0001-agent.sql", ""));
        return String.join(File.pathSeparator, places);
    }

    /** Writes until it may write no more, then may again; ends with 0 if the database said so and went on. */
    static final class OnAFullDisk {
        public static void main(final String[] arguments) throws Exception {
            final Database database = Database.open(Path.of(arguments[0]));
            final AuditLog audit = new AuditLog(database, InstantSource.system());
            try {
                for (int i = 0; i < 100_000; i++) {
                    audit.write(Requester.AGENT, "test", "t", "x".repeat(2000));
                }
                end(1, "the limit was never met");
            } catch (final StoreUnavailable e) {
                System.out.println("as expected: " + e.getMessage());
            }
            if (database.health().ok()) {
                end(2, "the database says that it is well");
            }
            new ProcessBuilder("prlimit", "--pid", String.valueOf(ProcessHandle.current().pid()), "--fsize=unlimited").inheritIO()
                    .start().waitFor();
            final long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
            while (!database.health().ok()) {
                if (System.nanoTime() > limit) {
                    end(3, "it does not go on: " + database.health().detail());
                }
                database.reconnect();
            }
            audit.write(Requester.AGENT, "test", "t", "after");
            end(audit.latest(1).get(0).detail().equals("after") ? 0 : 4, "");
        }

        private static void end(final int code, final String message) {
            System.out.println(message);
            Runtime.getRuntime().halt(code);
        }
    }

    /** Writes one line and dies on the spot, as {@code kill -9} would have it. */
    static final class Victim {
        public static void main(final String[] arguments) throws Exception {
            final Database database = Database.open(Path.of(arguments[0]));
            new AuditLog(database, InstantSource.system()).write(Requester.AGENT, "test", "t", "d");
            Runtime.getRuntime().halt(9);
        }
    }
}
