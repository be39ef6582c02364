package io.usher.agent.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.agent.request.Requester;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    @TempDir
    Path folder;

    private static AuditLog audit(final Database database) {
        return new AuditLog(database, InstantSource.fixed(NOW));
    }

    private Path backup(final Database database) throws IOException {
        final Path file = folder.resolve("backup.sql.gz");
        try (InputStream in = new Backup(database).take()) {
            Files.copy(in, file);
        }
        return file;
    }

    @Test
    void restoresWhatWasThereWhenItWasTaken() throws Exception {
        final Path data = Files.createDirectory(folder.resolve("data"));
        final Path file;
        try (Database database = Database.open(data)) {
            audit(database).write(Requester.AGENT, "test", "t", "before");
            file = backup(database);
            audit(database).write(Requester.AGENT, "test", "t", "after");
            try (var left = Files.list(data)) {
                assertEquals(List.of(data.resolve("usher.mv.db")), left.toList());
            }
        }
        final DatabaseLocation.Embedded location = new DatabaseLocation.Embedded(data);
        final IOException there = assertThrows(IOException.class, () -> new Restore(location).run(file, false, NOW));
        assertTrue(there.getMessage().contains("is there already"), there.getMessage());
        final Path old = new Restore(location).run(file, true, NOW).orElseThrow();
        assertTrue(Files.exists(old));
        try (Database database = Database.open(data)) {
            assertEquals(List.of("before"), audit(database).latest(5).stream().map(AuditLog.Entry::detail).toList());
            audit(database).write(Requester.AGENT, "test", "t", "goes on");
            assertEquals(2, audit(database).latest(1).get(0).id());
            assertEquals(Optional.of(11L), database.queryOne("SELECT COUNT(*) AS n FROM information_schema.tables WHERE"
                    + " table_name LIKE 'QRTZ@_%' ESCAPE '@'", row -> row.getLong("n")));
        }
    }

    @Test
    void refusesWhatIsNoBackupAndLeavesTheDatabaseAlone() throws Exception {
        try (Database database = Database.open(folder)) {
            audit(database).write(Requester.AGENT, "test", "t", "kept");
        }
        final Path file = Files.writeString(folder.resolve("x"), "no backup");
        final IOException e =
                assertThrows(IOException.class, () -> new Restore(new DatabaseLocation.Embedded(folder)).run(file, true, NOW));
        assertTrue(e.getMessage().contains("cannot be restored"), e.getMessage());
        assertThrows(IOException.class,
                () -> new Restore(new DatabaseLocation.Embedded(folder)).run(folder.resolve("none"), true, NOW));
        assertEquals(Set.of("usher.mv.db", "x"), names(folder));
        try (Database database = Database.open(folder)) {
            assertEquals("kept", audit(database).latest(1).get(0).detail());
        }
    }

    private static Set<String> names(final Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    @Test
    void leavesNothingOfABackupThatIsCutShort() throws Exception {
        final Path file;
        try (Database database = Database.open(Files.createDirectory(folder.resolve("data")))) {
            audit(database).write(Requester.AGENT, "test", "t", "kept");
            file = backup(database);
        }
        final byte[] whole = Files.readAllBytes(file);
        final DatabaseLocation.Embedded to = new DatabaseLocation.Embedded(Files.createDirectory(folder.resolve("to")));
        for (final int length : new int[] {whole.length / 2, whole.length - 20}) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThrows(IOException.class, () -> new Restore(to).run(file, true, NOW),
                    () -> length + " bytes of " + whole.length);
            assertEquals(Set.of(), names(to.folder()));
        }
        Files.write(file, whole);
        new Restore(to).run(file, true, NOW);
        assertEquals(Set.of("usher.mv.db"), names(to.folder()));
    }

    @Test
    void refusesABackupOfANewerAgentByTheNameOfItsSchema() throws Exception {
        final Path file;
        try (Database database = Database.open(folder)) {
            database.update("INSERT INTO schema_version (number, name) VALUES (?, ?)", 9001, "9001-from-the-future.sql");
            file = backup(database);
        }
        final SchemaTooNewException e = assertThrows(SchemaTooNewException.class,
                () -> new Restore(new DatabaseLocation.Embedded(folder)).run(file, true, NOW));
        assertTrue(e.getMessage().contains("9001-from-the-future.sql"), e.getMessage());
        assertEquals(Set.of("usher.mv.db", file.getFileName().toString()), names(folder));
    }

    @Test
    void isOfOneMomentWhileOthersWrite() throws Exception {
        try (Database database = Database.open(folder)) {
            database.update("CREATE TABLE one (n BIGINT)");
            database.update("CREATE TABLE two (n BIGINT)");
            final boolean[] done = new boolean[1];
            final Thread writer = new Thread(() -> {
                for (long i = 0; !done[0]; i++) {
                    database.update("INSERT INTO two (n) VALUES (?)", i);
                    database.update("INSERT INTO one (n) VALUES (?)", i);
                }
            });
            writer.start();
            while (database.query("SELECT n FROM one LIMIT 200", row -> row.getLong("n")).size() < 200) {
                Thread.onSpinWait();
            }
            final Path file = backup(database);
            done[0] = true;
            writer.join(20_000);
            final Path other = Files.createDirectory(folder.resolve("other"));
            new Restore(new DatabaseLocation.Embedded(other)).run(file, false, NOW);
            try (Database restored = Database.open(other)) {
                // each is written to two first: whoever read one table later than the other would see more than one row's
                // difference
                final long difference = restored.queryOne("SELECT (SELECT COUNT(*) FROM two) - (SELECT COUNT(*) FROM one) AS d",
                        row -> row.getLong("d")).orElseThrow();
                assertTrue(difference == 0 || difference == 1, () -> "two has " + difference + " rows more than one");
            }
        }
    }
}
