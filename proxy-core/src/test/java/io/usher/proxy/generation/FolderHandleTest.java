package io.usher.proxy.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The folder has moved since it was opened: what worked by path would fail, as it does for an account that the path is
 * closed to.
 */
class FolderHandleTest {
    private static final FileAttribute<?> MODE = PosixFilePermissions.asFileAttribute(
        PosixFilePermissions.fromString("rw-------"));
    private static final Set<OpenOption> NEW = Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE,
        StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> OLD = Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE,
        LinkOption.NOFOLLOW_LINKS);

    @TempDir
    Path temp;
    private Path moved;
    private FolderHandle handle;

    @BeforeEach
    void openAndMove() throws IOException {
        final Path path = Files.createDirectories(temp.resolve("above/folder"));
        handle = FolderHandle.open(path);
        moved = Files.move(temp.resolve("above"), temp.resolve("elsewhere")).resolve("folder");
    }

    @AfterEach
    void close() throws IOException {
        handle.close();
    }

    @Test
    void makesAFileThatCanBeLockedAndMapped() throws Exception {
        try (FileChannel file = handle.open("a", NEW, MODE); FileLock lock = file.tryLock()) {
            final MappedByteBuffer mapped = file.map(FileChannel.MapMode.READ_WRITE, 0, 8);
            mapped.putLong(0, 42);
            assertTrue(lock.isValid());
        }

        assertEquals(42, Files.readAllBytes(moved.resolve("a"))[7]);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(moved.resolve("a"))));
    }

    @Test
    void makesNoFileInPlaceOfAnother() throws Exception {
        Files.writeString(moved.resolve("a"), "");

        assertThrows(FileAlreadyExistsException.class, () -> handle.open("a", NEW, MODE));
    }

    @Test
    void opensNoMissingFile() {
        assertThrows(NoSuchFileException.class, () -> handle.open("a", OLD, MODE));
    }

    @Test
    void followsNoLink() throws Exception {
        Files.createSymbolicLink(moved.resolve("a"), Files.writeString(temp.resolve("secret"), "secret"));

        assertThrows(IOException.class, () -> handle.open("a", OLD, MODE));
        assertTrue(handle.exists("a"));
        assertTrue(handle.attributes("a").isSymbolicLink());
    }

    @Test
    void listsWhatIsThereAtThatMoment() throws Exception {
        assertEquals(Set.of(), Set.copyOf(handle.names()));

        Files.writeString(moved.resolve("a"), "");
        Files.writeString(moved.resolve("b"), "");

        assertEquals(Set.of("a", "b"), Set.copyOf(handle.names()));
    }

    @Test
    void renamesInPlaceOfTheFileThatBearsTheName() throws Exception {
        Files.writeString(moved.resolve("new"), "new");
        Files.writeString(moved.resolve("name"), "old");

        handle.rename("new", "name");

        assertEquals("new", Files.readString(moved.resolve("name")));
        assertFalse(handle.exists("new"));
    }

    @Test
    void deletesOnceAndThenHasNothingToDo() throws Exception {
        Files.writeString(moved.resolve("a"), "");

        handle.deleteIfExists("a");
        handle.deleteIfExists("a");

        assertFalse(Files.exists(moved.resolve("a")));
    }

    @Test
    void refusesALinkToAFolder() throws Exception {
        final Path link = Files.createSymbolicLink(temp.resolve("link"), moved);

        final IOException e = assertThrows(IOException.class, () -> FolderHandle.open(link));

        assertTrue(e.getMessage().contains("expected: the folder itself"), e.getMessage());
    }
}
