package io.usher.agent.configuration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The statements of a configuration that the proxy has accepted, by sections, without comments, blanks and quotes: two
 * configurations with the same outline run alike. A file that is named there counts by its content.
 */
final class Outline {
    private static final Set<String> SECTIONS = Set.of("global", "defaults", "frontend", "backend", "listen", "peers",
            "resolvers", "userlist", "program", "ring", "mailers", "cache", "http-errors", "fcgi-app");
    private final List<OutlineSection> sections = new ArrayList<>();
    private final Map<String, Integer> seen = new HashMap<>();
    private final Snapshot snapshot;
    private final Map<String, String> environment;
    private OutlineSection unnamedDefaults;
    private final Map<String, OutlineSection> namedDefaults = new HashMap<>();

    private Outline(final Snapshot snapshot, final Map<String, String> environment) {
        this.snapshot = snapshot;
        this.environment = environment;
    }

    /** In order. */
    List<OutlineSection> sections() {
        return List.copyOf(sections);
    }

    /**
     * Reads a snapshot's files.
     *
     * @param environment variables as the proxy has them
     */
    static Outline of(final Snapshot snapshot, final Map<String, String> environment) {
        final Outline outline = new Outline(snapshot, environment);
        for (int i = 0; i < snapshot.files().size(); i++) {
            outline.file(text(snapshot.files().get(i)), snapshot.originals().get(i));
        }
        return outline;
    }

    private static String text(final Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (final IOException e) {
            throw new UncheckedIOException("snapshot file " + file, e);
        }
    }

    private void file(final String text, final Path original) {
        int number = 0;
        for (final String raw : text.split("\n")) {
            number++;
            final List<String> words = ConfigurationLine.of(raw, environment).words().stream()
                    .map(word -> named(word.text())).toList();
            if (words.isEmpty()) {
                continue;
            }
            final OutlineStatement statement = new OutlineStatement(words, original, number);
            if (SECTIONS.contains(words.get(0))) {
                begin(statement);
            } else if (!sections.isEmpty()) {
                sections.get(sections.size() - 1).add(statement);
            }
        }
    }

    private void begin(final OutlineStatement header) {
        final String kind = header.word(0);
        final String name = kind.equals("global") || header.word(1).equals("from") ? "" : header.word(1);
        final String key = (kind + " " + name).strip();
        final int count = seen.merge(key, 1, Integer::sum);
        final OutlineSection section = new OutlineSection(count == 1 ? key : key + " (no. " + count + ")", header,
                inherited(header));
        sections.add(section);
        if (kind.equals("defaults")) {
            unnamedDefaults = section;
            if (!name.isEmpty()) {
                namedDefaults.put(name, section);
            }
        }
    }

    private OutlineSection inherited(final OutlineStatement header) {
        final int from = header.words().indexOf("from");
        if (from > 0 && from + 1 < header.words().size()) {
            return namedDefaults.get(header.word(from + 1));
        }
        return header.word(0).equals("defaults") ? null : unnamedDefaults;
    }

    /** A copy in the snapshot by its content, since another snapshot has it under another name. */
    private String named(final String word) {
        if (snapshot.files().isEmpty() || !word.startsWith(snapshot.files().get(0).getParent().toString())) {
            return word;
        }
        try {
            return "file with SHA-256 " + Digests.hex(Files.readAllBytes(Path.of(word)));
        } catch (final IOException e) {
            throw new UncheckedIOException("snapshot file " + word, e);
        }
    }
}
