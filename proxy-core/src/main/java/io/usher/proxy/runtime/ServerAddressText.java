package io.usher.proxy.runtime;

import io.netty.util.NetUtil;
import io.usher.proxy.config.BindAddress;
import io.usher.proxy.live.Server;
import java.net.Inet6Address;
import java.net.InetSocketAddress;

/** How server addresses appear in answers. Holds nothing. */
final class ServerAddressText {

    private ServerAddressText() {
    }

    /** {@code 127.0.0.1:9001} or {@code [::1]:9001}; the text of a unix socket. */
    static String withPort(final Server server) {
        if (!(server.address() instanceof InetSocketAddress inet)) {
            return server.address().toString();
        }
        final String host = NetUtil.toAddressString(inet.getAddress());
        return (inet.getAddress() instanceof Inet6Address ? "[" + host + "]" : host) + ":" + inet.getPort();
    }

    /** The address alone, "-" for a unix socket, as in {@code show servers state}. */
    static String host(final Server server) {
        return server.address() instanceof InetSocketAddress inet ? NetUtil.toAddressString(inet.getAddress()) : "-";
    }

    /** The port, 0 for a unix socket. */
    static int port(final Server server) {
        return server.address() instanceof InetSocketAddress inet ? inet.getPort() : 0;
    }

    /** The host name the configuration has, "-" if it has an address. */
    static String hostName(final Server server) {
        return server.line().address() instanceof BindAddress.Inet inet && !NetUtil.isValidIpV4Address(inet.host())
            && !NetUtil.isValidIpV6Address(inet.host()) && !inet.host().isEmpty() ? inet.host() : "-";
    }
}
