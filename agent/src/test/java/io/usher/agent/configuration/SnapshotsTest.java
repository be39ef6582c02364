package io.usher.agent.configuration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotsTest {
    @TempDir
    Path folder;
    private Path file;
    private Snapshots snapshots;
    private ConfigurationFiles files;

    @BeforeEach
    void open() throws IOException {
        file = folder.resolve("a.cfg");
        Files.writeString(file, "global\n");
        snapshots = new Snapshots(folder.resolve("kept"));
        files = new ConfigurationFiles(List.of(Path.of("a.cfg")), folder, Map.of());
    }

    @Test
    void keepsTheConfigurationThroughAnEdit() throws Exception {
        final Snapshot snapshot = snapshots.take(files);
        Files.writeString(file, "defaults\n");
        assertEquals("global\n", Files.readString(snapshots.find(snapshot.hash()).orElseThrow().files().get(0)));
        assertNotEquals(snapshot.hash(), files.fingerprint().hash());
        Files.writeString(file, "global\n");
        assertEquals(snapshot.hash(), files.fingerprint().hash());
    }

    @Test
    void keepsTheFilesThatItNamesAndNamesTheCopies() throws Exception {
        Files.writeString(folder.resolve("503.http"), "old page");
        Files.writeString(folder.resolve("run.pid"), "1");
        Files.writeString(file, "global\n  pidfile run.pid\nbackend b\n  errorfile 503 503.http # 503.http\n");
        final Snapshot snapshot = snapshots.take(files);
        Files.writeString(folder.resolve("503.http"), "new page");
        final List<String> lines = Files.readAllLines(snapshot.files().get(0));
        assertEquals("  pidfile run.pid", lines.get(1));
        final String copy = lines.get(3).trim().split(" ")[2];
        assertEquals("old page", Files.readString(Path.of(copy)));
        assertTrue(lines.get(3).endsWith(" # 503.http"), lines.get(3));
        assertNotEquals(snapshot.hash(), files.fingerprint().hash());
    }

    @Test
    void tellsWhichSnapshotAFileBelongsTo() throws Exception {
        final Snapshot snapshot = snapshots.take(files);
        assertEquals(Optional.of(snapshot), snapshots.holding(snapshot.files().get(0).toString()));
        for (final String other : List.of(file.toString(), snapshot.files().get(0).getParent().toString(), "", "-f")) {
            assertEquals(Optional.empty(), snapshots.holding(other), other);
        }
    }

    @Test
    void keepsOneCopyOfOneConfiguration() throws Exception {
        final Snapshot first = snapshots.take(files);
        assertEquals(first, snapshots.take(files));
        Files.writeString(file, "defaults\n");
        final Snapshot second = snapshots.take(files);
        snapshots.keepOnly(Set.of(second.hash()), Instant.EPOCH);
        assertTrue(snapshots.find(first.hash()).isPresent(), "a young one stays");
        snapshots.keepOnly(Set.of(second.hash()), Instant.now().plusSeconds(60));
        try (Stream<Path> kept = Files.list(folder.resolve("kept"))) {
            assertEquals(List.of(second.hash()), kept.map(p -> p.getFileName().toString()).toList());
        }
    }

    @Test
    void takesAFoldersFilesInNameOrder() throws Exception {
        final Path many = Files.createDirectory(folder.resolve("conf.d"));
        for (final String name : List.of("2.cfg", "10.cfg", ".hidden.cfg", "notes.txt")) {
            Files.writeString(many.resolve(name), "# " + name + "\n");
        }
        final Snapshot snapshot = snapshots.take(new ConfigurationFiles(List.of(many), folder, Map.of()));
        assertEquals(List.of(many.resolve("10.cfg"), many.resolve("2.cfg")), snapshot.originals());
    }

    @Test
    void saysMessagesInTheUsersWords() throws Exception {
        final Snapshot snapshot = snapshots.take(files);
        assertEquals("[ALERT] parsing [" + file + ":3] : unknown", snapshot.inUsersWords(
                "[ALERT] parsing [" + snapshot.files().get(0) + ":3] : unknown"));
    }

    @Test
    void namesTheFileThatIsMissing() throws IOException {
        Files.delete(file);
        final Exception e = assertThrows(UnreadableConfigurationException.class, () -> snapshots.take(files));
        assertEquals("configuration file " + file + ": there is no such file", e.getMessage());
    }

    @Test
    void findsNothingWhereNothingIs() {
        assertTrue(snapshots.find("").isEmpty());
        assertTrue(snapshots.find("abc").isEmpty());
    }
}
