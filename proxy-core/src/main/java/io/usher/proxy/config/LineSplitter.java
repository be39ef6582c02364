package io.usher.proxy.config;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Makes words of one line (HAProxy configuration manual, 2.2 and 2.3): quotes, backslash escapes, comments, and
 * environment variables inside double quotes.
 */
final class LineSplitter {
    /** HAProxy's MAX_LINE_ARGS. */
    static final int MAX_WORDS = 64;

    private final String line;
    private final UnaryOperator<String> environment;
    private final List<String> words = new ArrayList<>();
    private final List<Integer> columns = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private int at;
    private int wordAt;
    private int end;
    private char quote;
    private int quoteAt;

    private LineSplitter(final String line, final UnaryOperator<String> environment) {
        this.line = line;
        this.environment = environment;
    }

    /**
     * Splits a line.
     *
     * @param line        without line end
     * @param environment value of a variable, or null; asked for names with a leading "." too
     * @return the words; none for an empty line or a comment
     * @throws StatementException naming the place in the line
     */
    static SplitLine split(final String line, final UnaryOperator<String> environment) throws StatementException {
        return new LineSplitter(line, environment).split();
    }

    private SplitLine split() throws StatementException {
        skipSpaces();
        final int begin = at;
        wordAt = at;
        boolean comment = false;
        while (at < line.length() && !comment) {
            comment = step();
        }
        if (quote != 0) {
            throw at(quoteAt, "unmatched quote");
        }
        if (at > begin) {
            endWord();
        }
        while (!words.isEmpty() && words.get(words.size() - 1).isEmpty()) {
            words.remove(words.size() - 1);
        }
        return new SplitLine(words, columns.subList(0, words.size()), end + 1);
    }

    /** Takes one character or sequence; true if the rest is a comment. */
    private boolean step() throws StatementException {
        final char c = line.charAt(at);
        if (c == '#' && quote == 0) {
            return true;
        } else if (c == '"' && quote != '\'' || c == '\'' && quote != '"') {
            toggleQuote(c);
        } else if (c == '\\' && quote != '\'') {
            escape();
        } else if (isSpace(c) && quote == 0) {
            endWord();
            skipSpaces();
            wordAt = at;
        } else if (c == '$' && quote == '"') {
            variable();
        } else {
            word.append(c);
            at++;
        }
        return false;
    }

    private void toggleQuote(final char c) {
        if (quote == 0) {
            quote = c;
            quoteAt = at;
        } else {
            quote = 0;
        }
        at++;
    }

    private void escape() throws StatementException {
        final char next = at + 1 < line.length() ? line.charAt(at + 1) : 0;
        at += 2;
        switch (next) {
            case ' ', '\\', '#', '\'', '"' -> word.append(next);
            case 't' -> word.append('\t');
            case 'n' -> word.append('\n');
            case 'r' -> word.append('\r');
            case 'x' -> hexadecimal();
            case '$' -> word.append(quote == '"' ? "$" : "\\$");
            default -> {
                word.append('\\');
                at--;
            }
        }
    }

    private void hexadecimal() throws StatementException {
        final int high = at < line.length() ? Character.digit(line.charAt(at), 16) : -1;
        final int low = at + 1 < line.length() ? Character.digit(line.charAt(at + 1), 16) : -1;
        if (high < 0 || low < 0) {
            throw at(at - 2, "truncated or invalid hexadecimal sequence");
        }
        word.append((char) (high << 4 | low));
        at += 2;
    }

    private void variable() throws StatementException {
        at++;
        final int brace = at < line.length() && line.charAt(at) == '{' ? at++ : -1;
        final int nameAt = at;
        if (at >= line.length() || !(isLetter(line.charAt(at)) || line.charAt(at) == '.')) {
            throw at(at, "forbidden first char in environment variable name");
        }
        at++;
        while (at < line.length() && (isLetter(line.charAt(at)) || isDigit(line.charAt(at)))) {
            at++;
        }
        String value = environment.apply(line.substring(nameAt, at));
        boolean expand = false;
        if (brace >= 0) {
            expand = expansion();
            value = closeBrace(brace, value);
        }
        emit(value == null ? "" : value, expand);
    }

    /** Whether {@code [*]} follows: then a value with spaces makes several words. */
    private boolean expansion() throws StatementException {
        if (at >= line.length() || line.charAt(at) != '[') {
            return false;
        }
        if (!line.startsWith("[*]", at)) {
            throw at(at, "truncated or invalid word expansion sequence");
        }
        at += 3;
        return true;
    }

    private String closeBrace(final int brace, final String value) throws StatementException {
        final int close = line.indexOf('}', at);
        final boolean hasDefault = at < line.length() && line.charAt(at) == '-';
        if (close < 0 || !hasDefault && close != at) {
            throw at(brace, "unmatched brace in environment variable name");
        }
        final String result = value == null && hasDefault ? line.substring(at + 1, close) : value;
        at = close + 1;
        return result;
    }

    private void emit(final String value, final boolean expand) {
        for (int i = 0; i < value.length(); i++) {
            final char c = value.charAt(i);
            if (!expand || !isSpace(c)) {
                word.append(c);
            } else if (word.length() > 0) {
                endWord();
            }
        }
    }

    private void endWord() {
        if (word.length() > 0) {
            end = at;
        }
        words.add(word.toString());
        columns.add(wordAt + 1);
        word.setLength(0);
    }

    private void skipSpaces() {
        while (at < line.length() && isSpace(line.charAt(at))) {
            at++;
        }
    }

    private StatementException at(final int position, final String what) {
        final String shown = line.strip();
        final int indent = line.length() - line.stripLeading().length();
        return new StatementException(what + " at position " + (position + 1) + ":\n  " + shown + "\n  "
                + " ".repeat(Math.max(0, position - indent)) + "^")
                .at(position + 1, position < line.length() ? line.substring(position).split("\\s", 2)[0] : "");
    }

    private static boolean isSpace(final char c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }

    private static boolean isLetter(final char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
    }

    private static boolean isDigit(final char c) {
        return c >= '0' && c <= '9';
    }
}
