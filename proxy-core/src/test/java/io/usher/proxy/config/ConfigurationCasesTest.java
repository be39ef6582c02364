package io.usher.proxy.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the text cases under {@code cases/}. A case is one file: parts begin with {@code === name}; each part but
 * {@code === diagnostics} is a configuration file of that name; the diagnostics are what the reader must say of all files
 * together, or nothing. So a new case needs no Java.
 */
class ConfigurationCasesTest {
    private static final String DIAGNOSTICS = "diagnostics";

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> readsEachCaseAsItSays() throws IOException, URISyntaxException {
        final Path cases = Path.of(ConfigurationCasesTest.class.getResource("cases").toURI());
        final List<Path> files;
        try (Stream<Path> listed = Files.list(cases)) {
            files = listed.filter(file -> file.toString().endsWith(".case")).sorted().toList();
        }
        assertTrue(files.size() > 5, "cases found in " + cases + ": " + files.size());
        return files.stream().map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> run(file)));
    }

    private void run(final Path file) throws IOException {
        final Map<String, String> parts = parts(Files.readString(file));
        final Path place = Files.createDirectories(folder.resolve(file.getFileName().toString()));
        final List<Path> configurations = new ArrayList<>();
        for (final Map.Entry<String, String> part : parts.entrySet()) {
            if (!part.getKey().equals(DIAGNOSTICS)) {
                configurations.add(Files.writeString(place.resolve(part.getKey()), part.getValue()));
            }
        }
        final ConfigurationResult result = new ConfigurationReader(Map.of("HOME", "/home/x", "PORT", "8081")::get,
                new TestHost()).read(configurations);
        final String said = result.diagnostics().stream().map(one -> "[" + one.severity() + "] " + one + "\n")
                .collect(Collectors.joining()).replace(place + "/", "");
        assertEquals(parts.get(DIAGNOSTICS), said);
        assertEquals(!said.contains("[ALERT]"), result.valid());
    }

    private static Map<String, String> parts(final String text) {
        final Map<String, String> parts = new LinkedHashMap<>();
        for (final String part : text.split("(?m)^=== ")) {
            final int end = part.indexOf('\n');
            if (end > 0 && !part.startsWith("#")) {
                parts.put(part.substring(0, end), part.substring(end + 1));
            }
        }
        return parts;
    }
}
