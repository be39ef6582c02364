package io.usher.agent.configuration;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads {@code hash-type} lines (HAProxy configuration manual, 4.2) of files that the proxy has accepted: with a consistent hash
 * weights can be changed at runtime, with a map-based one they cannot, and the stats socket does not tell the two apart.
 */
final class ConsistentHashes {
    private final Set<String> found = new HashSet<>();
    private final Map<String, Boolean> byDefaults = new HashMap<>();
    private final Map<String, String> environment;
    private boolean lastDefaults;
    private boolean consistent;
    private String section = "";
    private String name = "";

    private ConsistentHashes(final Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * The names of backends and {@code listen} sections whose hash, if they have one, is consistent.
     *
     * @param texts       the files' contents, in order
     * @param environment variables as the proxy has them
     */
    static Set<String> read(final List<String> texts, final Map<String, String> environment) {
        final ConsistentHashes reader = new ConsistentHashes(environment);
        texts.forEach(reader::file);
        return Set.copyOf(reader.found);
    }

    private void file(final String text) {
        for (final String raw : text.split("\n")) {
            line(ConfigurationLine.of(raw, environment));
        }
        endSection();
        section = "";
    }

    private void line(final ConfigurationLine line) {
        switch (line.word(0)) {
            case "defaults", "backend", "listen", "frontend", "global", "peers", "resolvers", "userlist", "program", "ring",
                    "mailers", "cache", "http-errors", "fcgi-app" -> beginSection(line);
            case "hash-type" -> consistent = line.word(1).equals("consistent");
            default -> {
                // no matter of hashes
            }
        }
    }

    private void beginSection(final ConfigurationLine line) {
        endSection();
        section = line.word(0);
        name = line.word(1).equals("from") ? "" : line.word(1);
        consistent = from(line, !section.equals("defaults") && lastDefaults);
    }

    /** {@code backend b from DEFAULTS} (configuration manual, 4). */
    private boolean from(final ConfigurationLine line, final boolean otherwise) {
        for (int i = 1; i < line.words().size() - 1; i++) {
            if (line.word(i).equals("from")) {
                return byDefaults.getOrDefault(line.word(i + 1), otherwise);
            }
        }
        return otherwise;
    }

    private void endSection() {
        if (section.equals("defaults")) {
            lastDefaults = consistent;
            byDefaults.put(name, consistent);
        } else if (consistent && (section.equals("backend") || section.equals("listen"))) {
            found.add(name);
        }
    }
}
