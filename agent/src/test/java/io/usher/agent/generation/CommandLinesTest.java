package io.usher.agent.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLinesTest {
    @TempDir
    Path folder;

    @Test
    void tellsTheWordsOfAProcess() {
        assertTrue(CommandLines.of(ProcessHandle.current().pid()).get(0).endsWith("java"));
        assertEquals(List.of(), CommandLines.of(Long.MAX_VALUE));
    }

    @Test
    void findsTheProcessThatWasToldToReadAFileAndNoOtherThatNamesIt() throws Exception {
        final Path file = folder.resolve("generation-7.cfg");
        assertEquals(Optional.empty(), CommandLines.reading(file));
        final Process editor = new ProcessBuilder("sh", "-c", "read x", "editor", file.toString()).start();
        final Process proxy =
                new ProcessBuilder("sh", "-c", "read x", "proxy", "-f", "own.cfg", "-f", file.toString(), "-sf", "1").start();
        try {
            assertEquals(Optional.of(proxy.pid()), CommandLines.reading(file));
        } finally {
            editor.destroyForcibly();
            proxy.destroyForcibly();
        }
    }
}
