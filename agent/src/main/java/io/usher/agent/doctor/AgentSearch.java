package io.usher.agent.doctor;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the process of an agent on this host. */
public final class AgentSearch {

    private static final String MAIN_CLASS = "io.usher.agent.launch.Main";
    private static final int INODE = 6;
    private static final int PATH = 7;

    private AgentSearch() {
    }

    /**
     * The agent that listens there; where this account may not see which one does, the only one there is.
     *
     * @param port of its API; 0 = none
     * @param path of its unix socket; "" = none
     */
    public static Optional<HostProcess> at(final Host host, final int port, final String path) throws IOException {
        final List<HostProcess> agents = host.processes().stream().filter(process -> process.runs(MAIN_CLASS)).toList();
        final Set<Long> listeners = new HashSet<>();
        TcpConnection.all(host).stream().filter(each -> each.listening() && each.localPort() == port)
                .forEach(each -> listeners.add(each.inode()));
        for (final String line : host.table("net/unix")) {
            final String[] fields = line.strip().split("\\s+");
            if (fields.length > PATH && !path.isEmpty() && fields[PATH].equals(path)) {
                listeners.add(Long.valueOf(fields[INODE]));
            }
        }
        final Optional<HostProcess> found = agents.stream()
                .filter(agent -> agent.sockets().stream().anyMatch(listeners::contains)).findFirst();
        return found.isPresent() || listeners.isEmpty() || agents.size() != 1 || agents.get(0).readable() ? found
                : Optional.of(agents.get(0));
    }
}
