package io.usher.proxy.config;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The whole language: every keyword, each defined once. The parser, the suggestions for mistyped words and the
 * documentation all read this table.
 *
 * <p>To add a keyword: one entry in the list it belongs to ({@link GlobalKeywords}, {@link ProxyKeywords},
 * {@link TimeoutKeywords}, {@link OptionKeywords}, {@link RuleKeywords}, {@link SocketKeywords} or
 * {@link ServerKeywords}), a field in the draft and the record that it sets, and a text case under {@code cases/}.
 */
final class KeywordTable {
    static final Set<Section> ANY_PROXY = Set.of(Section.DEFAULTS, Section.FRONTEND, Section.LISTEN, Section.BACKEND);
    static final Set<Section> ACCEPTING = Set.of(Section.DEFAULTS, Section.FRONTEND, Section.LISTEN);
    static final Set<Section> SERVING = Set.of(Section.DEFAULTS, Section.LISTEN, Section.BACKEND);
    static final Set<Section> NO_DEFAULTS = Set.of(Section.FRONTEND, Section.LISTEN, Section.BACKEND);

    /** Of {@code global}. */
    static final KeywordSet<GlobalDraft> GLOBAL = new KeywordSet<>(GlobalKeywords.list());
    /** Of {@code defaults}, {@code frontend}, {@code listen} and {@code backend}. */
    static final KeywordSet<ProxyDraft> PROXY = new KeywordSet<>(Stream.of(ProxyKeywords.list(), TimeoutKeywords.list(),
            OptionKeywords.list(), RuleKeywords.list()).flatMap(List::stream).toList());
    /** Behind the address of {@code bind} and {@code stats socket}. */
    static final KeywordSet<SocketDraft> SOCKET = new KeywordSet<>(SocketKeywords.list());
    /** Behind the address of {@code server}, and of {@code default-server}. */
    static final KeywordSet<ServerDraft> SERVER = new KeywordSet<>(ServerKeywords.list());

    private KeywordTable() {
    }

    /** All keywords, for documentation. */
    static Stream<Keyword<?>> all() {
        return Stream.of(GLOBAL, PROXY, SOCKET, SERVER).flatMap(set -> set.keywords().stream());
    }

    /**
     * Reads a list of options up to the end of the statement.
     *
     * @param where text that names the line in errors, for instance "'server b/s1'"
     */
    static <D> void options(final KeywordSet<D> set, final Section section, final Statement statement, final D draft,
                            final String where) throws StatementException {
        while (!statement.atEnd()) {
            final Keyword<D> keyword = set.find(statement).filter(found -> found.sections().contains(section)).orElse(null);
            if (keyword == null) {
                throw unknownOption(set, section, statement.peek(), where);
            }
            try {
                set.parse(keyword, statement, draft);
            } catch (final StatementException e) {
                throw e.within(where + " : ");
            }
        }
    }

    private static <D> StatementException unknownOption(final KeywordSet<D> set, final Section section,
                                                        final String word, final String where) {
        if (HaproxyKeywords.contains(section.listName(), word)) {
            return new StatementException(where + " : " + HaproxyKeywords.notYet("keyword", word))
                    .expecting(set.expected(section, ""));
        }
        return new StatementException(where + " : unknown keyword '" + word + "'"
                + Nearest.suggestion(word, set.names(keyword -> keyword.sections().contains(section))))
                .expecting(set.expected(section, word));
    }
}
