package io.usher.proxy.live;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Locale;

/** The log lines of server and backend state changes, in HAProxy 2.6's words. Pure functions; instance lock held. */
final class ServerTexts {

    private ServerTexts() {
    }

    /** "Server b/s" or "Backup Server b/s". */
    static String name(final Server server) {
        return (server.line().backup() ? "Backup Server " : "Server ") + path(server);
    }

    static String path(final Server server) {
        return server.backend().name() + "/" + server.name();
    }

    /** {@code 127.0.0.1:9001} or {@code [::1]:9001}; the text of a unix socket. */
    static String address(final SocketAddress address) {
        return address instanceof InetSocketAddress inet ? NetUtil.toSocketAddressString(inet) : address.toString();
    }

    static String cause(final String cause) {
        return cause == null || cause.isEmpty() ? "" : " (" + cause + ")";
    }

    /** ", reason: Layer4 connection problem, info: "Connection refused", check duration: 0ms", or nothing. */
    static String reason(final CheckResult end) {
        if (end == null) {
            return "";
        }
        final StringBuilder text = new StringBuilder(", reason: ").append(end.status().text());
        if (end.status().hasCode()) {
            text.append(", code: ").append(end.code());
        }
        if (!end.info().isEmpty()) {
            text.append(", info: \"").append(printable(end.info())).append('"');
        }
        if (end.durationMillis() >= 0) {
            text.append(", check duration: ").append(end.durationMillis()).append("ms");
        }
        return text.toString();
    }

    /** What is left of the backend, and what became of the queue. */
    static String rest(final Server server, final int moved) {
        final Backend backend = server.backend();
        final int active = backend.activeServers();
        final int backup = backend.backupServers();
        final boolean stopped = server.operationalState() == OperationalState.STOPPED;
        final String onBackup = backup > 0 && active == 0 ? " Running on backup." : "";
        final String head = ". " + active + " active and " + backup + " backup servers " + (stopped ? "left." : "online.");
        return head + onBackup + (stopped
            ? " " + server.counters().sessions.current() + " sessions active, " + moved + " requeued, "
                + server.queue().length() + " remaining in queue"
            : " " + moved + " sessions requeued, " + server.queue().length() + " total in queue");
    }

    /** The line of {@code option log-health-checks}. */
    static String healthCheck(final Server server, final CheckResult end) {
        final Health health = server.health();
        final boolean good = end.status().result() == CheckStatus.Result.PASSED;
        final String place = health.isUp()
            ? (health.level() - health.rise() + 1) + "/" + health.fall() + (server.weight() > 0 ? " UP" : " DRAIN")
            : health.level() + "/" + health.rise() + " DOWN";
        return "Health" + checkOf(server, good) + reason(end) + ", status: " + place;
    }

    /** The same of an agent's check. */
    static String agentCheck(final Server server, final CheckResult end) {
        final boolean up = server.agent().level() > 0;
        return "Agent" + checkOf(server, end.status().result() == CheckStatus.Result.PASSED) + reason(end) + ", status: "
            + server.agent().level() + "/" + Agent.RISE + (up ? server.weight() > 0 ? " UP" : " DRAIN" : " DOWN");
    }

    private static String checkOf(final Server server, final boolean good) {
        return " check for " + (server.line().backup() ? "backup " : "") + "server " + path(server)
            + (good ? " succeeded" : " failed");
    }

    static String noServer(final Backend backend) {
        final String kind = switch (backend.section().kind()) {
            case BACKEND -> "backend";
            case FRONTEND -> "frontend";
            case LISTEN -> "proxy";
        };
        return kind + " " + backend.name() + " has no server available!";
    }

    /** Encodes quotes, {@code #} and what is not printable ASCII as #XX, as HAProxy does. */
    private static String printable(final String text) {
        final StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            if (c < 0x20 || c > 0x7e || c == '"' || c == '#') {
                out.append(String.format(Locale.ROOT, "#%02X", (int) c & 0xff));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
