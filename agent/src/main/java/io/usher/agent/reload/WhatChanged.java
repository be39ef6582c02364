package io.usher.agent.reload;

import io.usher.agent.configuration.Snapshot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells in which files two snapshots differ, and in how many lines. No line itself: configurations hold passwords, and the
 * history is for readers. A line that only moved counts as unchanged.
 */
final class WhatChanged {
    private static final Logger LOG = LoggerFactory.getLogger(WhatChanged.class);
    private static final String NAMED = "named-\\d+-";

    private WhatChanged() {
    }

    /** Sorted by name; empty where they are the same, or one can no longer be read. */
    static List<FileChange> between(final Snapshot before, final Snapshot after) {
        if (before.hash().equals(after.hash())) {
            return List.of();
        }
        try {
            final Map<String, List<String>> old = texts(before);
            final Map<String, List<String>> now = texts(after);
            final List<FileChange> changes = new ArrayList<>();
            final TreeMap<String, Boolean> names = new TreeMap<>();
            old.keySet().forEach(name -> names.put(name, true));
            now.keySet().forEach(name -> names.put(name, true));
            for (final String name : names.keySet()) {
                if (!old.containsKey(name) || !old.get(name).equals(now.get(name))) {
                    changes.add(change(name, old.get(name), now.get(name)));
                }
            }
            return changes;
        } catch (final IOException e) {
            LOG.warn("what changed from snapshot {} to {} cannot be told: {}", before.hash(), after.hash(), e.toString());
            return List.of();
        }
    }

    private static FileChange change(final String name, final List<String> old, final List<String> now) {
        return new FileChange(name, old == null ? "added" : now == null ? "removed" : "changed",
                without(now == null ? List.of() : now, old == null ? List.of() : old),
                without(old == null ? List.of() : old, now == null ? List.of() : now));
    }

    /** How many lines the first has that the second has not. */
    private static int without(final List<String> lines, final List<String> others) {
        final Map<String, Integer> left = new HashMap<>();
        others.forEach(line -> left.merge(line, 1, Integer::sum));
        int more = 0;
        for (final String line : lines) {
            if (left.merge(line, -1, Integer::sum) < 0) {
                more++;
            }
        }
        return more;
    }

    /** The snapshot's own place does not count as a difference: files that are named there carry it in their paths. */
    private static Map<String, List<String>> texts(final Snapshot snapshot) throws IOException {
        final Map<String, List<String>> texts = new TreeMap<>();
        for (int i = 0; i < snapshot.files().size(); i++) {
            texts.put(snapshot.originals().get(i).toString(), lines(snapshot.files().get(i)));
        }
        if (!snapshot.files().isEmpty()) {
            try (Stream<Path> beside = Files.list(snapshot.files().get(0).getParent())) {
                for (final Path file : beside.filter(path -> path.getFileName().toString().matches(NAMED + ".*")).toList()) {
                    texts.put(file.getFileName().toString().replaceFirst(NAMED, ""), lines(file));
                }
            }
        }
        return texts;
    }

    private static List<String> lines(final Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1).replace(file.getParent().toString(), "").lines()
                .map(line -> line.replaceAll("/" + NAMED, "/")).toList();
    }
}
