package io.usher.proxy.config;

/**
 * Why a statement cannot be used; the text becomes an ALERT at the statement's position. Where nothing else is said it is about
 * the word that the parser looked at last, and what was expected is what the keyword's row of the table says.
 */
final class StatementException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Culprit culprit;

    StatementException(final String text) {
        this(text, Culprit.NONE);
    }

    private StatementException(final String text, final Culprit culprit) {
        super(text, null, false, false);
        this.culprit = culprit;
    }

    /** What is known of the offending word. */
    Culprit culprit() {
        return culprit;
    }

    /** The same, about this word. */
    StatementException about(final String word) {
        return new StatementException(getMessage(), culprit.withWord(word));
    }

    /** The same, with what could stand there. */
    StatementException expecting(final String expected) {
        return new StatementException(getMessage(), culprit.withExpected(expected));
    }

    /** The same, about what stands at this column, from 1. */
    StatementException at(final int column, final String word) {
        return new StatementException(getMessage(), culprit.withColumn(column).withWord(word));
    }

    /** The same, with more text before it. */
    StatementException within(final String where) {
        return new StatementException(where + getMessage(), culprit);
    }
}
