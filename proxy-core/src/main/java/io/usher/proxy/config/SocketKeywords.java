package io.usher.proxy.config;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The options of {@code bind} (HAProxy configuration manual, 5.1) and of {@code stats socket} (3.1). */
final class SocketKeywords {
    private static final Set<Section> BOTH = Set.of(Section.BIND, Section.STATS_SOCKET);
    private static final Set<Section> BIND = Set.of(Section.BIND);
    private static final Set<Section> STATS = Set.of(Section.STATS_SOCKET);

    private SocketKeywords() {
    }

    static List<Keyword<SocketDraft>> list() {
        return List.of(
            Keyword.of(BIND, "backlog", "<number>", "Length asked for the kernel's accept queue.", "5.1",
                (s, d) -> { d.backlog = count(s); }),
            Keyword.of(STATS, "expose-fd", "listeners", "A successor may take the listeners through it.", "5.1",
                SocketKeywords::exposeFd),
            Keyword.of(BOTH, "group", "<name>", "Group of the socket file.", "5.1", SocketKeywords::group),
            Keyword.of(STATS, "level", "user|operator|admin", "What its users may do.", "5.1", SocketKeywords::level),
            Keyword.of(BIND, "maxconn", "<number>", "Most connections accepted on this address.", "5.1",
                (s, d) -> { d.maxconn = count(s); }),
            Keyword.of(BOTH, "mode", "<octal>", "Permissions of the socket file.", "5.1", SocketKeywords::mode),
            Keyword.of(BIND, "name", "<name>", "Name shown in statistics.", "5.1",
                (s, d) -> { d.name = s.argument("a name"); }),
            Keyword.of(BOTH, "user", "<name>", "Owner of the socket file.", "5.1", SocketKeywords::user),
            Keyword.of(BIND, "v4v6", "", "Listens for IPv4 too on a wildcard IPv6 address.", "5.1",
                (s, d) -> { d.v6only = false; }),
            Keyword.of(BIND, "v6only", "", "Listens for IPv6 only on a wildcard address.", "5.1",
                (s, d) -> { d.v6only = true; }));
    }

    private static int count(final Statement s) throws StatementException {
        return Quantity.integer(s.argument("an integer argument"), s.keyword(), 0, Integer.MAX_VALUE);
    }

    private static void exposeFd(final Statement s, final SocketDraft d) throws StatementException {
        final String word = s.take();
        if (!word.equals("listeners")) {
            throw new StatementException("'expose-fd' only supports 'listeners' (got '" + word + "')");
        }
        d.exposeListeners = true;
    }

    private static void level(final Statement s, final SocketDraft d) throws StatementException {
        final String word = s.take();
        switch (word) {
            case "user", "operator", "admin" -> d.level = StatsSocket.Level.valueOf(word.toUpperCase(Locale.ROOT));
            default -> throw new StatementException(
                "'level' only supports 'user', 'operator', and 'admin' (got '" + word + "')");
        }
    }

    private static void mode(final Statement s, final SocketDraft d) throws StatementException {
        final String word = s.take();
        if (!word.matches("[0-7]{1,4}")) {
            throw new StatementException("'mode' : missing or invalid mode '" + word + "' (octal integer expected)");
        }
        d.mode = Integer.parseInt(word, 8);
    }

    private static void user(final Statement s, final SocketDraft d) throws StatementException {
        d.user = s.argument("a user name");
        if (s.host().user(d.user).isEmpty()) {
            throw new StatementException("'user' : unknown user name '" + d.user + "'");
        }
    }

    private static void group(final Statement s, final SocketDraft d) throws StatementException {
        d.group = s.argument("a group name");
        if (s.host().group(d.group).isEmpty()) {
            throw new StatementException("'group' : unknown group name '" + d.group + "'");
        }
    }
}
