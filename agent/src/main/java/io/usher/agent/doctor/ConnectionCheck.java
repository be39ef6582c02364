package io.usher.agent.doctor;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Connections of other processes to a server that has seats: each of them works there beside those that were counted. */
final class ConnectionCheck implements Check {

    @Override
    public String name() {
        return "connections";
    }

    @Override
    public void look(final Host host, final Patient patient, final Report report) throws IOException {
        final Map<Long, HostProcess> owners = new HashMap<>();
        host.processes().forEach(process -> process.sockets().forEach(inode -> owners.put(inode, process)));
        int hidden = 0;
        for (final TcpConnection connection : TcpConnection.all(host)) {
            if (!connection.open() || connection.inode() == 0) { // closed by its process, which may have been the proxy
                continue;
            }
            final HostProcess owner = owners.get(connection.inode());
            for (final Patient.Seated server : patient.servers()) {
                if (!server.address().is(connection.remote(), connection.remotePort()) || owner != null && patient.owns(owner)) {
                    continue;
                }
                if (owner == null) {
                    hidden++;
                } else {
                    report.error(server.name() + " " + server.address(), owner.shown() + " has a connection from local port "
                            + connection.localPort() + " to a server whose seats are counted",
                            "end it, or send its requests through the proxy");
                }
            }
        }
        if (hidden > 0) {
            report.warning("servers with seats", hidden + " connections to them are of processes that "
                    + (host.blind() ? "this account may not look into" : "are not on this host's list (another container?)"),
                    host.blind() ? "run 'usher doctor' as root" : "look for them with 'ss -tnp' where they run");
        }
    }
}
