import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The configuration file of an event, the same for both programs but for the lines that only Usher knows.
 *
 * @param event  row of the table
 * @param usher  whether it is for Usher
 * @param folder where the stats socket and the journal of seats belong
 * @param ports  of the proxy: the first place where the servers' addresses stand, and the second
 */
record Configuration(Event event, boolean usher, Path folder, int[] ports) {

    /**
     * The file's text.
     *
     * @param servers   ports of the servers
     * @param agentPort port of their agent, where the event has one
     * @param deafPort  port that nobody can connect to, where the event has one
     * @param changed   whether what the event's reloads change is changed
     */
    String text(final List<Integer> servers, final int agentPort, final int deafPort, final boolean changed) {
        final StringBuilder text = new StringBuilder("global\n    maxconn 8000\n    log stdout format raw local0 notice\n");
        text.append("    stats socket ").append(socket()).append(" mode 600 level admin expose-fd listeners\n");
        text.append(event.global);
        if (usher) {
            text.append("    seat-journal ").append(journal()).append('\n').append(event.usherGlobal);
        }
        text.append("defaults\n    log global\n    mode ").append(event.mode).append("""

                    balance roundrobin
                    timeout client 30s
                    timeout connect 5s
                    timeout server 30s
                    timeout queue 60s
                """).append(event.defaults).append(usher ? event.usherDefaults : "");
        final String backend = changed && event.renamed == Event.Renamed.BACKEND ? "renamed" : "out";
        text.append("frontend in\n    bind 127.0.0.1:").append(ports[0]).append("\n    default_backend ").append(backend)
                .append("\nbackend ").append(backend).append('\n');
        final String prefix = changed && event.renamed == Event.Renamed.SERVERS ? "t" : "s";
        final List<Integer> standing = new ArrayList<>(servers);
        if (changed && event.renamed == Event.Renamed.ADDRESSES) {
            Collections.rotate(standing, 1);
        }
        final int here = event.twice == Event.Twice.PART ? servers.size() - (changed ? 3 : 2) : servers.size();
        append(text, prefix, "127.0.0.1", standing.subList(0, here), agentPort, changed ? event.otherMaxconn : event.maxconn);
        if (event.deafServer) {
            text.append("    server deaf 127.0.0.1:").append(deafPort).append(" maxconn 1\n");
        }
        if (event.twice == Event.Twice.BACKEND || event.twice == Event.Twice.PART) {
            text.append("frontend in2\n    bind 127.0.0.1:").append(ports[1])
                    .append("\n    default_backend out2\nbackend out2\n");
            append(text, "s", "127.0.0.1", event.twice == Event.Twice.PART ? servers.subList(here, servers.size()) : servers,
                    agentPort, event.secondMaxconn);
        } else if (event.twice == Event.Twice.LISTEN) {
            text.append("listen in2\n    bind 127.0.0.1:").append(ports[1]).append('\n');
            append(text, "s", "ipv4@localhost", servers, agentPort, event.secondMaxconn);
        }
        return text.toString();
    }

    Path socket() {
        return folder.resolve("sock");
    }

    Path journal() {
        return folder.resolve("seats");
    }

    private void append(final StringBuilder text, final String prefix, final String host, final List<Integer> servers,
                        final int agentPort, final int maxconn) {
        final String checks = switch (event.checks) {
            case NONE -> "";
            case TCP, HTTP -> " check inter 100ms";
            case AGENT -> " weight 100 agent-check agent-inter 100ms agent-port " + agentPort;
        };
        for (int i = 0; i < servers.size(); i++) {
            text.append("    server ").append(prefix).append(i + 1).append(' ').append(host).append(':').append(servers.get(i))
                    .append(maxconn == 0 ? "" : " maxconn " + maxconn).append(checks).append('\n');
        }
    }
}
