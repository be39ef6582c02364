package io.usher.proxy.traffic;

import io.usher.proxy.live.Backend;
import io.usher.proxy.live.Server;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * One client connection as {@code show sess} tells of it.
 *
 * @param id       unique name of the session while it lasts, hexadecimal
 * @param protocol "tcpv4", "tcpv6" or "unix_stream"
 * @param source   the client
 * @param frontend section the client came in by
 * @param backend  section of its request; null = none yet
 * @param server   server of its request; null = none yet
 * @param state    what it is doing: IDLE, HEAD, SEEKING, EXCHANGE, TUNNEL, CLOSING
 * @param ageNanos since it was accepted
 */
public record SessionView(String id, String protocol, SocketAddress source, String frontend, String backend, String server,
                          String state, long ageNanos) {

    static SessionView of(final ClientConnection client, final Backend backend, final Server server, final String state) {
        final SocketAddress source = client.address();
        final String protocol = source instanceof InetSocketAddress inet
            ? inet.getAddress() instanceof Inet6Address ? "tcpv6" : "tcpv4" : "unix_stream";
        return new SessionView(client.channel().id().asShortText(), protocol, source, client.entrance().frontend().name(),
            backend == null ? null : backend.name(), server == null ? null : server.name(), state,
            client.shelf().now() - client.acceptNanos());
    }
}
