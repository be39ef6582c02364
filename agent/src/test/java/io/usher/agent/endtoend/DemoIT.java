package io.usher.agent.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code usher demo --once}, as a newcomer runs it. */
class DemoIT {

    @Test
    void endsByItselfWithNoQueryRefused(@TempDir final Path folder) throws Exception {
        final Path output = folder.resolve("demo.out");
        final String program = Path.of(System.getProperty("user.dir"), "bin", "usher").toString();
        final Process demo = new ProcessBuilder(program, "demo", "--once")
                .redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try {
            assertTrue(demo.waitFor(120, TimeUnit.SECONDS), () -> said(output));
            assertEquals(0, demo.exitValue(), () -> said(output));
            assertTrue(said(output).contains("Refused by servers:   0"), () -> said(output));
            assertTrue(said(output).contains("reload 5: 202"), () -> said(output));
        } finally {
            demo.destroyForcibly();
        }
    }

    private static String said(final Path output) {
        try {
            return Files.readString(output, StandardCharsets.UTF_8);
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }
}
