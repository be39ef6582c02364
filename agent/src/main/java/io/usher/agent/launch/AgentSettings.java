package io.usher.agent.launch;

import io.usher.agent.access.AccessSettings;
import io.usher.agent.control.ListenAddress;
import io.usher.agent.store.DatabaseLocation;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Everything that can be set about an agent.
 *
 * @param files        the user's configuration, {@code -f}
 * @param listen       where the REST API listens
 * @param access       who may do what there
 * @param runDirectory sockets of generations
 * @param dataDirectory snapshots, seats, output, and the database unless that is elsewhere
 * @param database     where the database is
 * @param retention    how long what is over stays in the database
 * @param proxyCommand the proxy's program
 * @param proxyShips   it is the usher-proxy beside the agent; any other is asked what it is
 * @param proxyUnit    systemd template unit that generations are instances of; empty = processes of the agent's own
 * @param strictBoot   a configuration that does not check ends the agent
 * @param watch        files that change ask for a reload when drained
 * @param startLimit   how long a generation may take until it serves
 */
public record AgentSettings(List<Path> files, List<ListenAddress> listen, AccessSettings access, Path runDirectory,
                            Path dataDirectory, DatabaseLocation database, Duration retention, Path proxyCommand,
                            boolean proxyShips, Optional<String> proxyUnit, boolean strictBoot, boolean watch,
                            Duration startLimit) {
    public AgentSettings {
        files = List.copyOf(files);
        listen = List.copyOf(listen);
    }
}
