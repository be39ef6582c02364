package io.usher.proxy.config;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The keywords of proxies but for timeouts, options and rules (HAProxy configuration manual, 4.2). */
final class ProxyKeywords {
    private static final Set<Section> ANY = KeywordTable.ANY_PROXY;
    private static final Set<Section> ACCEPTING = KeywordTable.ACCEPTING;
    private static final Set<Section> SERVING = KeywordTable.SERVING;

    private ProxyKeywords() {
    }

    static List<Keyword<ProxyDraft>> list() {
        return List.of(
            keyword(ACCEPTING, "backlog", "<number>", "Length asked for the kernel's accept queue.",
                (s, p) -> { p.backlog = integer(s); }),
            keyword(SERVING, "balance", "<algorithm>", "How the next server is chosen.", ProxyKeywords::balance),
            keyword(Set.of(Section.FRONTEND, Section.LISTEN), "bind", "<address> [<option>...]", "Where to listen.",
                ProxyKeywords::bind),
            keyword(ACCEPTING, "default_backend", "<backend>", "Where requests go that no rule sends elsewhere.",
                ProxyKeywords::defaultBackend),
            keyword(SERVING, "default-server", "<option>...", "Options for the servers that follow.",
                (s, p) -> KeywordTable.options(KeywordTable.SERVER, Section.SERVER, s, p.defaultServer, "'default-server'")),
            keyword(ANY, "disabled", "", "The section does not run.", (s, p) -> { s.end(); p.disabled = true; }),
            keyword(ANY, "enabled", "", "Undoes \"disabled\".", (s, p) -> { s.end(); p.disabled = false; }),
            keyword(SERVING, "fullconn", "<number>", "Load at which dynamic limits reach their maximum.",
                (s, p) -> { p.fullconn = integer(s); }),
            keyword(SERVING, "http-reuse", "never|safe|aggressive|always", "When server connections are shared.",
                ProxyKeywords::httpReuse),
            Keyword.negatable(ANY, "log", LogParser.USAGE, "Where log lines go.", "4.2", ProxyKeywords::log),
            keyword(ACCEPTING, "maxconn", "<number>", "Most client connections.", (s, p) -> { p.maxconn = integer(s); }),
            keyword(ANY, "mode", "tcp|http", "What is carried.", ProxyKeywords::mode),
            keyword(SERVING, "retries", "<number>", "Connection retries after the first try.", ProxyKeywords::retries),
            keyword(SERVING, "retry-on", "none | <condition>...", "What is tried again.", ProxyKeywords::retryOn),
            keyword(Set.of(Section.LISTEN, Section.BACKEND), "server", "<name> <address> [<option>...]", "A server.",
                ProxyKeywords::server));
    }

    private static Keyword<ProxyDraft> keyword(final Set<Section> sections, final String words, final String usage,
                                               final String doc, final Keyword.Parser<ProxyDraft> parser) {
        return Keyword.of(sections, words, usage, doc, "4.2", parser);
    }

    /** The rest of the line, words joined by spaces. */
    static String text(final Statement s) throws StatementException {
        if (s.atEnd()) {
            throw new StatementException("'" + s.keyword() + "' expects a string argument");
        }
        final String text = String.join(" ", s.rest());
        s.skipRest();
        return text;
    }

    private static int integer(final Statement s) throws StatementException {
        final int value = Quantity.integer(s.argument("an integer argument"), s.keyword(), 0, Integer.MAX_VALUE);
        s.end();
        return value;
    }

    private static void retries(final Statement s, final ProxyDraft p) throws StatementException {
        if (s.atEnd()) {
            throw new StatementException("'retries' expects an integer argument (dispatch counts for one).");
        }
        p.retries = integer(s);
    }

    private static void mode(final Statement s, final ProxyDraft p) throws StatementException {
        final String word = s.take();
        s.end();
        switch (word) {
            case "http", "tcp" -> p.mode = Mode.valueOf(word.toUpperCase(Locale.ROOT));
            default -> throw new StatementException("unknown proxy mode '" + word + "'.").about(word);
        }
    }

    private static void balance(final Statement s, final ProxyDraft p) throws StatementException {
        final String word = s.argument("an algorithm");
        for (final BalanceAlgorithm algorithm : BalanceAlgorithm.values()) {
            if (algorithm.word().equals(word) || algorithm == BalanceAlgorithm.RANDOM && word.equals("random(2)")) {
                s.end();
                p.balance = algorithm;
                return;
            }
        }
        final String name = word.replaceFirst("\\(.*", "");
        if (HaproxyKeywords.contains("balance", name) || name.equals("random")) {
            throw new StatementException(HaproxyKeywords.notYet("balance algorithm", word));
        }
        throw new StatementException("balance only supports 'roundrobin', 'static-rr', 'leastconn', 'first' and 'random'"
                + " options (got '" + word + "')"
                + Nearest.suggestion(word, List.of("roundrobin", "static-rr", "leastconn", "first", "random")));
    }

    private static void bind(final Statement s, final ProxyDraft p) throws StatementException {
        final String text = s.peek();
        if (text.isEmpty()) {
            throw new StatementException(
                "'bind' expects {<path>|[addr1]:port1[-end1]}{,[addr]:port[-end]}... as arguments.");
        }
        s.take();
        final List<BindAddress> addresses;
        try {
            addresses = AddressParser.listeners(text, s.host());
        } catch (final StatementException e) {
            throw e.within("'bind' : ");
        }
        final SocketDraft draft = new SocketDraft();
        KeywordTable.options(KeywordTable.SOCKET, Section.BIND, s, draft, "'bind " + text + "' in section '"
                + p.section.word() + "'");
        addresses.forEach(address -> p.binds.add(draft.bind(address, s.position())));
    }

    private static void defaultBackend(final Statement s, final ProxyDraft p) throws StatementException {
        p.defaultBackend = s.argument("a backend name");
        p.defaultBackendPosition = s.position();
        s.end();
    }

    private static void httpReuse(final Statement s, final ProxyDraft p) throws StatementException {
        final String word = s.take();
        s.end();
        switch (word) {
            case "never", "safe", "aggressive", "always" ->
                p.httpReuse = Proxy.HttpReuse.valueOf(word.toUpperCase(Locale.ROOT));
            default -> throw new StatementException(
                "'http-reuse' only supports 'never', 'safe', 'aggressive', 'always'. (got '" + word + "')");
        }
    }

    private static void log(final Statement s, final ProxyDraft p) throws StatementException {
        if (s.form() != Statement.Form.SET) {
            s.end();
            p.logs.clear();
            return;
        }
        p.logs.add(LogParser.parse(s, " or global"));
    }

    private static void retryOn(final Statement s, final ProxyDraft p) throws StatementException {
        final List<String> events = s.atEnd() ? List.of(s.argument("at least one keyword")) : List.copyOf(s.rest());
        s.skipRest();
        p.retryOn = RetryOn.parse(events);
    }

    private static void server(final Statement s, final ProxyDraft p) throws StatementException {
        if (s.rest().size() < 2) {
            throw new StatementException("'server' expects <name> and <addr>[:<port>] as arguments.");
        }
        final String name = s.take();
        final String where = "'server " + p.name + "/" + name + "'";
        final int bad = Names.invalidCharacter(name);
        if (bad >= 0) {
            throw new StatementException("character '" + name.charAt(bad) + "' is not permitted in server name '" + name + "'.")
                    .about(name);
        }
        final BindAddress address;
        try {
            address = AddressParser.server(s.take());
        } catch (final StatementException e) {
            throw e.within(where + " : ");
        }
        final ServerDraft draft = p.defaultServer.copy();
        KeywordTable.options(KeywordTable.SERVER, Section.SERVER, s, draft, where);
        draft.requireAgentPort(name, where);
        p.servers.add(draft.build(p.servers.size() + 1, name, address, s.position()));
    }
}
