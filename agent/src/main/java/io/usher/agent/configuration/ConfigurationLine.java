package io.usher.agent.configuration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One line cut into words by HAProxy's rules (configuration manual, 2.2 and 2.3): blanks separate, {@code #} begins a
 * comment, quotes and backslashes protect, variables are replaced inside double quotes. What is malformed is taken as it
 * stands: refusing it is the proxy's matter.
 *
 * @param words the words
 */
record ConfigurationLine(List<Word> words) {

    /**
     * @param text  after quotes and variables
     * @param start where it begins in the line
     * @param end   behind its last character in the line
     */
    record Word(String text, int start, int end) {
    }

    String word(final int index) {
        return index < words.size() ? words.get(index).text() : "";
    }

    static ConfigurationLine of(final String line, final Map<String, String> environment) {
        return new Cutter(line, environment).cut();
    }

    /** One pass over one line. */
    private static final class Cutter {
        private final String line;
        private final Map<String, String> environment;
        private final List<Word> words = new ArrayList<>();
        private final StringBuilder word = new StringBuilder();
        private int start = -1;
        private int at;
        private char quote;

        Cutter(final String line, final Map<String, String> environment) {
            this.line = line;
            this.environment = environment;
        }

        ConfigurationLine cut() {
            while (at < line.length()) {
                final char c = line.charAt(at);
                if (quote == 0 && c == '#') {
                    break;
                }
                if (quote == 0 && (c == ' ' || c == '\t' || c == '\r')) {
                    endWord();
                    at++;
                } else {
                    begin();
                    character(c);
                }
            }
            endWord();
            return new ConfigurationLine(List.copyOf(words));
        }

        private void character(final char c) {
            if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
                at++;
            } else if (quote != 0 && c == quote) {
                quote = 0;
                at++;
            } else if (quote != '\'' && c == '\\' && at + 1 < line.length()) {
                word.append(line.charAt(at + 1));
                at += 2;
            } else if (quote == '"' && c == '$') {
                variable();
            } else {
                word.append(c);
                at++;
            }
        }

        private void variable() {
            final boolean braces = line.startsWith("${", at);
            final int from = at + (braces ? 2 : 1);
            int to = from;
            while (to < line.length() && (Character.isLetterOrDigit(line.charAt(to)) || line.charAt(to) == '_')) {
                to++;
            }
            String value = environment.get(line.substring(from, to));
            if (braces) {
                final int close = line.indexOf('}', to);
                if (close < 0) {
                    word.append('$');
                    at++;
                    return;
                }
                if (value == null && line.charAt(to) == '-') {
                    value = line.substring(to + 1, close);
                }
                to = close + 1;
            }
            word.append(value == null ? "" : value);
            at = to;
        }

        private void begin() {
            if (start < 0) {
                start = at;
            }
        }

        private void endWord() {
            if (start >= 0) {
                words.add(new Word(word.toString(), start, at));
                word.setLength(0);
                start = -1;
            }
        }
    }
}
