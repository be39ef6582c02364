package io.usher.agent.proxy;

import java.util.List;
import java.util.Optional;

/**
 * The JSON of {@code show generation}.
 *
 * @param number      its number
 * @param state       {@code starting}, {@code active}, {@code finishing}, {@code drained} or {@code ended}
 * @param drained     it is drained or, while active, no earlier one is undrained: it would hand over
 * @param pid         its process, as the kernel says of the socket's owner
 * @param version     the proxy's version; empty if not told
 * @param predecessor the living predecessor's number
 * @param queued      requests in its queues
 * @param connections client connections
 * @param tunnels     upgraded and TCP streams
 * @param seats       its taken and held seats
 */
public record GenerationReport(int number, String state, boolean drained, long pid, String version, Optional<Integer> predecessor, long queued,
                               long connections, long tunnels, List<SeatReport> seats) {
    public GenerationReport {
        seats = List.copyOf(seats);
    }

    public boolean active() {
        return state.equals("active");
    }
}
