package io.usher.agent.doctor;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the agent says of itself, and where it is on this host.
 *
 * @param trouble     why the agent did not answer; empty = it did
 * @param readiness   the lines of {@code /readyz}
 * @param problems    what its status names as such
 * @param servers     those with seats
 * @param generations processes of its proxies
 * @param files       its configuration
 * @param ahead       how far its clock is before this program's; negative = behind
 * @param started     when it started, by its clock then
 * @param agent       its process on this host; empty = on another host, or not to be seen
 * @param tokenFile   of whoever runs the doctor
 */
public record Patient(Optional<String> trouble, List<String> readiness, List<String> problems, List<Seated> servers,
                      Set<Long> generations, List<Path> files, Duration ahead, Optional<Instant> started,
                      Optional<HostProcess> agent, Optional<Path> tokenFile) {

    /**
     * A server that has seats.
     *
     * @param name    backend and server
     * @param address where requests are sent
     */
    public record Seated(String name, ServerPlace address) {
    }

    /** Whether a process is the agent, one of its proxies, or a worker of one. */
    boolean owns(final HostProcess process) {
        return generations.contains(process.pid()) || generations.contains(process.parent())
                || agent.isPresent() && agent.get().pid() == process.pid();
    }

    /**
     * The folder that holds the sockets of the generations, and that with the database; where the agent is not seen here none.
     */
    List<Path> folders() {
        return agent.map(process -> process.openFiles().stream().filter(file -> file.endsWith("agent.lock")).map(Path::getParent)
                .distinct().toList()).orElse(List.of());
    }
}
