package io.usher.agent.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLockTest {
    @TempDir
    Path folder;
    private long uid;

    @BeforeEach
    void whoAmI() throws Exception {
        uid = ((Number) Files.getAttribute(folder, "unix:uid")).longValue();
    }

    private DirectoryLock take(final Path directory) throws LaunchException {
        return DirectoryLock.take("run directory", directory, uid, "rwx------");
    }

    @Test
    void refusesASecondAgentNamingTheFirst() throws Exception {
        final Path directory = folder.resolve("run");
        try (DirectoryLock first = take(directory)) {
            final LaunchException e = assertThrows(LaunchException.class, () -> take(directory));
            assertEquals(ExitCode.DIRECTORY_IN_USE, e.exitCode());
            assertTrue(e.getMessage().endsWith("is in use by the agent with pid " + ProcessHandle.current().pid()),
                    e.getMessage());
        }
        take(directory).close();
    }

    @Test
    void makesADirectoryOnlyItsOwnerCanEnter() throws Exception {
        take(folder.resolve("a/run")).close();
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("a/run"))));
    }

    @Test
    void refusesADirectoryThatOthersMayWriteTo() throws Exception {
        final Path directory = Files.createDirectory(folder.resolve("open"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        final LaunchException e = assertThrows(LaunchException.class, () -> take(directory));
        assertEquals(ExitCode.CONFIGURATION, e.exitCode());
        assertTrue(e.getMessage().contains("rwxrwxrwx"), e.getMessage());
    }

    @Test
    void refusesADirectoryOfSomebodyElse() {
        final LaunchException e = assertThrows(LaunchException.class,
                () -> DirectoryLock.take("data directory", folder, uid + 1, "rwx------"));
        assertTrue(e.getMessage().contains("belongs to uid " + uid), e.getMessage());
    }
}
