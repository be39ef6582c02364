package io.usher.agent.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetsidLauncherTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    @TempDir
    Path folder;

    private LaunchedProcess start(final String... command) throws IOException {
        return new SetsidLauncher(folder, Map.of("PATH", System.getenv("PATH"), "NOTIFY_SOCKET", "/x", "KEPT", "yes"))
                .start(List.of(command), folder.resolve("out/log"));
    }

    @Test
    void leadsASessionOfItsOwnWithoutTheAgentsSockets() throws Exception {
        final LaunchedProcess process =
                start("sh", "-c", "cut -d' ' -f1,6 /proc/$$/stat; pwd; echo \"$KEPT$NOTIFY_SOCKET\"; exit 3");
        assertTrue(process.waitFor(LIMIT));
        assertEquals(OptionalInt.of(3), process.exitCode());
        assertEquals(List.of(process.pid() + " " + process.pid(), folder.toRealPath().toString(), "yes"),
                Files.readAllLines(folder.resolve("out/log")));
    }

    @Test
    void tellsOfTheEndHoweverItComes() throws Exception {
        final LaunchedProcess process = start("sleep", "600");
        final CountDownLatch gone = new CountDownLatch(1);
        process.whenGone(gone::countDown);
        assertTrue(process.alive());
        process.kill();
        assertTrue(gone.await(20, TimeUnit.SECONDS));
        assertFalse(process.alive());
        assertEquals("was killed by signal 9", ProxyProgram.howEnded(process.exitCode()));
    }

    @Test
    void noticesTheEndOfAProcessThatItOnlyFound() throws Exception {
        final LaunchedProcess process = start("sleep", "600");
        final LaunchedProcess found = OsProcess.found(process.pid()).orElseThrow();
        final CountDownLatch gone = new CountDownLatch(1);
        found.whenGone(gone::countDown);
        process.terminate();
        assertTrue(gone.await(20, TimeUnit.SECONDS));
        assertEquals(OptionalInt.empty(), found.exitCode());
    }

    @Test
    void findsNeitherItselfNorNobody() {
        assertTrue(OsProcess.found(ProcessHandle.current().pid()).isEmpty());
        assertTrue(OsProcess.found(0).isEmpty());
    }

    @Test
    void saysWhenTheProgramIsMissing() throws Exception {
        final LaunchedProcess process = start("/no/such/program");
        assertTrue(process.waitFor(LIMIT));
        assertEquals(OptionalInt.of(127), process.exitCode());
        assertTrue(Files.readString(folder.resolve("out/log")).contains("/no/such/program"));
        assertThrows(IOException.class, () -> new SetsidLauncher(folder.resolve("none"), Map.of("PATH", "/usr/bin"))
                .start(List.of("true"), folder.resolve("log")));
    }
}
