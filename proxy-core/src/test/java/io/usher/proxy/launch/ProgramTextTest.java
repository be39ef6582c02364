package io.usher.proxy.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.proxy.config.Diagnostic;
import io.usher.proxy.config.Position;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramTextTest {
    @TempDir
    private Path folder;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    private String written() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void showsTheVersionSoThatHaproxysToolsReadIt() {
        assertTrue(VersionText.brief().matches("(?s)HAProxy version 2\\.6\\.\\d+-usher-[^ ]+ \\d{4}/\\d\\d/\\d\\d - Usher .*"));
        assertTrue(VersionText.full().contains("\n  TARGET  = linux-glibc\n"));
        assertTrue(VersionText.full().contains("\nFeature list : "));
        assertTrue(VersionText.full().contains(" -OPENSSL "));
    }

    @Test
    void introducesItselfBeforeTheFirstComplaint() {
        final Announcements announcements = new Announcements(out, 7, false);
        announcements.notice("a");
        announcements.diagnostic(new Diagnostic(Diagnostic.Severity.ALERT, new Position("x.cfg", 3), "b"));
        announcements.warning("c");
        assertEquals("[NOTICE]   (7) : a\n[NOTICE]   (7) : usher version is " + VersionText.NUMBER
                + "\n[ALERT]    (7) : config : parsing [x.cfg:3] : b\n[WARNING]  (7) : c\n", written());
    }

    @Test
    void saysNothingWhenQuiet() {
        new Announcements(out, 7, true).alert("a");
        assertEquals("", written());
    }

    @Test
    void tellsOnlyALauncherThatItIsReady() {
        new Readiness(Map.of(), out).ready();
        assertEquals("", written());
    }

    @Test
    void leavesThePidFileAloneUntilItServes() throws IOException, StartFailedException {
        final Path path = Files.writeString(folder.resolve("pid"), "123456789\n");
        final PidFile file = PidFile.open(path.toString());
        assertEquals("123456789\n", Files.readString(path));
        file.write(42);
        assertEquals("42\n", Files.readString(path));
        file.write(7);
        assertEquals("7\n", Files.readString(path));
    }
}
