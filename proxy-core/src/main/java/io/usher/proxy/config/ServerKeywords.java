package io.usher.proxy.config;

import java.util.List;
import java.util.Set;

/** The options of {@code server} and {@code default-server} (HAProxy configuration manual, 5.2). */
final class ServerKeywords {
    private static final Set<Section> SERVER = Set.of(Section.SERVER);
    private static final int MAX_WEIGHT = 256;

    private ServerKeywords() {
    }

    static List<Keyword<ServerDraft>> list() {
        return List.of(
            option("addr", "<ip>", "Address to check instead of the server's own.", ServerKeywords::addr),
            option("agent-addr", "<ip>", "Address of its agent instead of its own.", ServerKeywords::agentAddr),
            option("agent-check", "", "Its agent is asked.", (s, d) -> { d.agentCheck = true; }),
            option("agent-inter", "<time>", "Between questions to its agent.", (s, d) -> { d.agentInter = interval(s); }),
            option("agent-port", "<port>", "Port of its agent.", ServerKeywords::agentPort),
            option("agent-send", "<text>", "What its agent is sent.",
                (s, d) -> { d.agentSend = s.argument("a string as argument"); }),
            option("backup", "", "Used only when no other server is usable.", (s, d) -> { d.backup = true; }),
            option("check", "", "Its health is checked.", (s, d) -> { d.check = true; }),
            option("disabled", "", "Starts in maintenance.", ServerKeywords::disabled),
            option("downinter", "<time>", "Between checks while down.", (s, d) -> { d.downinter = interval(s); }),
            option("enabled", "", "Undoes \"disabled\".", ServerKeywords::enabled),
            option("fall", "<count>", "Bad checks before it is down.", (s, d) -> { d.fall = positive(s); }),
            option("fastinter", "<time>", "Between checks while changing state.", (s, d) -> { d.fastinter = interval(s); }),
            option("inter", "<time>", "Between checks.", (s, d) -> { d.inter = interval(s); }),
            option("maxconn", "<number>", "Seats at the server's address.", (s, d) -> { d.maxconn = count(s); }),
            option("maxqueue", "<number>", "Most requests waiting for this very server.",
                (s, d) -> { d.maxqueue = count(s); }),
            option("no-agent-check", "", "Undoes \"agent-check\".", (s, d) -> { d.agentCheck = false; }),
            option("no-backup", "", "Undoes \"backup\".", (s, d) -> { d.backup = false; }),
            option("no-check", "", "Undoes \"check\".", (s, d) -> { d.check = false; }),
            option("port", "<port>", "Port to check instead of the server's own.", ServerKeywords::port),
            option("rise", "<count>", "Good checks before it is up.", (s, d) -> { d.rise = positive(s); }),
            Keyword.of(SERVER, "seat-of", "<backend>/<server>", "Shares the seats of another line's address.", "Usher",
                ServerKeywords::seatOf),
            option("weight", "<0..256>", "Its share of the load.", ServerKeywords::weight));
    }

    private static Keyword<ServerDraft> option(final String word, final String usage, final String doc,
                                               final Keyword.Parser<ServerDraft> parser) {
        return Keyword.of(SERVER, word, usage, doc, "5.2", parser);
    }

    /** Whether {@code add server} takes the keyword, as HAProxy does. */
    static boolean isForAddedServers(final String word) {
        return !word.equals("no-check") && !word.equals("no-agent-check");
    }

    private static void disabled(final Statement s, final ServerDraft d) {
        d.disabled = true;
        d.enabled = false;
    }

    private static void enabled(final Statement s, final ServerDraft d) {
        d.disabled = false;
        d.enabled = true;
    }

    private static int count(final Statement s) throws StatementException {
        return Quantity.integer(s.argument("an integer argument"), s.keyword(), 0, Integer.MAX_VALUE);
    }

    private static int positive(final Statement s) throws StatementException {
        final int value = count(s);
        if (value == 0) {
            throw new StatementException("'" + s.keyword() + "' has to be > 0.");
        }
        return value;
    }

    private static int interval(final Statement s) throws StatementException {
        final int value = Quantity.time(s.argument("<time> as argument"), s.keyword());
        if (value == 0) {
            throw new StatementException("invalid value 0 for argument '" + s.keyword() + "' of server.");
        }
        return value;
    }

    private static void weight(final Statement s, final ServerDraft d) throws StatementException {
        final String text = s.argument("an integer between 0 and 256");
        final int value = text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
        if (value < 0 || value > MAX_WEIGHT) {
            throw new StatementException("weight of server is not within 0 and 256 (" + text + ").");
        }
        d.weight = value;
    }

    private static void port(final Statement s, final ServerDraft d) throws StatementException {
        d.checkPort = Quantity.integer(s.argument("a port number as argument"), "port", 1, 65535);
    }

    private static void addr(final Statement s, final ServerDraft d) throws StatementException {
        final String text = s.argument("<ipv4|ipv6> as argument");
        if (IpAddress.bytes(text) == null) {
            throw new StatementException("'addr' expects <ipv4|ipv6> as argument (got '" + text + "').");
        }
        d.checkAddress = text;
    }

    private static void agentPort(final Statement s, final ServerDraft d) throws StatementException {
        d.agentPort = Quantity.integer(s.argument("a port number as argument"), "agent-port", 1, 65535);
    }

    private static void agentAddr(final Statement s, final ServerDraft d) throws StatementException {
        final String text = s.argument("an address as argument");
        if (IpAddress.bytes(text) == null) {
            throw new StatementException("parsing agent-addr failed. Check if '" + text + "' is correct address.");
        }
        d.agentAddress = text;
    }

    private static void seatOf(final Statement s, final ServerDraft d) throws StatementException {
        final String text = s.argument("<backend>/<server> as argument");
        if (!text.matches("[^/]+/[^/]+")) {
            throw new StatementException("'seat-of' expects <backend>/<server> as argument (got '" + text + "').");
        }
        d.seatOf = text;
    }
}
