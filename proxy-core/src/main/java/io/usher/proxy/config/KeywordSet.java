package io.usher.proxy.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The keywords that fill one kind of draft, found by the words of a line.
 *
 * @param <D> the draft
 */
final class KeywordSet<D> {
    private static final int LONGEST = 3;

    private final List<Keyword<D>> keywords;
    private final Map<String, Keyword<D>> byWords = new HashMap<>();

    KeywordSet(final List<Keyword<D>> keywords) {
        this.keywords = List.copyOf(keywords);
        for (final Keyword<D> keyword : keywords) {
            if (byWords.put(keyword.words(), keyword) != null) {
                throw new IllegalStateException("keyword '" + keyword.words() + "' is defined twice");
            }
        }
    }

    List<Keyword<D>> keywords() {
        return keywords;
    }

    /** The keyword with the most words that the rest of the statement begins with, whatever its sections. */
    Optional<Keyword<D>> find(final Statement statement) {
        final List<String> words = statement.rest();
        for (int count = Math.min(LONGEST, words.size()); count > 0; count--) {
            final Keyword<D> keyword = byWords.get(String.join(" ", words.subList(0, count)));
            if (keyword != null) {
                return Optional.of(keyword);
            }
        }
        return Optional.empty();
    }

    /** Takes the keyword and reads its arguments. */
    void parse(final Keyword<D> keyword, final Statement statement, final D draft) throws StatementException {
        statement.enter(keyword);
        keyword.parser().parse(statement, draft);
    }

    /**
     * What to say of a line that begins with no keyword of this set.
     *
     * @param section the section it stands in
     * @param words   the words, at least one
     */
    StatementException unknown(final Section section, final List<String> words) {
        final String known = HaproxyKeywords.match(section.listName(), words);
        if (!known.isEmpty()) {
            return new StatementException(HaproxyKeywords.notYet("keyword", known)).expecting(expected(section, ""));
        }
        final String first = words.get(0);
        final List<String> seconds = secondWords(section, first);
        if (!seconds.isEmpty()) {
            return unknownSecond(first, words.size() > 1 ? words.get(1) : "", seconds);
        }
        return new StatementException("unknown keyword '" + first + "' in '" + section.word() + "' section"
                + Nearest.suggestion(first, names(keyword -> keyword.sections().contains(section))))
                .expecting(expected(section, first));
    }

    private static StatementException unknownSecond(final String first, final String second, final List<String> seconds) {
        final String suggestion = second.isEmpty() ? "" : Nearest.suggestion(second, seconds);
        if (first.equals("option")) {
            return new StatementException("unknown option '" + second + "'" + suggestion).about(second)
                    .expecting(Nearest.expected(second, seconds));
        }
        return new StatementException("'" + first + "' supports '" + String.join("', '", seconds) + "' (got '"
                + second + "')" + suggestion).about(second).expecting(Nearest.expected(second, seconds));
    }

    /** What could stand where a word does that is no keyword of the section. */
    String expected(final Section section, final String word) {
        return Nearest.expected(word, names(keyword -> keyword.sections().contains(section)));
    }

    private List<String> secondWords(final Section section, final String first) {
        return keywords.stream()
                .filter(keyword -> keyword.sections().contains(section) && keyword.words().startsWith(first + " "))
                .map(keyword -> keyword.words().substring(first.length() + 1)).toList();
    }

    /** First words of the keywords that satisfy a condition, in order of definition. */
    List<String> names(final Predicate<Keyword<D>> condition) {
        return keywords.stream().filter(condition).map(keyword -> keyword.words().split(" ")[0]).distinct().toList();
    }
}
