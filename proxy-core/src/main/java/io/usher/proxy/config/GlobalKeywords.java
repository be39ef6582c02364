package io.usher.proxy.config;

import java.util.List;
import java.util.Set;

/** The keywords of {@code global} (HAProxy configuration manual, 3). */
final class GlobalKeywords {
    private static final Set<Section> GLOBAL = Set.of(Section.GLOBAL);
    private static final int MAX_THREADS = 64;
    private static final int MAX_BUFFER = 256 << 20;

    private GlobalKeywords() {
    }

    static List<Keyword<GlobalDraft>> list() {
        return List.of(
            Keyword.negatable(GLOBAL, "busy-polling", "",
                "Event loops never sleep while the generation is active: answers come sooner, at the price of nbthread"
                + " processors.",
                "3.2", (s, g) -> { s.end(); g.busyPolling = s.form() == Statement.Form.SET; }),
            Keyword.of(GLOBAL, "cold-start-hold", "<time>",
                "How long seats stay closed where neither predecessor nor journal says what is taken.", "Usher",
                (s, g) -> { g.coldStartHold = TimeoutKeywords.time(s, "<time> as argument"); }),
            Keyword.of(GLOBAL, "daemon", "", "Runs in the background.", "3.1",
                (s, g) -> { s.end(); g.daemon = true; }),
            Keyword.of(GLOBAL, "description", "<text>", "A text about this instance.", "3.1",
                (s, g) -> { g.description = ProxyKeywords.text(s); }),
            Keyword.of(GLOBAL, "gid", "<number>", "Group to run as, by number.", "3.1",
                (s, g) -> { once(g.gid >= 0, "group/gid"); g.gid = integer(s, 0, Integer.MAX_VALUE); }),
            Keyword.of(GLOBAL, "group", "<name>", "Group to run as.", "3.1", GlobalKeywords::group),
            Keyword.of(GLOBAL, "hard-stop-after", "<time>", "How long a finishing generation may take.", "3.1",
                (s, g) -> { g.hardStopAfter = TimeoutKeywords.time(s, "<time> as argument"); }),
            Keyword.negatable(GLOBAL, "log", LogParser.USAGE, "Where log lines go.", "3.1", GlobalKeywords::log),
            Keyword.of(GLOBAL, "log-tag", "<text>", "Program name in log lines.", "3.1",
                (s, g) -> { g.logTag = s.argument("a tag for use in syslog"); s.end(); }),
            Keyword.of(GLOBAL, "maxconn", "<number>", "Most client connections in all.", "3.2",
                (s, g) -> { g.maxconn = integer(s, 0, Integer.MAX_VALUE); }),
            Keyword.of(GLOBAL, "master-worker", "", "Refused: generations are supervised from outside.", "3.1",
                (s, g) -> { throw new StatementException("'master-worker' is not a way to run Usher: let usher-agent or "
                    + "systemd supervise it (usher-agent.service, usher-proxy@.service)"); }),
            Keyword.of(GLOBAL, "nbthread", "<number>", "Event loops.", "3.1", GlobalKeywords::nbthread),
            Keyword.of(GLOBAL, "node", "<name>", "Name of this node.", "3.1",
                (s, g) -> { g.node = s.argument("a string as argument"); s.end(); }),
            Keyword.of(GLOBAL, "noreuseport", "", "Always so: Usher never shares an address by SO_REUSEPORT.", "3.2",
                (s, g) -> s.end()),
            Keyword.of(GLOBAL, "pidfile", "<file>", "Where the process id is written.", "3.1",
                (s, g) -> { g.pidfile = s.argument("a file name as an argument"); s.end(); }),
            Keyword.of(GLOBAL, "quiet", "", "Says nothing at start.", "3.3",
                (s, g) -> { s.end(); g.quiet = true; }),
            Keyword.of(GLOBAL, "seat-journal", "<folder>", "Folder of the journal of taken seats and the owner lock.",
                "Usher", (s, g) -> { g.seatJournal = s.argument("a folder as argument"); s.end(); }),
            Keyword.of(GLOBAL, "standby", "<time>", "How long a drained generation stays, to serve again if the next one dies.",
                "Usher", (s, g) -> { g.standby = TimeoutKeywords.time(s, "<time> as argument"); }),
            Keyword.of(GLOBAL, "stats maxconn", "<number>", "Most connections to the stats sockets.", "3.1",
                (s, g) -> { g.statsMaxconn = integer(s, 1, Integer.MAX_VALUE); }),
            Keyword.of(GLOBAL, "stats socket", "<address> [<option>...]", "A socket that speaks the Runtime API.", "3.1",
                GlobalKeywords::statsSocket),
            Keyword.of(GLOBAL, "stats timeout", "<time>", "Inactivity on the stats sockets.", "3.1",
                (s, g) -> { g.statsTimeout = TimeoutKeywords.time(s, "a positive value"); }),
            Keyword.of(GLOBAL, "tune.bufsize", "<bytes>", "Size of a message head that still fits.", "3.2",
                (s, g) -> { g.bufferSize = bounded(s, 4096, MAX_BUFFER); }),
            Keyword.of(GLOBAL, "tune.maxrewrite", "<bytes>", "Room kept for added headers.", "3.2",
                (s, g) -> { g.maxRewrite = bounded(s, 0, MAX_BUFFER); }),
            Keyword.of(GLOBAL, "uid", "<number>", "User to run as, by number.", "3.1",
                (s, g) -> { once(g.uid >= 0, "user/uid"); g.uid = integer(s, 0, Integer.MAX_VALUE); }),
            Keyword.of(GLOBAL, "ulimit-n", "<number>", "Descriptors needed; a start with fewer is warned about.", "3.1",
                GlobalKeywords::ulimit),
            Keyword.of(GLOBAL, "user", "<name>", "User to run as.", "3.1", GlobalKeywords::user));
    }

    private static int integer(final Statement s, final int min, final int max) throws StatementException {
        final int value = Quantity.integer(s.argument("an integer argument"), s.keyword(), min, max);
        s.end();
        return value;
    }

    private static int bounded(final Statement s, final int min, final int max) throws StatementException {
        final String text = s.argument("a size as argument");
        final int value = Quantity.size(text, s.keyword());
        s.end();
        if (value < min || value > max) {
            throw new StatementException("'" + s.keyword() + "' expects a size between " + min + " and " + max
                    + " (got '" + text + "')");
        }
        return value;
    }

    private static void once(final boolean already, final String what) throws StatementException {
        if (already) {
            throw new StatementException(what + " already specified. Continuing.");
        }
    }

    private static void nbthread(final Statement s, final GlobalDraft g) throws StatementException {
        final String text = s.argument("an integer argument");
        s.end();
        final int value = text.matches("-?\\d{1,9}") ? Integer.parseInt(text) : -1;
        if (value < 1 || value > MAX_THREADS) {
            throw new StatementException("'nbthread' value must be between 1 and " + MAX_THREADS + " (was " + text + ")");
        }
        g.nbthread = value;
    }

    private static void log(final Statement s, final GlobalDraft g) throws StatementException {
        if (s.form() != Statement.Form.SET) {
            s.end();
            g.logs.clear();
            return;
        }
        g.logs.add(LogParser.parse(s, "").orElseThrow(
            () -> new StatementException("log : 'global' is not supported for a global syslog server")));
    }

    private static void user(final Statement s, final GlobalDraft g) throws StatementException {
        once(g.uid >= 0, "user/uid");
        final String name = s.argument("a user name");
        s.end();
        g.uid = s.host().user(name).orElseThrow(
            () -> new StatementException("cannot find user id for '" + name + "' (0:Success)"));
        g.user = name;
    }

    private static void group(final Statement s, final GlobalDraft g) throws StatementException {
        if (g.gid >= 0) {
            throw new StatementException("gid/group was already specified. Continuing.");
        }
        final String name = s.argument("a group name");
        s.end();
        g.gid = s.host().group(name).orElseThrow(
            () -> new StatementException("cannot find group id for '" + name + "' (0:Success)"));
        g.group = name;
    }

    private static void statsSocket(final Statement s, final GlobalDraft g) throws StatementException {
        final String text = s.argument("an address or a path to a UNIX socket");
        final SocketDraft draft = new SocketDraft();
        try {
            final List<BindAddress> addresses = AddressParser.listeners(text, s.host());
            KeywordTable.options(KeywordTable.SOCKET, Section.STATS_SOCKET, s, draft, "'stats socket'");
            addresses.forEach(address -> g.statsSockets.add(draft.statsSocket(address, s.position())));
        } catch (final StatementException e) {
            throw e.getMessage().startsWith("'stats socket'") ? e
                    : e.within("'stats socket' : ");
        }
    }

    private static void ulimit(final Statement s, final GlobalDraft g) throws StatementException {
        final int wanted = integer(s, 1, Integer.MAX_VALUE);
        final long limit = s.host().openFiles();
        if (limit < wanted) {
            s.warn("'ulimit-n' asks for " + wanted + " descriptors but this process may open only " + limit
                    + "; raise its limit where it is started (LimitNOFILE=, ulimit -n)");
        }
    }
}
