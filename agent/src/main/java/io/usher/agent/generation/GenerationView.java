package io.usher.agent.generation;

import io.usher.agent.proxy.ContestedServer;
import io.usher.agent.proxy.ServerLoad;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One generation as it is now (or as it was, once {@code ended}).
 *
 * @param number            as the proxy itself counts
 * @param state             see {@link GenerationState}
 * @param pid               its process
 * @param version           the proxy's version; empty if unknown
 * @param configurationHash SHA-256 over the user's files that it runs, hex; empty if unknown (adopted without a record)
 * @param started           when its process was started
 * @param ended             when it was seen to be gone
 * @param predecessor       number of the generation it took over from
 * @param queued            requests waiting in its queues
 * @param connections       client connections
 * @param tunnels           upgraded connections and TCP streams, which a drain must wait for
 * @param seats             its taken and held seats
 * @param loads             servers with requests of its, where the proxy knows no seats; else empty
 * @param blocking          true where this generation keeps the gate shut
 * @param adopted           true where this agent found it running
 * @param seatEvents        how often seats were held, reclaimed and so on since it began, by the proxy's word for it
 * @param contested         servers that closed connections without an answer
 * @param note              what a person should know, e.g. why it does not answer; empty if nothing
 */
public record GenerationView(int number, GenerationState state, long pid, String version, String configurationHash,
                             Instant started, Optional<Instant> ended, Optional<Integer> predecessor, long queued,
                             long connections, long tunnels, List<SeatView> seats, List<ServerLoad> loads,
                             Map<String, Long> seatEvents, List<ContestedServer> contested, boolean blocking,
                             boolean adopted, String note) {
}
