package io.usher.proxy.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Finds the column of a word that a diagnostic names by file, line and text: checks of the whole know no more. Lines are cut
 * into words again only where something is wrong with them.
 */
final class WordPlaces {
    private final Map<String, String> texts = new HashMap<>();
    private final UnaryOperator<String> environment;

    WordPlaces(final UnaryOperator<String> environment) {
        this.environment = environment;
    }

    void file(final String name, final String text) {
        texts.put(name, text);
    }

    /** The same with column and word, where the line is known and neither was. */
    Diagnostic placed(final Diagnostic diagnostic) {
        final Position position = diagnostic.position();
        if (position == null || diagnostic.culprit().column() > 0 || !texts.containsKey(position.file())) {
            return diagnostic;
        }
        final SplitLine line = line(texts.get(position.file()), position.line());
        final Culprit said = diagnostic.culprit();
        final Culprit found = said.word().isEmpty() ? line.culprit(0) : line.culprit(said.word(), 0);
        return new Diagnostic(diagnostic.severity(), position, diagnostic.text(), found.withExpected(said.expected()));
    }

    private SplitLine line(final String text, final int number) {
        int begin = 0;
        for (int line = 1; line < number; line++) {
            begin = text.indexOf('\n', begin) + 1;
        }
        final int end = text.indexOf('\n', begin);
        try {
            return LineSplitter.split(text.substring(begin, end < 0 ? text.length() : end), environment);
        } catch (final StatementException e) {
            return new SplitLine(List.of(), List.of(), 1); // then a diagnostic of its own says so
        }
    }
}
