package io.usher.proxy.generation;

/**
 * The generation before or after, as last heard.
 *
 * @param number      its number
 * @param pid         its process
 * @param state       its state
 * @param queued      requests waiting in its queues
 * @param connections its client connections
 * @param seats       seats it has taken
 * @param connected   whether its stream is open; if not, the numbers are the last ones known
 */
public record Neighbour(int number, long pid, GenerationState state, long queued, long connections, long seats,
                        boolean connected) {
}
