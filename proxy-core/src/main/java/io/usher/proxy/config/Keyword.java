package io.usher.proxy.config;

import java.util.Set;

/**
 * One keyword of the language: the only place where it is defined.
 *
 * @param sections  where it may stand
 * @param words     the keyword, one or more words separated by a space
 * @param usage     its arguments, as documentation shows them
 * @param doc       what it does, one sentence
 * @param chapter   where HAProxy's configuration manual documents it; "Usher" for Usher's own
 * @param negatable whether {@code no} or {@code default} may stand before it
 * @param parser    reads the arguments into the draft
 * @param <D>       what is being drafted
 */
record Keyword<D>(Set<Section> sections, String words, String usage, String doc, String chapter, boolean negatable,
                  Parser<D> parser) {

    /** Reads a keyword's arguments. */
    @FunctionalInterface
    interface Parser<D> {

        /**
         * Reads the arguments behind the keyword.
         *
         * @throws StatementException if they cannot be used; the text goes to the user
         */
        void parse(Statement statement, D draft) throws StatementException;
    }

    static <D> Keyword<D> of(final Set<Section> sections, final String words, final String usage, final String doc,
                             final String chapter, final Parser<D> parser) {
        return new Keyword<>(sections, words, usage, doc, chapter, false, parser);
    }

    static <D> Keyword<D> negatable(final Set<Section> sections, final String words, final String usage,
                                    final String doc, final String chapter, final Parser<D> parser) {
        return new Keyword<>(sections, words, usage, doc, chapter, true, parser);
    }
}
