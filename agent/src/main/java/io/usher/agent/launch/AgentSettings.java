package io.usher.agent.launch;

import io.usher.agent.control.ListenAddress;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Everything that can be set about an agent.
 *
 * @param files        the user's configuration, {@code -f}
 * @param listen       where the REST API listens
 * @param runDirectory sockets of generations
 * @param dataDirectory database, snapshots, seats, output
 * @param proxyCommand the proxy's program
 * @param strictBoot   a configuration that does not check ends the agent
 * @param watch        files that change ask for a reload when drained
 * @param startLimit   how long a generation may take until it serves
 */
public record AgentSettings(List<Path> files, ListenAddress listen, Path runDirectory, Path dataDirectory, Path proxyCommand,
                            boolean strictBoot, boolean watch, Duration startLimit) {
    public AgentSettings {
        files = List.copyOf(files);
    }
}
