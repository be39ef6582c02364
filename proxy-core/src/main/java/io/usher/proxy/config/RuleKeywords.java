package io.usher.proxy.config;

import java.util.List;
import java.util.Set;

/** ACLs and rules (HAProxy configuration manual, 4.2 "acl", "http-request", "tcp-request", "use_backend"). */
final class RuleKeywords {
    private static final Set<Section> PROXIES = KeywordTable.NO_DEFAULTS;
    private static final Set<Section> FRONTENDS = Set.of(Section.FRONTEND, Section.LISTEN);
    /** Statuses that have an error answer (HAProxy configuration manual, 4.2 "http-request deny"). */
    private static final Set<Integer> STATUSES = Set.of(400, 401, 403, 404, 405, 407, 408, 410, 413, 425, 429, 500, 501,
            502, 503, 504);

    private RuleKeywords() {
    }

    static List<Keyword<ProxyDraft>> list() {
        return List.of(
            rule(PROXIES, "acl", "<name> <fetch> [<flag>...] [--] [<pattern>...]", "A named test.", RuleKeywords::acl),
            rule(PROXIES, "http-request", "allow | deny [deny_status <status>] | disable-l7-retry [{if|unless} <condition>]",
                "What happens to a request.", RuleKeywords::httpRequest),
            rule(FRONTENDS, "tcp-request connection", "{accept|reject} [{if|unless} <condition>]",
                "What happens to a new connection.",
                (s, p) -> tcpRequest(s, p, Rule.Stage.TCP_REQUEST_CONNECTION, "tcp-request-connection")),
            rule(PROXIES, "tcp-request content", "{accept|reject} [{if|unless} <condition>]",
                "What happens to a connection with data, or a request.",
                (s, p) -> tcpRequest(s, p, Rule.Stage.TCP_REQUEST_CONTENT, "tcp-request-content")),
            rule(FRONTENDS, "use_backend", "<backend> [{if|unless} <condition>]", "Where requests go.",
                RuleKeywords::useBackend));
    }

    private static Keyword<ProxyDraft> rule(final Set<Section> sections, final String words, final String usage,
                                            final String doc, final Keyword.Parser<ProxyDraft> parser) {
        return Keyword.of(sections, words, usage, doc, "4.2", parser);
    }

    private static void acl(final Statement s, final ProxyDraft p) throws StatementException {
        final String name = s.take();
        final int bad = Names.invalidCharacter(name);
        if (bad >= 0) {
            throw new StatementException("character '" + name.charAt(bad) + "' is not permitted in acl name '" + name + "'.");
        }
        if (name.equalsIgnoreCase("or")) {
            throw new StatementException("acl name 'or' will never match. 'or' is used to express a disjunction within a"
                    + " condition.");
        }
        final List<String> words = List.copyOf(s.rest());
        s.skipRest();
        try {
            p.acls.add(AclParser.parse(s, name, words));
        } catch (final StatementException e) {
            throw e.within("error detected while parsing ACL '" + name + "' : ");
        }
    }

    private static void tcpRequest(final Statement s, final ProxyDraft p, final Rule.Stage stage, final String list)
            throws StatementException {
        final String where = " in " + p.typeWord() + " '" + p.name + "'";
        final String word = s.take();
        final Rule.Action action = switch (word) {
            case "accept" -> Rule.Action.ACCEPT;
            case "reject" -> Rule.Action.REJECT;
            default -> throw unknownAction("'" + s.keyword() + "' expects 'accept' or 'reject'" + where, list, word,
                    List.of("accept", "reject"));
        };
        final String line = s.keyword() + " " + word;
        if (!s.atEnd() && !s.peek().equals("if") && !s.peek().equals("unless")) {
            throw new StatementException("'" + line + "' only accepts 'if' or 'unless'," + where + " (got '" + s.peek() + "')");
        }
        final String form = s.peek();
        try {
            p.rules.add(new RuleDraft(stage, action, "", condition(s, p), s.position()));
        } catch (final StatementException e) {
            throw e.within("'" + line + "' : error detected" + where + " while parsing '" + form + "' condition : ");
        }
    }

    private static void httpRequest(final Statement s, final ProxyDraft p) throws StatementException {
        final String word = s.take();
        final Rule.Action action = switch (word) {
            case "allow" -> Rule.Action.ALLOW;
            case "deny" -> Rule.Action.DENY;
            case "disable-l7-retry" -> Rule.Action.DISABLE_L7_RETRY;
            default -> throw unknownAction("'http-request' expects 'allow', 'deny' or 'disable-l7-retry'", "http-request", word,
                    List.of("allow", "deny", "disable-l7-retry"));
        };
        String status = "";
        if (action == Rule.Action.DENY) {
            status = s.takeIf("deny_status") || s.takeIf("status") ? status(s, p) : "403";
        }
        if (!s.atEnd() && !s.peek().equals("if") && !s.peek().equals("unless")) {
            throw new StatementException("error detected in " + p.typeWord() + " '" + p.name
                    + "' while parsing 'http-request " + word + "' rule : expects "
                    + (action == Rule.Action.DENY ? "'deny_status', " : "") + "'if' or 'unless' (got '" + s.peek() + "')");
        }
        try {
            p.rules.add(new RuleDraft(Rule.Stage.HTTP_REQUEST, action, status, condition(s, p), s.position()));
        } catch (final StatementException e) {
            throw e.within("error detected while parsing an 'http-request " + word + "' condition : ");
        }
    }

    private static String status(final Statement s, final ProxyDraft p) throws StatementException {
        final String text = s.take();
        if (!text.matches("\\d{3}") || !STATUSES.contains(Integer.parseInt(text))) {
            throw new StatementException("error detected in " + p.typeWord() + " '" + p.name
                    + "' while parsing 'http-request deny' rule : Unexpected status code '" + text + "'.");
        }
        return text;
    }

    private static void useBackend(final Statement s, final ProxyDraft p) throws StatementException {
        final String name = s.argument("a backend name");
        if (name.contains("%[")) {
            throw new StatementException(HaproxyKeywords.notYet("dynamic backend name", name));
        }
        if (!s.atEnd() && !s.peek().equals("if") && !s.peek().equals("unless")) {
            throw new StatementException("unexpected keyword '" + s.peek()
                    + "' after switching rule, only 'if' and 'unless' are allowed.");
        }
        try {
            p.rules.add(new RuleDraft(Rule.Stage.USE_BACKEND, Rule.Action.USE_BACKEND, name, condition(s, p), s.position()));
        } catch (final StatementException e) {
            throw e.within("error detected while parsing switching rule : ");
        }
    }

    private static RuleDraft.ConditionDraft condition(final Statement s, final ProxyDraft p) throws StatementException {
        return s.atEnd() ? null : ConditionParser.parse(s, p);
    }

    private static StatementException unknownAction(final String expectation, final String list, final String word,
                                                    final List<String> known) {
        final String name = word.replaceFirst("\\(.*", "");
        if (HaproxyKeywords.contains(list, name)) {
            return new StatementException(HaproxyKeywords.notYet("action", name));
        }
        return new StatementException(expectation + " (got '" + word + "')" + Nearest.suggestion(word, known)).about(word)
                .expecting(Nearest.expected(word, known));
    }
}
