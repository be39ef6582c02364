package io.usher.agent.desired;

import io.usher.agent.proxy.SessionRow;

/**
 * A client connection whose request is at a server.
 *
 * @param id       the proxy's pointer, e.g. {@code 0x1f}
 * @param protocol in the proxy's words, e.g. {@code tcpv4}
 * @param source   the client's address and port
 * @param frontend where it came in
 * @param age      in the proxy's words, e.g. {@code 1m5s}
 * @param state    in the proxy's words, e.g. {@code EXCHANGE}; empty if not told
 */
public record ServerSession(String id, String protocol, String source, String frontend, String age, String state) {

    static ServerSession of(final SessionRow row) {
        return new ServerSession(row.id(), row.protocol(), row.source(), row.frontend(), row.age(), row.state());
    }
}
