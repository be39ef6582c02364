package io.usher.agent.proxy;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * @param successor   the number of the process that is about to take over, or has
 * @param queued      requests in its queues
 * @param connections client connections
 * @param tunnels     upgraded and TCP streams
 * @param seats       its taken and held seats
 * @param loads       servers with requests of its, where the proxy knows no seats; else empty
 * @param seatEvents  how often seats were held, reclaimed and so on since it began, by the proxy's word for it
 * @param contested   servers that closed connections without an answer
 */
public record GenerationReport(int number, String state, boolean drained, long pid, String version, Optional<Integer> predecessor,
                               Optional<Integer> successor, long queued, long connections, long tunnels, List<SeatReport> seats,
                               List<ServerLoad> loads, Map<String, Long> seatEvents, List<ContestedServer> contested) {
    public GenerationReport {
        seats = List.copyOf(seats);
        loads = List.copyOf(loads);
        seatEvents = Collections.unmodifiableMap(new LinkedHashMap<>(seatEvents));
        contested = List.copyOf(contested);
    }

    public boolean active() {
        return state.equals("active");
    }
}
