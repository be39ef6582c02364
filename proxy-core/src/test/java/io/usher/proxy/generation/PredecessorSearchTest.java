package io.usher.proxy.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which processes {@code -sf} takes for generations, for strangers, and for gone. */
class PredecessorSearchTest {
    @TempDir
    Path temp;
    private InstanceFolder folder;

    @BeforeEach
    void open() throws Exception {
        folder = InstanceFolder.open(temp.resolve("seats"), ProcessIdentity.current(-1, -1));
    }

    @Test
    void processThatIsGoneIsPassedOver() throws Exception {
        final Process process = new ProcessBuilder("true").start();
        process.waitFor();

        assertEquals(Optional.empty(), new PredecessorSearch(folder, 0).socketsOf(List.of(process.pid())));
    }

    @Test
    void deadProcessThatNobodyHasWaitedForIsPassedOver() throws Exception {
        // The shell becomes a program that does not know of the child it has.
        final Process parent = new ProcessBuilder("sh", "-c", "true & exec sleep 60").start();
        try {
            final long zombie = zombieOf(parent);

            assertEquals(Optional.empty(), new PredecessorSearch(folder, 0).socketsOf(List.of(zombie)));
        } finally {
            parent.destroyForcibly();
        }
    }

    private static long zombieOf(final Process parent) throws IOException {
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (true) {
            assertTrue(System.nanoTime() < deadline, "the child has not died within 10 s");
            final Optional<ProcessHandle> child = parent.children().findFirst();
            if (child.isPresent() && isSleep(parent) && stat(child.get()).contains(") Z ")) {
                return child.get().pid();
            }
            Thread.onSpinWait();
        }
    }

    private static boolean isSleep(final Process parent) throws IOException {
        return stat(parent.toHandle()).contains("(sleep)");
    }

    private static String stat(final ProcessHandle process) throws IOException {
        return Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
    }

    @Test
    void livingStrangerIsRefusedByPid() {
        final long self = ProcessHandle.current().pid();

        final StartRefusedException e = assertThrows(StartRefusedException.class,
            () -> new PredecessorSearch(folder, 0).socketsOf(List.of(self)));

        assertTrue(e.getMessage().startsWith("process " + self + " ("), e.getMessage());
    }
}
