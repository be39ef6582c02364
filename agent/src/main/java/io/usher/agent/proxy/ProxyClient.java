package io.usher.agent.proxy;

import io.usher.agent.proxy.ProxyUnreachable.Kind;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One generation's stats socket, typed. Every method blocks up to its time limit and throws {@link ProxyUnreachable} where no
 * usable answer came; garbage, silence and slowness are all just that. Any thread.
 */
public final class ProxyClient {
    /** Within this a healthy proxy answers anything but {@code wait}. */
    public static final Duration USUAL_LIMIT = Duration.ofSeconds(2);
    /** Whether somebody is there at all: what adoption and start-up ask. */
    public static final Duration SHORT_LIMIT = Duration.ofMillis(1000);
    private static final Pattern ADDRESS_SET = Pattern.compile("(IP changed from '[^']*' to '[^']*'|no need to change the addr)"
            + ", (port changed from '[^']*' to '[^']*'|no need to change the port)( by '.*')?");

    private final Console socket;
    private final Dialect dialect;
    private final Path path;
    private final Duration limit;

    /** Of usher-proxy. */
    public ProxyClient(final Path path, final PeerCheck peers) {
        this(path, peers, USUAL_LIMIT);
    }

    /** Of usher-proxy, with a limit of its own. */
    public ProxyClient(final Path path, final PeerCheck peers, final Duration limit) {
        this(path, new StatsSocket(path, peers), new UsherDialect(), limit);
    }

    private ProxyClient(final Path path, final Console socket, final Dialect dialect, final Duration limit) {
        this.path = path;
        this.socket = socket;
        this.dialect = dialect;
        this.limit = limit;
    }

    /**
     * Of HAProxy in master-worker mode.
     *
     * @param master the master's socket
     * @param number which generation it is to the agent
     */
    public static ProxyClient haproxy(final Path master, final int number, final PeerCheck peers) {
        return new ProxyClient(master, new MasterConsole(new StatsSocket(master, peers)), new HaproxyDialect(number),
                USUAL_LIMIT);
    }

    public Path path() {
        return path;
    }

    /** What it says of itself, usher-proxy by {@code show generation}. */
    public GenerationReport generation() {
        return generation(limit);
    }

    /** The same with a limit of its own for each answer. */
    public GenerationReport generation(final Duration ownLimit) {
        try {
            return dialect.generation(socket, ownLimit);
        } catch (final MalformedAnswerException e) {
            throw garbage(dialect.reportCommand(), e);
        }
    }

    /**
     * {@code wait drained}: returns when nothing before the next generation is left undrained, or after a time.
     *
     * @return true if so
     */
    public boolean waitDrained(final Duration atMost) {
        try {
            return dialect.waitDrained(socket, atMost);
        } catch (final MalformedAnswerException e) {
            throw garbage("wait drained", e);
        }
    }

    /** {@code finish}: take no more connections, serve what is there, end. */
    public void finish() {
        dialect.finish(socket, limit);
    }

    /**
     * {@code resume}: be active again, by way of the successor. Of usher-proxy only.
     *
     * @return why not; empty = it is
     */
    public Optional<String> resume(final Duration atMost) {
        final String text = socket.ask("resume", atMost).text().strip();
        return text.startsWith("{") ? Optional.empty() : Optional.of(text);
    }

    /** All frontends, backends and servers, usher-proxy's by {@code show stat brief}. */
    public ServerTable servers() {
        try {
            return dialect.servers(socket, limit);
        } catch (final MalformedAnswerException e) {
            throw garbage("show stat", e);
        }
    }

    /** All frontends: {@code show stat -1 1 -1}. */
    public List<FrontendRow> frontends() {
        try {
            final List<FrontendRow> frontends = new ArrayList<>();
            final String answer = socket.ask("show stat -1 1 -1", limit).text();
            for (final Table.Row row : Table.csv(answer, "pxname", "type", "status").rows()) {
                if (row.text("type").equals("0")) {
                    frontends.add(ServerTables.frontend(row));
                }
            }
            return frontends;
        } catch (final MalformedAnswerException e) {
            throw garbage("show stat", e);
        }
    }

    /**
     * By what a backend is balanced: {@code show stat -1 2 -1}.
     *
     * @return the column {@code algo}; empty where the proxy does not say
     */
    public String algorithm(final String backend) {
        final String answer = socket.ask("show stat -1 2 -1", limit).text();
        try {
            return Table.csv(answer, "pxname", "type").rows().stream()
                    .filter(row -> row.text("type").equals("1") && row.text("pxname").equals(backend))
                    .map(row -> row.text("algo")).findFirst().orElse("");
        } catch (final MalformedAnswerException e) {
            throw garbage("show stat", e);
        }
    }

    /** All of {@code show stat}. */
    public StatTable stat() {
        final String stats = socket.ask("show stat", limit).text();
        try {
            return StatTable.read(stats);
        } catch (final MalformedAnswerException e) {
            throw garbage("show stat", e);
        }
    }

    /** The lines of {@code show info}, by name. */
    public Map<String, String> info() {
        final Map<String, String> info = new HashMap<>();
        for (final String line : socket.ask("show info", limit).text().lines().toList()) {
            final int colon = line.indexOf(": ");
            if (colon > 0) {
                info.put(line.substring(0, colon), line.substring(colon + 2).strip());
            }
        }
        return info;
    }

    /** {@code set server B/S state ready|drain|maint}; empty if done, else the proxy's refusal. */
    public String setState(final String backend, final String server, final String state) {
        return set("set server " + name(backend, server) + " state " + state);
    }

    /** {@code set server B/S weight N}, 0 to 256; empty if done, else the proxy's refusal. */
    public String setWeight(final String backend, final String server, final int weight) {
        return set("set server " + name(backend, server) + " weight " + weight);
    }

    /** {@code set maxconn server B/S N}; empty if done, else the proxy's refusal. */
    public String setMaxconn(final String backend, final String server, final int maxconn) {
        return set("set maxconn server " + name(backend, server) + " " + maxconn);
    }

    /**
     * {@code set server B/S addr ADDRESS port PORT}, of which silence is no success: HAProxy tells what it changed.
     *
     * @return empty if done, else the proxy's refusal
     */
    public String setAddress(final String backend, final String server, final String address, final int port) {
        final String answer = set("set server " + name(backend, server) + " addr " + address + " port " + port);
        return ADDRESS_SET.matcher(answer).matches() ? "" : answer.isEmpty() ? "it said nothing" : answer;
    }

    /** {@code add server B/S WORDS}; empty if done, else the proxy's refusal. It begins in maintenance, unchecked. */
    public String addServer(final String backend, final String server, final String words) {
        final String answer = set("add server " + name(backend, server) + " " + words);
        return answer.startsWith("New server registered") ? "" : answer.isEmpty() ? "it said nothing" : answer;
    }

    /** {@code enable health B/S}; empty if done, else the proxy's refusal. */
    public String enableHealth(final String backend, final String server) {
        return set("enable health " + name(backend, server));
    }

    /** {@code del server B/S}, which must be in maintenance. */
    public Deletion deleteServer(final String backend, final String server) {
        return Deletion.of(set("del server " + name(backend, server)));
    }

    /** {@code enable frontend F} or {@code disable frontend F}; empty if done or so already, else the proxy's refusal. */
    public String setFrontend(final String frontend, final boolean enabled) {
        final String answer = set((enabled ? "enable" : "disable") + " frontend " + name(frontend));
        return answer.startsWith("All sockets are already ") ? "" : answer;
    }

    /** {@code set maxconn frontend F N}; empty if done, else the proxy's refusal. */
    public String setFrontendMaxconn(final String frontend, final int maxconn) {
        return set("set maxconn frontend " + name(frontend) + " " + maxconn);
    }

    /** The process's own limit of connections, which counts for frontends without one: {@code show info}. */
    public int processMaxconn() {
        for (final String line : socket.ask("show info", limit).text().lines().toList()) {
            if (line.startsWith("Maxconn: ")) {
                try {
                    return Integer.parseInt(line.substring("Maxconn: ".length()).strip());
                } catch (final NumberFormatException e) {
                    throw garbage("show info", new MalformedAnswerException(line, e));
                }
            }
        }
        throw garbage("show info", new MalformedAnswerException("no line 'Maxconn: N'", null));
    }

    /** {@code show seats B/S}: the seats at the server's address; empty where the proxy knows no such server any more. */
    public Optional<AddressSeats> seats(final String backend, final String server) {
        try {
            return dialect.seats(socket, name(backend, server), limit);
        } catch (final MalformedAnswerException e) {
            throw garbage("show seats", e);
        }
    }

    /** {@code release seats B/S}: ends all holds at the server's address, and tells the ids of the seats it released. */
    public List<String> releaseSeats(final String backend, final String server) {
        try {
            return dialect.releaseSeats(socket, name(backend, server), limit);
        } catch (final MalformedAnswerException e) {
            throw garbage("release seats", e);
        }
    }

    /** {@code show sess}: all sessions. */
    public List<SessionRow> sessions() {
        try {
            return SeatAnswers.sessions(socket.ask("show sess", limit).text());
        } catch (final MalformedAnswerException e) {
            throw garbage("show sess", e);
        }
    }

    /** {@code shutdown session ID}, of one that {@link #sessions} told; empty if done, else the proxy's refusal. */
    public String shutdownSession(final SessionRow session) {
        return set("shutdown session " + session.id());
    }

    /** HAProxy's rule for commands that change something: silence is success (management manual, 9.3). */
    private String set(final String command) {
        return socket.ask(command, limit).text().strip();
    }

    /** Names come from the proxy's own table; a blank, semicolon or backslash would make two commands or words of one. */
    private static String name(final String backend, final String server) {
        return name(backend + "/" + server);
    }

    private static String name(final String name) {
        for (int i = 0; i < name.length(); i++) {
            final char c = name.charAt(i);
            if (c <= ' ' || c == ';' || c == '\\' || c == '\'' || c == '"') {
                throw new IllegalArgumentException("'" + name + "': no such name can stand in a command");
            }
        }
        return name;
    }

    /**
     * One server: {@code show servers state B/S} and {@code show stat B 4 ID}, at the same cost however many there are.
     *
     * @return empty where the proxy knows no such server, or, like HAProxy, cannot be asked for one alone
     */
    public Optional<ServerRow> server(final String backend, final String server) {
        if (!speakable(backend, server)) {
            return Optional.empty();
        }
        try {
            final String states = socket.ask("show servers state " + name(backend, server), limit).text();
            if (!states.startsWith("1\n")) {
                return Optional.empty();
            }
            final Optional<Table.Row> state = Table.blanks(states, "be_name", "srv_id", "srv_name", "srv_admin_state",
                    "srv_uweight").rows().stream()
                    .filter(row -> row.text("be_name").equals(backend) && row.text("srv_name").equals(server)).findFirst();
            if (state.isEmpty()) {
                return Optional.empty();
            }
            final String stats = socket.ask("show stat " + backend + " 4 " + state.get().number("srv_id", 0), limit).text();
            for (final Table.Row stat : Table.csv(stats, "pxname", "svname", "type", "status", "slim").rows()) {
                if (stat.text("svname").equals(server)) {
                    return Optional.of(ServerTables.server(state.get(), stat));
                }
            }
            return Optional.empty();
        } catch (final MalformedAnswerException e) {
            throw garbage("show stat", e);
        }
    }

    /** What comes from outside may be no name at all: then nobody needs to be asked. */
    private static boolean speakable(final String backend, final String server) {
        return (backend + server).chars()
                .noneMatch(c -> c <= ' ' || c == ';' || c == '\\' || c == '\'' || c == '"' || c == '/');
    }

    private ProxyUnreachable garbage(final String command, final MalformedAnswerException e) {
        return new ProxyUnreachable(Kind.GARBAGE,
                path + ": '" + command + "' was answered with something else: " + e.getMessage(), e);
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
