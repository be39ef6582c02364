package io.usher.agent.proxy;

/**
 * A server that closed connections without an answer while its seats were rightly the proxy's: it failed, or somebody else
 * was at it.
 *
 * @param backend its backend
 * @param server  its name
 * @param address its resolved address
 * @param count   how often, since the generation began
 */
public record ContestedServer(String backend, String server, String address, long count) {
}
