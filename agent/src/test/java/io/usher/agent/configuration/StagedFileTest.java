package io.usher.agent.configuration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagedFileTest {
    private static final byte[] NEW = "new\n".getBytes(StandardCharsets.UTF_8);
    @TempDir
    Path folder;

    private List<String> names(final Path where) throws IOException {
        try (Stream<Path> files = Files.list(where)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void changesNothingUntilItIsCommitted() throws IOException {
        final Path file = Files.writeString(folder.resolve("a.cfg"), "old\n");
        try (StagedFile staged = StagedFile.write(file, NEW)) {
            assertEquals("old\n", Files.readString(file));
            assertTrue(names(folder).stream().noneMatch(name -> name.endsWith(".cfg") && !name.equals("a.cfg")),
                    () -> "taken for one");
        }
        assertEquals("old\n", Files.readString(file));
        assertEquals(List.of("a.cfg"), names(folder));
    }

    @Test
    void keepsTheMode() throws IOException {
        final Path file = Files.writeString(folder.resolve("a.cfg"), "old\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r----x"));
        try (StagedFile staged = StagedFile.write(file, NEW)) {
            staged.commit();
        }
        assertEquals("new\n", Files.readString(file));
        assertEquals("rw-r----x", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(List.of("a.cfg"), names(folder));
    }

    @Test
    void writesThroughASymbolicLinkToWhatItPointsAt() throws IOException {
        final Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        final Path real = Files.writeString(elsewhere.resolve("real.cfg"), "old\n");
        final Path link = Files.createSymbolicLink(folder.resolve("a.cfg"), real);
        try (StagedFile staged = StagedFile.write(link, NEW)) {
            staged.commit();
        }
        assertTrue(Files.isSymbolicLink(link));
        assertEquals("new\n", Files.readString(real));
        assertEquals(List.of("real.cfg"), names(elsewhere));
    }

    @Test
    void refusesToMakeAFileThatWasNotThere() {
        assertThrows(NoSuchFileException.class, () -> StagedFile.write(folder.resolve("none.cfg"), NEW));
    }
}
