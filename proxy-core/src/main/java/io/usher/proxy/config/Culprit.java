package io.usher.proxy.config;

/**
 * The word that a diagnostic is about.
 *
 * @param column   of its first character in the line, from 1; 0 = not known
 * @param word     as it counts, without quotes and with variables replaced; "" where a word is missing
 * @param expected what could stand there; "" where that cannot be said in few words
 */
public record Culprit(int column, String word, String expected) {
    /** Nobody has said which word. */
    static final Culprit NONE = new Culprit(0, "", "");

    Culprit withColumn(final int known) {
        return new Culprit(known, word, expected);
    }

    Culprit withWord(final String known) {
        return new Culprit(column, known, expected);
    }

    Culprit withExpected(final String known) {
        return new Culprit(column, word, known);
    }
}
