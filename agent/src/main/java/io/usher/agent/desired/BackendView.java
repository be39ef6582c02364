package io.usher.agent.desired;

/**
 * One backend as the active generation shows it now.
 *
 * @param name          its name
 * @param status        {@code UP} or {@code DOWN}
 * @param servers       number of servers
 * @param usableServers those that take traffic
 * @param inWork        requests in work
 * @param queued        requests waiting for any of its servers
 * @param total         requests so far
 */
public record BackendView(String name, String status, int servers, int usableServers, long inWork, long queued,
                          long total) {
}
