package io.usher.proxy.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Reads the lines of one file into the draft: sections, and which keyword each line is. */
final class FileParser {
    private final ConfigurationDraft draft;
    private final Diagnostics diagnostics;
    private final HostDirectory host;
    private final UnaryOperator<String> environment;
    private final String file;
    private int line;
    private SplitLine split;
    private Statement statement;
    private Section section;
    private ProxyDraft proxy;
    /** In a section that cannot be used its lines are not looked at: they would only repeat its error. */
    private boolean skipping;

    FileParser(final ConfigurationDraft draft, final Diagnostics diagnostics, final HostDirectory host,
               final UnaryOperator<String> environment, final String file) {
        this.draft = draft;
        this.diagnostics = diagnostics;
        this.host = host;
        this.environment = environment;
        this.file = file;
    }

    /** Reads the whole text. Errors go to the diagnostics, and reading goes on with the next line. */
    void parse(final String text) {
        int begin = 0;
        while (begin < text.length()) {
            final int end = text.indexOf('\n', begin);
            line++;
            parseLine(text.substring(begin, end < 0 ? text.length() : end));
            if (end < 0) {
                diagnostics.alert(position(), "Missing LF on last line, file might have been truncated at position "
                        + (text.length() - begin + 1) + ".", "", "a line end");
                return;
            }
            begin = end + 1;
        }
    }

    private Position position() {
        return new Position(file, line);
    }

    private void parseLine(final String raw) {
        split = null;
        statement = null;
        final String text = raw.endsWith("\r") ? raw.substring(0, raw.length() - 1) : raw;
        try {
            final int nul = text.indexOf('\0');
            if (nul >= 0) {
                throw new StatementException("Stray NUL character at position " + (nul + 1) + ".").at(nul + 1, "");
            }
            split = LineSplitter.split(text, this::variable);
            final List<String> words = split.words();
            if (words.size() > LineSplitter.MAX_WORDS) {
                throw new StatementException("too many words, truncating after word " + LineSplitter.MAX_WORDS + ": <"
                        + words.get(LineSplitter.MAX_WORDS - 1) + ">.").about(words.get(LineSplitter.MAX_WORDS - 1));
            }
            if (!words.isEmpty() && !words.get(0).isEmpty()) {
                statement(words);
            }
        } catch (final StatementException e) {
            diagnostics.add(new Diagnostic(Diagnostic.Severity.ALERT, position(), e.getMessage(), culprit(e)));
        }
    }

    /** What the error does not say of its word the line and the statement's cursor do. */
    private Culprit culprit(final StatementException e) {
        final Culprit said = e.culprit();
        if (split == null || said.column() > 0) {
            return said;
        }
        final int first = statement != null && statement.form() != Statement.Form.SET ? 1 : 0;
        final int looked = statement == null ? 0 : first + statement.lookedAt();
        final Culprit found = said.word().isEmpty() ? split.culprit(looked) : split.culprit(said.word(), 0);
        final boolean table = said.expected().isEmpty() && statement != null;
        return found.withExpected(table ? statement.expected() : said.expected());
    }

    /** A variable of the environment, or one of HAProxy's own (configuration manual, 2.3). */
    private String variable(final String name) {
        return switch (name) {
            case ".FILE" -> file;
            case ".LINE" -> Integer.toString(line);
            case ".SECTION" -> section == null ? "" : section.word();
            default -> environment.apply(name);
        };
    }

    private void statement(final List<String> words) throws StatementException {
        final String first = words.get(0);
        if (first.startsWith(".")) {
            throw HaproxyKeywords.contains("directive", first)
                    ? new StatementException(HaproxyKeywords.notYet("directive", first))
                    : new StatementException("unknown directive '" + first + "'.");
        }
        switch (first) {
            case "global" -> beginGlobal(words);
            case "defaults", "frontend", "backend", "listen" -> beginProxy(words);
            default -> {
                if (HaproxyKeywords.contains("section", first)) {
                    skipping = true;
                    throw new StatementException(HaproxyKeywords.notYet("section", first));
                }
                if (!skipping) {
                    keyword(words);
                }
            }
        }
    }

    private void beginGlobal(final List<String> words) throws StatementException {
        skipping = false;
        section = Section.GLOBAL;
        proxy = null;
        if (words.size() > 1) {
            throw new StatementException("'global' cannot handle unexpected argument '" + words.get(1) + "'.")
                    .about(words.get(1));
        }
    }

    private void beginProxy(final List<String> words) throws StatementException {
        skipping = false;
        section = Section.valueOf(words.get(0).toUpperCase(Locale.ROOT));
        final String provisional = words.size() > 1 ? words.get(1) : "";
        proxy = new ProxyDraft(section, provisional, position(), inherited()); // for the lines behind a bad header
        final SectionLine header = SectionLine.parse(section, words);
        final ProxyDraft before = header.from() == null ? inherited() : draft.namedDefaults.get(header.from());
        proxy = new ProxyDraft(section, header.name(), position(), before);
        if (section == Section.DEFAULTS) {
            draft.lastDefaults = proxy;
            if (!header.name().isEmpty()) {
                draft.namedDefaults.put(header.name(), proxy);
            }
        } else {
            draft.proxies.add(proxy);
        }
        if (header.from() != null && before == null) {
            throw new StatementException("defaults section '" + header.from() + "' not found for " + section.word() + " '"
                    + header.name() + "'" + Nearest.suggestion(header.from(), draft.namedDefaults.keySet()) + ".")
                    .about(header.from()).expecting("the name of a defaults section above");
        }
        header.check();
    }

    private ProxyDraft inherited() {
        return section == Section.DEFAULTS ? null : draft.lastDefaults;
    }

    private void keyword(final List<String> words) throws StatementException {
        if (section == null) {
            throw new StatementException("unknown keyword '" + words.get(0) + "' out of section.");
        }
        final Statement.Form form = words.size() < 2 ? Statement.Form.SET : switch (words.get(0)) {
            case "no" -> Statement.Form.NO;
            case "default" -> Statement.Form.DEFAULT;
            default -> Statement.Form.SET;
        };
        final List<String> rest = form == Statement.Form.SET ? words : words.subList(1, words.size());
        statement = new Statement(position(), rest, form, diagnostics, host);
        if (section == Section.GLOBAL) {
            parse(KeywordTable.GLOBAL, draft.global);
        } else {
            parse(KeywordTable.PROXY, proxy);
        }
    }

    private <D> void parse(final KeywordSet<D> set, final D target) throws StatementException {
        final Optional<Keyword<D>> found = set.find(statement);
        if (found.isEmpty()) {
            throw set.unknown(section, statement.rest());
        }
        final Keyword<D> keyword = found.get();
        if (statement.form() != Statement.Form.SET && !keyword.negatable()) {
            throw new StatementException("negation/default is not supported for '" + keyword.words() + "'.");
        }
        if (keyword.sections().contains(section)) {
            set.parse(keyword, statement, target);
        } else {
            misplaced(keyword);
        }
    }

    /** A keyword of the other kind of proxy: HAProxy warns and ignores it, but for {@code server}. */
    private void misplaced(final Keyword<?> keyword) throws StatementException {
        final String word = keyword.words().replaceFirst("^option ", "");
        if (section == Section.DEFAULTS) {
            final boolean rule = keyword.sections() == KeywordTable.NO_DEFAULTS || word.startsWith("tcp-request");
            throw new StatementException(rule && !proxy.name.isEmpty()
                    ? HaproxyKeywords.notYet("keyword", word) + " in a named 'defaults' section"
                    : "'" + word + "' not allowed in 'defaults' section.");
        }
        final String capability = section == Section.FRONTEND ? "backend" : "frontend";
        final String reason = "because " + proxy.typeWord() + " '" + proxy.name + "' has no " + capability + " capability.";
        if (word.equals("server")) {
            throw new StatementException("'server' not allowed " + reason);
        }
        statement.warn("'" + word + "' ignored " + reason);
    }
}
