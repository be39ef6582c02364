package io.usher.agent.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a systemctl that writes down what it is asked and starts a real process. */
class UnitLauncherTest {

    @TempDir
    private Path folder;
    private final List<String> others = new ArrayList<>();

    @BeforeEach
    void writeSystemctl() throws IOException {
        Files.createDirectories(folder.resolve("output"));
    }

    private UnitLauncher launcher(final String script) throws IOException {
        final Path systemctl = folder.resolve("systemctl");
        Files.writeString(systemctl, "#!/bin/sh\necho \"$*\" >> " + folder.resolve("asked") + "\n" + script);
        assertTrue(systemctl.toFile().setExecutable(true));
        return new UnitLauncher("usher-generation@.service", folder, (command, output) -> {
            others.addAll(command);
            return new SetsidLauncher(folder, System.getenv()).start(command, output);
        }, systemctl.toString());
    }

    @Test
    void startsAGenerationAsAnInstanceOfItsTemplate() throws IOException {
        final UnitLauncher launcher = launcher("[ $1 = show ] && cat " + folder.resolve("pid")
                + "\n[ $1 = start ] && { sleep 60 >/dev/null 2>&1 & echo $! > " + folder.resolve("pid") + "; }\nexit 0\n");

        final LaunchedProcess process = launcher.start(List.of("/usr/bin/usher-proxy", "-f", "/etc/a.cfg", "-sf", "17"),
                folder.resolve("output/generation-7.log"));
        try {
            assertTrue(process.alive());
            assertEquals(Files.readString(folder.resolve("pid")).strip(), String.valueOf(process.pid()));
            assertEquals("USHER_ARGUMENTS=\"-f /etc/a.cfg -sf 17\"\n", Files.readString(folder.resolve("generation-7.env")));
            assertTrue(Files.readString(folder.resolve("asked")).startsWith("start usher-generation@generation-7.service\n"));
        } finally {
            process.kill();
        }
        assertTrue(process.waitFor(Duration.ofSeconds(20)));
    }

    @Test
    void takesAUnitThatHasEndedForAProcessThatIsGone() throws IOException {
        final LaunchedProcess process = launcher("[ $1 = show ] && echo 0\nexit 0\n")
                .start(List.of("/usr/bin/usher-proxy", "-f", "a"), folder.resolve("output/generation-1.log"));
        assertFalse(process.alive());
        final List<String> told = new ArrayList<>();
        process.whenGone(() -> told.add("gone"));
        assertEquals(List.of("gone"), told);
    }

    @Test
    void saysWhatSystemctlSaidWhenTheUnitCannotBeStarted() {
        final IOException refused = assertThrows(IOException.class, () -> launcher("echo 'Access denied'; exit 4\n")
                .start(List.of("/usr/bin/usher-proxy", "-f", "a"), folder.resolve("output/generation-1.log")));
        assertTrue(refused.getMessage().contains("ended with 4: Access denied"), refused.getMessage());
    }

    @Test
    void refusesArgumentsThatAUnitWouldSplit() {
        final IOException refused = assertThrows(IOException.class, () -> launcher("exit 0\n")
                .start(List.of("/usr/bin/usher-proxy", "-f", "/etc/two words.cfg"), folder.resolve("output/generation-1.log")));
        assertTrue(refused.getMessage().contains("'/etc/two words.cfg'"), refused.getMessage());
    }

    @Test
    void leavesChecksToTheOtherLauncher() throws IOException {
        final LaunchedProcess check = launcher("exit 1\n").start(List.of("true", "-c"), folder.resolve("output/check.log"));
        assertTrue(check.waitFor(Duration.ofSeconds(20)));
        assertEquals(List.of("true", "-c"), others);
        assertFalse(Files.exists(folder.resolve("asked")));
    }

    @Test
    void refusesANameThatIsNoTemplate() {
        final IllegalArgumentException refused = assertThrows(IllegalArgumentException.class,
                () -> new UnitLauncher("usher.service", folder, (command, output) -> null));
        assertTrue(refused.getMessage().contains("'usher.service'"), refused.getMessage());
    }
}
