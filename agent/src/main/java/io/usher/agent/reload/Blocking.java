package io.usher.agent.reload;

import io.usher.agent.generation.SeatView;

import java.util.List;

/**
 * Why the gate is shut: one generation that is not drained, with all it still holds.
 *
 * @param generation  its number
 * @param state       {@code finishing}, {@code starting} or {@code unreachable}
 * @param queued      requests in its queues
 * @param connections client connections
 * @param tunnels     upgraded connections and TCP streams
 * @param seats       each taken or held seat with its age
 * @param message     one line for people
 */
public record Blocking(int generation, String state, long queued, long connections, long tunnels, List<SeatView> seats,
                       String message) {
    public Blocking {
        seats = List.copyOf(seats);
    }
}
