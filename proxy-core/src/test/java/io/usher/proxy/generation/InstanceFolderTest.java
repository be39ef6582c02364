package io.usher.proxy.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceFolderTest {
    @TempDir
    Path temp;

    private static ProcessIdentity self() throws IOException {
        return ProcessIdentity.current(-1, -1);
    }

    /** As an account that is not root would see it, whoever runs the test. */
    private static ProcessIdentity asUser() throws IOException {
        final int uid = self().uid();
        return new ProcessIdentity(uid == 0 ? 4242 : uid, uid, -1);
    }

    @Test
    void makesAPrivateFolder() throws Exception {
        final InstanceFolder folder = InstanceFolder.open(temp.resolve("seats"), self());

        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.path())));
    }

    @Test
    void refusesAFolderThatOthersMayRead() throws Exception {
        final Path open = Files.createDirectory(temp.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));

        final StartRefusedException e = assertThrows(StartRefusedException.class, () -> InstanceFolder.open(open, self()));

        assertEquals("folder " + open + ": mode rwxr-xr-x (expected: rwx------, that is 0700)", e.getMessage());
    }

    @Test
    void refusesAFolderOfAStranger() throws Exception {
        final Path folder = InstanceFolder.open(temp.resolve("theirs"), self()).path();
        final int owner = (Integer) Files.getAttribute(folder, "unix:uid");

        if (owner != 0) {
            final StartRefusedException e = assertThrows(StartRefusedException.class,
                () -> InstanceFolder.open(folder, new ProcessIdentity(owner + 1, owner + 1, -1)));
            assertTrue(e.getMessage().contains("owned by uid " + owner + " (expected: " + (owner + 1) + ")"), e.getMessage());
        } else {
            Files.setAttribute(folder, "unix:uid", 4711);
            final StartRefusedException e = assertThrows(StartRefusedException.class, () -> InstanceFolder.open(folder, self()));
            assertTrue(e.getMessage().contains("owned by uid 4711 (expected: 0)"), e.getMessage());
        }
    }

    @Test
    void refusesALinkInPlaceOfAFolder() throws Exception {
        final Path target = InstanceFolder.open(temp.resolve("target"), self()).path();
        final Path link = Files.createSymbolicLink(temp.resolve("link"), target);

        assertThrows(StartRefusedException.class, () -> InstanceFolder.open(link, self()));
    }

    @Test
    void followsNoLinkInTheFolder() throws Exception {
        final InstanceFolder folder = InstanceFolder.open(temp.resolve("seats"), self());
        final Path secret = Files.writeString(temp.resolve("secret"), "secret");
        Files.createSymbolicLink(folder.ownerFile(), secret);

        assertThrows(IOException.class, () -> OwnerLock.open(folder));
    }

    @Test
    void refusesAFileWithASecondName() throws Exception {
        final InstanceFolder folder = InstanceFolder.open(temp.resolve("seats"), self());
        final Path elsewhere = Files.writeString(temp.resolve("elsewhere"), "");
        Files.createLink(folder.ownerFile(), elsewhere);

        final IOException e = assertThrows(IOException.class, () -> OwnerLock.open(folder));
        assertTrue(e.getMessage().contains("2 names"), e.getMessage());
    }

    @Test
    void twoFilesOfOneNameAreTwoInstances() {
        assertNotEquals(InstanceFolder.instanceName(Path.of("/a/usher.cfg")),
            InstanceFolder.instanceName(Path.of("/b/usher.cfg")));
        assertNotEquals(InstanceFolder.instanceName(Path.of("/a-b/c")), InstanceFolder.instanceName(Path.of("/a/b-c")));
        assertNotEquals(InstanceFolder.instanceName(Path.of("/a/\u00e4")), InstanceFolder.instanceName(Path.of("/a/a")));
    }

    @Test
    void instanceIsNamedAfterThePathAsASystemdUnitWouldBe() {
        assertEquals("etc-usher-one\\x2dslot.cfg", InstanceFolder.instanceName(Path.of("/etc/usher/../usher/one-slot.cfg")));
    }

    @Test
    void longPathsStillMakeAFileName() {
        final String one = InstanceFolder.instanceName(Path.of("/" + "a/".repeat(300) + "one"));
        final String two = InstanceFolder.instanceName(Path.of("/" + "a/".repeat(300) + "two"));

        assertTrue(one.length() <= 200, one);
        assertNotEquals(one, two);
    }

    @Test
    void userStateIsBelowXdgStateHomeOrHome() throws Exception {
        final Path file = Path.of("/etc/usher.cfg");
        assertEquals(temp.resolve("state/usher/etc-usher.cfg"),
            InstanceFolder.open(Optional.empty(), file,
                Map.of("XDG_STATE_HOME", temp.resolve("state").toString(), "HOME", "/x"), asUser()).path());
        assertEquals(temp.resolve(".local/state/usher/etc-usher.cfg"),
            InstanceFolder.open(Optional.empty(), file, Map.of("HOME", temp.toString()), asUser()).path());
    }

    @Test
    void withoutAHomeTheKeywordIsNamed() throws Exception {
        final ProcessIdentity user = asUser();
        final StartRefusedException e = assertThrows(StartRefusedException.class,
            () -> InstanceFolder.open(Optional.empty(), Path.of("/etc/usher.cfg"), Map.of(), user));

        assertTrue(e.getMessage().contains("set 'seat-journal' in the global section"), e.getMessage());
    }

    @Test
    void noDefaultInAFolderThatAnybodyMayWriteTo() throws Exception {
        final Path open = Files.createDirectories(temp.resolve("open/usher"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        final ProcessIdentity user = asUser();

        final StartRefusedException e = assertThrows(StartRefusedException.class, () -> InstanceFolder.open(Optional.empty(),
            Path.of("/etc/usher.cfg"), Map.of("XDG_STATE_HOME", temp.resolve("open").toString()), user));

        assertTrue(e.getMessage().contains("anybody may write there"), e.getMessage());
    }

    @Test
    void configurationThatSucceededOneOfAnotherNameIsFoundByItsOwn() throws Exception {
        final Map<String, String> environment = Map.of("HOME", temp.toString());
        final InstanceFolder old = InstanceFolder.open(Optional.empty(), Path.of("/etc/old.cfg"), environment, asUser());
        final InstanceFolder young = InstanceFolder.open(Optional.empty(), Path.of("/etc/new.cfg"), environment, asUser());
        young.movedTo(old);

        assertEquals(old.path(), InstanceFolder.open(Optional.empty(), Path.of("/etc/new.cfg"), environment, asUser()).path());
    }

    @Test
    void listsJournalsByNumberAndNothingElse() throws Exception {
        final InstanceFolder folder = InstanceFolder.open(temp.resolve("seats"), self());
        for (final int n : List.of(10, 9, 2)) {
            try (FileChannel file = folder.openFile(folder.journalFile(n), true, true)) {
                assertEquals(0, file.size());
            }
        }
        Files.writeString(folder.path().resolve("journal-3.new-17"), "");
        Files.writeString(folder.path().resolve("journal-x"), "");

        assertEquals(List.of(2, 9, 10), folder.journals());
    }

    @Test
    void journalIsMadeFoundAndDeletedThoughThePathLeadsThereNoMore() throws Exception {
        final InstanceFolder folder = InstanceFolder.open(temp.resolve("above/seats"), self());
        final Path moved = Files.move(temp.resolve("above"), temp.resolve("elsewhere")).resolve("seats");

        final FileJournal journal = FileJournal.create(folder, 3);
        assertTrue(Files.exists(moved.resolve("journal-3")));
        assertEquals(List.of(3), folder.journals());
        journal.deleteIfEmpty();

        assertEquals(List.of(), folder.journals());
        assertFalse(Files.exists(moved.resolve("journal-3")));
    }

    @Test
    void rootGivesItsFolderAndFilesToTheAccountThatRightsAreDroppedTo() throws Exception {
        assumeTrue(self().uid() == 0, "only root can give files away (expected: the tests run as root)");
        final InstanceFolder roots = InstanceFolder.open(temp.resolve("seats"), self());
        FileJournal.create(roots, 1);
        OwnerLock.open(roots);

        final InstanceFolder given = InstanceFolder.open(roots.path(), new ProcessIdentity(0, 4711, 4712));
        FileJournal.create(given, 2);

        for (final Path file : List.of(given.path(), given.ownerFile(), given.journalFile(1), given.journalFile(2))) {
            assertEquals(Map.of("uid", 4711, "gid", 4712), Files.readAttributes(file, "unix:uid,gid"), file.toString());
        }
    }

    @Test
    void rootGivesAwayNoFileWithASecondName() throws Exception {
        assumeTrue(self().uid() == 0, "only root can give files away (expected: the tests run as root)");
        final InstanceFolder roots = InstanceFolder.open(temp.resolve("seats"), self());
        Files.createLink(roots.journalFile(1), Files.writeString(temp.resolve("secret"), ""));

        final StartRefusedException e = assertThrows(StartRefusedException.class,
            () -> InstanceFolder.open(roots.path(), new ProcessIdentity(0, 4711, 4712)));

        assertTrue(e.getMessage().contains("2 names"), e.getMessage());
        assertEquals(0, Files.getAttribute(temp.resolve("secret"), "unix:uid"));
    }

    @Test
    void folderBelongsToRootOrTheAccountThatRightsAreDroppedTo() throws Exception {
        final ProcessIdentity drops = new ProcessIdentity(0, 4711, 4712);

        assertTrue(drops.dropsRights());
        assertTrue(drops.trusts(0));
        assertTrue(drops.trusts(4711));
        assertFalse(drops.trusts(4712));
        assertFalse(new ProcessIdentity(4711, 4711, -1).dropsRights());
    }

    @Test
    void refusesAFileOfAnotherFolder() throws Exception {
        final InstanceFolder folder = InstanceFolder.open(temp.resolve("seats"), self());

        assertThrows(IllegalArgumentException.class, () -> folder.delete(temp.resolve("elsewhere/journal-1")));
    }
}
