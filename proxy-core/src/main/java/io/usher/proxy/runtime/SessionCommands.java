package io.usher.proxy.runtime;

import io.netty.util.NetUtil;
import io.usher.proxy.config.StatsSocket.Level;
import io.usher.proxy.live.Instance;
import io.usher.proxy.traffic.SessionView;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * Commands on client connections: {@code show sess}, {@code shutdown session}, {@code shutdown sessions server} (HAProxy
 * management manual, 9.3). A line of {@code show sess} has HAProxy's fields as far as they mean something here, and
 * {@code state}.
 */
final class SessionCommands {

    private static final String POINTER = "0x";

    private final SessionList sessions;
    private final ServerLookup servers;

    SessionCommands(final Instance instance, final SessionList sessions) {
        this.sessions = sessions;
        servers = new ServerLookup(instance);
    }

    List<Command> commands() {
        return List.of(
            Command.of("show sess", Level.OPERATOR, "show sess [id]",
                "report the list of current sessions or dump this exact session", this::showSessions),
            Command.of("shutdown session", Level.ADMIN, "shutdown session [id]", "kill a specific session",
                this::shutdownSession),
            Command.of("shutdown sessions server", Level.ADMIN, "shutdown sessions server <bk>/<srv>",
                "kill sessions on a server", this::shutdownSessionsOfServer));
    }

    private String showSessions(final CommandCall call) {
        final String wanted = call.word(2);
        final StringBuilder out = new StringBuilder();
        if (wanted.isEmpty()) {
            sessions.snapshot().forEach(session -> line(out, session));
            return out.toString();
        }
        if (wanted.equals("all")) {
            sessions.snapshot().forEach(session -> details(out, session));
            return out.toString();
        }
        final Optional<SessionView> found = sessions.snapshot().stream()
            .filter(session -> session.id().equals(id(wanted))).findFirst();
        if (found.isEmpty()) {
            return "Session not found.\n";
        }
        details(out, found.get());
        return out.toString();
    }

    private static void line(final StringBuilder out, final SessionView session) {
        out.append(POINTER).append(session.id()).append(": proto=").append(session.protocol())
            .append(" src=").append(source(session)).append(" fe=").append(session.frontend())
            .append(" be=").append(backend(session)).append(" srv=").append(server(session))
            .append(" age=").append(age(session)).append(" state=").append(session.state()).append('\n');
    }

    private static void details(final StringBuilder out, final SessionView session) {
        out.append(POINTER).append(session.id()).append(": proto=").append(session.protocol())
            .append(" source=").append(source(session)).append('\n')
            .append("  state=").append(session.state()).append(" age=").append(age(session)).append('\n')
            .append("  frontend=").append(session.frontend()).append('\n')
            .append("  backend=").append(backend(session)).append('\n')
            .append("  server=").append(server(session)).append('\n');
    }

    private static String source(final SessionView session) {
        return session.source() instanceof InetSocketAddress inet
            ? NetUtil.toAddressString(inet.getAddress()) + ":" + inet.getPort() : "unix:1";
    }

    private static String backend(final SessionView session) {
        return session.backend() == null ? "<NONE>" : session.backend();
    }

    private static String server(final SessionView session) {
        return session.server() == null ? "<none>" : session.server();
    }

    /** Two units at most, as HAProxy writes times: {@code 5s}, {@code 1m5s}, {@code 2h1m}, {@code 1d3h}. */
    private static String age(final SessionView session) {
        final long seconds = session.ageNanos() / 1_000_000_000L;
        if (seconds >= 86_400) {
            return seconds / 86_400 + "d" + seconds / 3600 % 24 + "h";
        }
        if (seconds >= 3600) {
            return seconds / 3600 + "h" + seconds / 60 % 60 + "m";
        }
        return seconds >= 60 ? seconds / 60 + "m" + seconds % 60 + "s" : seconds + "s";
    }

    private static String id(final String pointer) {
        return pointer.startsWith(POINTER) ? pointer.substring(POINTER.length()) : pointer;
    }

    private String shutdownSession(final CommandCall call) {
        if (!call.word(2).startsWith(POINTER)) {
            return "Session pointer expected (use 'show sess').\n";
        }
        return sessions.shutdown(id(call.word(2))) ? "" : "No such session (use 'show sess').\n";
    }

    private String shutdownSessionsOfServer(final CommandCall call) {
        return servers.change(call.word(3), server -> {
            sessions.shutdown(server);
            return "";
        });
    }
}
