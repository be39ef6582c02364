package io.usher.agent.doctor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The same for servers behind unix sockets, whose peers only {@code ss} tells: {@code /proc/net/unix} names no peers. */
final class UnixConnectionCheck implements Check {

    private static final int LOCAL_ADDRESS = 4;
    private static final int PEER_INODE = 7;

    @Override
    public String name() {
        return "unix-connections";
    }

    @Override
    public void look(final Host host, final Patient patient, final Report report) throws IOException {
        final List<Patient.Seated> servers = patient.servers().stream().filter(server -> server.address().unix()).toList();
        if (servers.isEmpty()) {
            return;
        }
        final Optional<String> table = host.program("ss", "-xnH");
        if (table.isEmpty()) {
            report.warning("servers with unix sockets", "who is connected to them cannot be told: 'ss' is missing or fails",
                    "install iproute2");
            return;
        }
        final Map<Long, HostProcess> owners = new HashMap<>();
        host.processes().forEach(process -> process.sockets().forEach(inode -> owners.put(inode, process)));
        for (final Patient.Seated server : servers) {
            for (final long peer : peers(table.get(), server.address().path())) {
                final HostProcess owner = owners.get(peer);
                if (owner == null) {
                    report.warning(server.name() + " " + server.address(), "a process that cannot be seen is connected to it",
                            "run 'usher doctor' as root");
                } else if (!patient.owns(owner)) {
                    report.error(server.name() + " " + server.address(), owner.shown() + " has a connection to a server whose"
                            + " seats are counted", "end it, or send its requests through the proxy");
                }
            }
        }
    }

    /** Lines of ss: kind, state, two queues, address, inode, {@code *}, inode of the peer. */
    private static List<Long> peers(final String table, final String path) {
        final List<Long> peers = new ArrayList<>();
        for (final String line : table.lines().toList()) {
            final String[] fields = line.strip().split("\\s+");
            if (fields.length > PEER_INODE && fields[LOCAL_ADDRESS].equals(path)
                    && fields[PEER_INODE].matches("[1-9]\\d{0,17}")) {
                peers.add(Long.valueOf(fields[PEER_INODE]));
            }
        }
        return peers;
    }
}
