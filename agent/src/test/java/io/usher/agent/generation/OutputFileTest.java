package io.usher.agent.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {
    @TempDir
    Path folder;

    @Test
    void isEmptiedInPlaceSoThatTheWriterGoesOn() throws Exception {
        final Path path = folder.resolve("g.log");
        try (var writer = Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            writer.write("x".repeat((int) OutputFile.MAX_BYTES).getBytes());
            final OutputFile file = new OutputFile(path);
            file.cap();
            assertEquals(OutputFile.MAX_BYTES, file.length(), "not yet too large");
            writer.write("last words".getBytes());
            file.cap();
            assertEquals(0, file.length());
            assertTrue(Files.readString(folder.resolve("g.log.before")).endsWith("xlast words"));
            writer.write("new".getBytes());
            assertEquals("new", Files.readString(path));
        }
    }

    @Test
    void tellsWhatWasSaidSinceAPlace() throws Exception {
        final Path path = folder.resolve("g.log");
        Files.writeString(path, "old\nnew\n");
        final OutputFile file = new OutputFile(path);
        assertEquals("new", file.since(4));
        assertEquals("", file.since(8));
        assertTrue(new OutputFile(folder.resolve("none")).since(0).contains("cannot be read"));
    }
}
