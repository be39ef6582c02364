package io.usher.agent.configuration;

import java.nio.file.Path;
import java.util.List;

/**
 * One statement.
 *
 * @param words its words
 * @param file  where it stands
 * @param line  from 1
 */
record OutlineStatement(List<String> words, Path file, int line) {

    String word(final int index) {
        return index < words.size() ? words.get(index) : "";
    }

    /** For people. */
    String text() {
        return String.join(" ", words);
    }
}
