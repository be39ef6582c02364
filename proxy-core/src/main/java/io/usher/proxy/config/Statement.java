package io.usher.proxy.config;

import java.util.List;

/**
 * The words of one line with a cursor, as a keyword's parser sees them: the keyword itself has been taken already.
 */
final class Statement {
    /** How the line began: plain, with {@code no}, or with {@code default}. */
    enum Form { SET, NO, DEFAULT }

    private final Position position;
    private final List<String> words;
    private final Form form;
    private final Diagnostics diagnostics;
    private final HostDirectory host;
    private String keyword = "";
    private String usage = "";
    private int next;
    private int lookedAt;

    Statement(final Position position, final List<String> words, final Form form, final Diagnostics diagnostics,
              final HostDirectory host) {
        this.position = position;
        this.words = words;
        this.form = form;
        this.diagnostics = diagnostics;
        this.host = host;
    }

    Position position() {
        return position;
    }

    Form form() {
        return form;
    }

    /** The keyword whose arguments are being read, as it stands in the table. */
    String keyword() {
        return keyword;
    }

    /** Where users, groups and host names are looked up. */
    HostDirectory host() {
        return host;
    }

    /** All words from the cursor on. */
    List<String> rest() {
        return words.subList(Math.min(next, words.size()), words.size());
    }

    boolean atEnd() {
        return next >= words.size();
    }

    /** The next word, or "" at the end. */
    String peek() {
        lookedAt = next;
        return atEnd() ? "" : words.get(next);
    }

    /** Takes the next word, or "" at the end. */
    String take() {
        final String word = peek();
        next++;
        return word;
    }

    /** Takes the next word if it is this one. */
    boolean takeIf(final String word) {
        if (!atEnd() && words.get(next).equals(word)) {
            lookedAt = next;
            next++;
            return true;
        }
        return false;
    }

    /** Moves behind a keyword. */
    void enter(final Keyword<?> found) {
        keyword = found.words();
        usage = found.usage();
        next += keyword.split(" ").length;
        lookedAt = next - 1;
    }

    /** Index of the word that was looked at last, from 0; as many as there are words if one is missing at the end. */
    int lookedAt() {
        return Math.min(lookedAt, words.size());
    }

    /** The keyword whose arguments are being read, with what may stand behind it; "" before any. */
    String expected() {
        return (keyword + " " + usage).strip();
    }

    /** Moves to the end. */
    void skipRest() {
        next = words.size();
    }

    /**
     * Takes an argument that must be there.
     *
     * @param expectation what it is, for instance "a backend name"
     * @throws StatementException if there is none
     */
    String argument(final String expectation) throws StatementException {
        if (peek().isEmpty()) {
            throw new StatementException("'" + keyword + "' expects " + expectation + ".");
        }
        return take();
    }

    /**
     * Makes sure nothing is left over.
     *
     * @throws StatementException naming the first word too many
     */
    void end() throws StatementException {
        if (!atEnd()) {
            throw new StatementException("'" + keyword + "' cannot handle unexpected argument '" + peek() + "'.");
        }
    }

    void warn(final String text) {
        diagnostics.warning(position, text, peekedWord());
    }

    private String peekedWord() {
        return lookedAt < words.size() ? words.get(lookedAt) : "";
    }
}
