package io.usher.proxy.config;

/**
 * The {@code timeout} values of a proxy, in milliseconds; 0 = not set, which means no limit
 * (HAProxy configuration manual, 4.2 "timeout ...").
 *
 * @param client         inactivity of a client
 * @param clientFin      inactivity of a client that has half-closed; unset = {@code client}
 * @param connect        until a connection to a server is established
 * @param server         inactivity of a server
 * @param serverFin      inactivity of a server that has half-closed; unset = {@code server}
 * @param queue          in the queue; unset = {@code connect}
 * @param httpRequest    for a whole request head
 * @param httpKeepAlive  for the first byte of a client's next request; unset = {@code httpRequest}, then {@code client}
 * @param tunnel         inactivity of both sides of a tunnel; unset = {@code client} and {@code server}
 * @param check          for a health check's answer once connected
 * @param tarpit         how long a tarpitted request waits; unset = {@code connect}
 * @param hold           Usher's own: how long a seat stays on hold after its request was given up; unset = until the server is
 *                      done
 */
public record Timeouts(int client, int clientFin, int connect, int server, int serverFin, int queue, int httpRequest,
                       int httpKeepAlive, int tunnel, int check, int tarpit, int hold) {
}
