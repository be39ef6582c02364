package io.usher.proxy.runtime;

import java.util.ArrayList;
import java.util.List;

/** Splits command lines into words by HAProxy's rules (management manual, 9.3). Holds nothing. */
final class CommandLineParser {

    /** HAProxy ignores what comes after so many words. */
    private static final int MOST_WORDS = 64;

    private CommandLineParser() {
    }

    /** Words are separated by spaces and tabs; a backslash takes the next character as it is. */
    static List<String> words(final String line) {
        final List<String> words = new ArrayList<>();
        int at = 0;
        while (words.size() < MOST_WORDS) {
            while (at < line.length() && isBlank(line.charAt(at))) {
                at++;
            }
            if (at == line.length()) {
                break;
            }
            final StringBuilder word = new StringBuilder();
            while (at < line.length() && !isBlank(line.charAt(at))) {
                if (line.charAt(at) == '\\' && ++at == line.length()) {
                    break;
                }
                word.append(line.charAt(at++));
            }
            words.add(word.toString());
        }
        return words;
    }

    /** Whether more lines would belong to the command: it ends with {@code <<}. */
    static boolean startsPayload(final String line) {
        return line.endsWith("<<");
    }

    private static boolean isBlank(final char c) {
        return c == ' ' || c == '\t';
    }
}
