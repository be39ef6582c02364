package io.usher.agent.configuration;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The files that a configuration names (error pages, ACL patterns, certificates): every word behind a keyword that is the
 * name of a regular file, but for keywords that name what the proxy writes.
 */
final class NamedFiles {
    private static final long MAX_BYTES = 64L << 20;
    private static final int SERVER_WORDS = 3;
    private static final Set<String> NAMES_OUTPUT = Set.of("pidfile", "stats", "log", "seat-journal", "server-state-file",
            "server-state-base", "chroot", "user", "group", "description", "bind", "default_backend", "server-template");

    private final Path workingDirectory;
    private final Map<String, String> environment;

    NamedFiles(final Path workingDirectory, final Map<String, String> environment) {
        this.workingDirectory = workingDirectory;
        this.environment = environment;
    }

    /** The files that a text names, each once, by the name used there. */
    Map<String, Path> in(final String text) {
        final Map<String, Path> found = new LinkedHashMap<>();
        for (final String word : words(text)) {
            if (isFile(word)) {
                found.put(word, workingDirectory.resolve(word).normalize());
            }
        }
        return found;
    }

    /** The files that a text names, and those that it would name if they were there. */
    Set<Path> possible(final String text) {
        final Set<Path> found = new LinkedHashSet<>();
        for (final String word : words(text)) {
            try {
                found.add(workingDirectory.resolve(word).normalize());
            } catch (final InvalidPathException e) {
                continue; // no file can ever have this name
            }
        }
        return found;
    }

    /** Those that can be the name of a file, each once. */
    private Set<String> words(final String text) {
        final Set<String> found = new LinkedHashSet<>();
        for (final String raw : text.split("\n")) {
            final ConfigurationLine line = ConfigurationLine.of(raw, environment);
            if (!NAMES_OUTPUT.contains(line.word(0))) {
                line.words().stream().skip(first(line)).map(ConfigurationLine.Word::text).filter(NamedFiles::mayBeName)
                        .forEach(found::add);
            }
        }
        return found;
    }

    /** The same text with other names for these files. */
    String renamed(final String text, final UnaryOperator<String> newNames) {
        final StringBuilder result = new StringBuilder();
        for (final String raw : text.split("(?<=\n)")) {
            final ConfigurationLine line = ConfigurationLine.of(raw.stripTrailing(), environment);
            final StringBuilder changed = new StringBuilder(raw);
            for (int i = line.words().size() - 1; i >= first(line) && !NAMES_OUTPUT.contains(line.word(0)); i--) {
                final ConfigurationLine.Word word = line.words().get(i);
                if (isFile(word.text())) {
                    changed.replace(word.start(), word.end(), newNames.apply(word.text()));
                }
            }
            result.append(changed);
        }
        return result.toString();
    }

    /** The first word that may name a file: a server's name and address do not, and may be thousands. */
    private static int first(final ConfigurationLine line) {
        return line.word(0).equals("server") ? SERVER_WORDS : 1;
    }

    /** A name without either is a keyword or a section's name far more often than a file. */
    private static boolean mayBeName(final String word) {
        return word.indexOf('/') >= 0 || word.indexOf('.') >= 0;
    }

    private boolean isFile(final String word) {
        if (!mayBeName(word)) {
            return false;
        }
        try {
            final Path path = workingDirectory.resolve(word);
            return Files.isRegularFile(path) && Files.size(path) <= MAX_BYTES;
        } catch (final InvalidPathException | java.io.IOException e) {
            return false; // then the proxy cannot read it either, and says so
        }
    }
}
