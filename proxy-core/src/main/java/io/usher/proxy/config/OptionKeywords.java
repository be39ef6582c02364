package io.usher.proxy.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The {@code option} keywords of proxies (HAProxy configuration manual, 4.2 "option ..."). */
final class OptionKeywords {
    private OptionKeywords() {
    }

    static List<Keyword<ProxyDraft>> list() {
        final List<Keyword<ProxyDraft>> list = new ArrayList<>(List.of(
            flag(KeywordTable.SERVING, OptionsDraft.Flag.ABORTONCLOSE, "A request whose client has hung up is given up."),
            flag(KeywordTable.ACCEPTING, OptionsDraft.Flag.DONTLOG_NORMAL, "Only what went wrong is logged."),
            flag(KeywordTable.ACCEPTING, OptionsDraft.Flag.DONTLOGNULL, "Connections without data are not logged."),
            flag(KeywordTable.ANY_PROXY, OptionsDraft.Flag.HTTP_KEEP_ALIVE, "Connections are kept after an answer."),
            flag(KeywordTable.ANY_PROXY, OptionsDraft.Flag.HTTP_SERVER_CLOSE, "Server connections end with the answer."),
            flag(KeywordTable.ANY_PROXY, OptionsDraft.Flag.HTTPCLOSE, "Connections end with the answer, on both sides."),
            flag(KeywordTable.SERVING, OptionsDraft.Flag.LOG_HEALTH_CHECKS, "Every change of a check's result is logged."),
            flag(KeywordTable.ACCEPTING, OptionsDraft.Flag.SOCKET_STATS, "Statistics for each listening socket.")));
        list.add(Keyword.of(KeywordTable.ANY_PROXY, "option forwardfor", "[except <network>] [header <name>] [if-none]",
            "Tells servers the client's address.", "4.2", OptionKeywords::forwardFor));
        list.add(Keyword.of(KeywordTable.SERVING, "option httpchk", "[<uri> | <method> <uri> [<version>]]",
            "Checks are HTTP requests.", "4.2", OptionKeywords::httpCheck));
        list.add(Keyword.of(KeywordTable.ACCEPTING, "option httplog", "", "HTTP log format.", "4.2",
            OptionKeywords::httpLog));
        list.add(Keyword.negatable(KeywordTable.SERVING, "option redispatch", "[<interval>]",
            "A retry may go to another server.", "4.2", OptionKeywords::redispatch));
        list.add(Keyword.of(KeywordTable.ANY_PROXY, "option tcplog", "", "TCP log format.", "4.2",
            (s, p) -> { s.end(); p.options.logFormat = OptionsDraft.LogFormat.TCP; }));
        return list;
    }

    private static Keyword<ProxyDraft> flag(final Set<Section> sections, final OptionsDraft.Flag flag, final String doc) {
        return Keyword.negatable(sections, "option " + flag.word(), "", doc, "4.2", (s, p) -> {
            s.end();
            p.options.set(flag, s.form() == Statement.Form.SET);
        });
    }

    private static void httpLog(final Statement s, final ProxyDraft p) throws StatementException {
        if (s.peek().equals("clf")) {
            throw new StatementException(HaproxyKeywords.notYet("keyword", "option httplog clf"));
        }
        s.end();
        p.options.logFormat = OptionsDraft.LogFormat.HTTP;
    }

    private static void redispatch(final Statement s, final ProxyDraft p) throws StatementException {
        if (s.form() != Statement.Form.SET) {
            s.end();
            p.options.redispatch = 0;
            return;
        }
        final int interval = s.atEnd() ? -1
                : Quantity.integer(s.take(), "option redispatch", Integer.MIN_VALUE + 1, Integer.MAX_VALUE);
        s.end();
        p.options.redispatch = interval;
    }

    private static void forwardFor(final Statement s, final ProxyDraft p) throws StatementException {
        String except = null;
        String header = "X-Forwarded-For";
        boolean ifNone = false;
        while (!s.atEnd()) {
            switch (s.take()) {
                case "except" -> except = network(s);
                case "header" -> header = headerName(s);
                case "if-none" -> ifNone = true;
                default -> throw new StatementException(
                    "'option forwardfor' only supports optional values: 'except', 'header' and 'if-none'.");
            }
        }
        p.options.forwardFor = new ForwardFor(Optional.ofNullable(except), header, ifNone);
    }

    private static String network(final Statement s) throws StatementException {
        final String text = s.argument("<address>[/mask] behind 'except'");
        try {
            NetworkParser.parse(text);
        } catch (final StatementException e) {
            throw e.within("'option forwardfor except' : ");
        }
        return text;
    }

    private static String headerName(final Statement s) throws StatementException {
        final String name = s.argument("<header_name> behind 'header'");
        if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
            throw new StatementException("'option forwardfor header' expects a header name (got '" + name + "').");
        }
        return name;
    }

    private static void httpCheck(final Statement s, final ProxyDraft p) throws StatementException {
        final List<String> words = List.copyOf(s.rest());
        s.skipRest();
        if (words.size() > 3) {
            throw new StatementException("'option httpchk' cannot handle unexpected argument '" + words.get(3) + "'.");
        }
        final String method = words.size() > 1 ? words.get(0) : "OPTIONS";
        final String uri = words.isEmpty() ? "/" : words.get(words.size() > 1 ? 1 : 0);
        final String version = words.size() > 2 ? words.get(2) : "HTTP/1.0";
        if (!method.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+") || !uri.matches("[\\x21-\\x7e]+")) {
            throw new StatementException("'option httpchk' expects [<method>] <uri> [<version>] (got '"
                    + String.join(" ", words) + "').");
        }
        p.options.httpCheck = new HttpCheck(method, uri, version);
    }
}
