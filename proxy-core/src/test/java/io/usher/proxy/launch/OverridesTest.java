package io.usher.proxy.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.proxy.config.Configuration;
import io.usher.proxy.config.ConfigurationReader;
import io.usher.proxy.config.Global;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverridesTest {
    @TempDir
    private Path folder;

    private Global global(final String... options) throws IOException, UsageException {
        final Path file = Files.writeString(folder.resolve("a.cfg"),
                "global\n maxconn 5\n pidfile /a\n busy-polling\n daemon\n quiet\nbackend b\n");
        final Configuration configuration = new ConfigurationReader(name -> null).read(List.of(file)).configuration()
                .orElseThrow();
        final String[] words = new String[options.length + 2];
        words[0] = "-f";
        words[1] = file.toString();
        System.arraycopy(options, 0, words, 2, options.length);
        return Overrides.apply(configuration, CommandLineParser.parse(words)).global();
    }

    @Test
    void letsTheCommandLineWin() throws IOException, UsageException {
        final Global global = global("-n", "9", "-p", "/b", "-db", "-V");
        assertEquals(9, global.maxconn());
        assertEquals(Optional.of("/b"), global.pidfile());
        assertFalse(global.daemon() || global.quiet());
    }

    @Test
    void keepsWhatIsConfiguredOtherwise() throws IOException, UsageException {
        final Global global = global();
        assertEquals(5, global.maxconn());
        assertEquals(Optional.of("/a"), global.pidfile());
        assertTrue(global.daemon() && global.quiet() && global.busyPolling());
    }

    @Test
    void startsAgainForTheBackgroundOnlyOnce() throws IOException, UsageException {
        final CommandLine line = CommandLineParser.parse("-f", "a");
        assertTrue(Background.needed(global(), line, Map.of()));
        assertFalse(Background.needed(global(), line, Map.of(Background.VARIABLE, "yes")));
        assertFalse(Background.needed(global("-db"), CommandLineParser.parse("-f", "a", "-db"), Map.of()));
    }
}
