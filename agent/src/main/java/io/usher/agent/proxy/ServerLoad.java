package io.usher.agent.proxy;

/**
 * What one generation has at one server, of a proxy that tells no seats.
 *
 * @param backend its backend
 * @param server  its name
 * @param inWork  requests at it ({@code scur})
 * @param queued  requests waiting for this very server ({@code qcur})
 */
public record ServerLoad(String backend, String server, long inWork, long queued) {
}
