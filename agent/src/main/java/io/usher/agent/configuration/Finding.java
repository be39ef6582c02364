package io.usher.agent.configuration;

import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Locale;
import java.util.Optional;

/**
 * One thing that the proxy says of a configuration.
 *
 * @param severity an alert makes it invalid
 * @param file     in which file, by its name in the API; empty where the whole is meant
 * @param line     from 1
 * @param column   of the word's first character, from 1
 * @param word     the word that it is about; empty text where one is missing
 * @param expected what could stand there
 * @param message  the proxy's words
 */
public record Finding(Severity severity, Optional<String> file, Optional<Integer> line, Optional<Integer> column,
                      Optional<String> word, Optional<String> expected, String message) {

    /** How bad it is. */
    public enum Severity {
        ALERT, WARNING, NOTICE;

        @JsonValue
        public String json() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Without the words of the configuration, which may be secret: {@code a.cfg:3:5}, or the empty text. */
    public String place() {
        return file.map(name -> name + line.map(n -> ":" + n).orElse("") + column.map(n -> ":" + n).orElse("")).orElse("");
    }
}
