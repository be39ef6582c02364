package io.usher.agent.rest;

import io.usher.agent.control.ListenAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One place where the API listens: who can reach it, and its connector. */
final class Listener {

    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    /**
     * Longer than clients keep a connection that they do not use (Java 30 s since 21, Go 90 s), so that it is not closed here
     * just when one of them sends a request on it (RFC 9112, 9.5); Jetty's own 30 s would be.
     */
    private static final long IDLE_MILLIS = 120_000;

    /** Who can reach it. */
    enum Kind { UNIX, LOOPBACK, WIDE }

    private final ListenAddress address;
    private AbstractConnector connector; // set before the server starts

    Listener(final ListenAddress address) {
        this.address = address;
    }

    Kind kind() {
        if (address instanceof ListenAddress.Tcp tcp) {
            return tcp.wide() ? Kind.WIDE : Kind.LOOPBACK;
        }
        return Kind.UNIX;
    }

    boolean tls() {
        return address instanceof ListenAddress.Tcp tcp && tcp.tls();
    }

    /** Whether it is this one that a request came by. */
    boolean owns(final Connector other) {
        return connector == other;
    }

    /** The port it has, 0 before it listens. */
    int port() {
        return connector instanceof ServerConnector tcp ? Math.max(0, tcp.getLocalPort()) : 0;
    }

    /** As people see it, with the port it has. */
    @Override
    public String toString() {
        return address instanceof ListenAddress.Tcp tcp && port() > 0
                ? new ListenAddress.Tcp(tcp.address(), port(), tcp.tls()).toString() : address.toString();
    }

    /** Its connector, not yet open. */
    Connector connector(final Server server, final HttpConfiguration http, final SslContextFactory.Server certificates) {
        http.setSendServerVersion(false);
        if (address instanceof ListenAddress.Unix unix) {
            removeDeadSocket(unix.path());
            final UnixDomainServerConnector made = new UnixDomainServerConnector(server, new HttpConnectionFactory(http));
            made.setUnixDomainPath(unix.path());
            made.setIdleTimeout(IDLE_MILLIS);
            connector = made;
            return made;
        }
        final ListenAddress.Tcp where = (ListenAddress.Tcp) address;
        final ServerConnector made = where.tls() ? secure(server, http, certificates)
                : new ServerConnector(server, new HttpConnectionFactory(http));
        made.setHost(where.address().getHostAddress());
        made.setPort(where.port());
        made.setIdleTimeout(IDLE_MILLIS);
        connector = made;
        return made;
    }

    private static ServerConnector secure(final Server server, final HttpConfiguration http,
                                          final SslContextFactory.Server certificates) {
        final HttpConfiguration https = new HttpConfiguration(http);
        https.addCustomizer(new SecureRequestCustomizer(false)); // clients may come by an address and not by a name
        final HttpConnectionFactory protocol = new HttpConnectionFactory(https);
        return new ServerConnector(server, new SslConnectionFactory(certificates, protocol.getProtocol()), protocol);
    }

    /** Once it listens: a unix socket is for its owner, or for anybody who then shows an account that is let in. */
    void opened(final boolean others) throws IOException {
        if (address instanceof ListenAddress.Unix unix) {
            Files.setPosixFilePermissions(unix.path(), PosixFilePermissions.fromString(others ? "rw-rw-rw-" : "rw-------"));
        }
    }

    /** Takes away what a closed listener leaves. */
    void closed() {
        if (address instanceof ListenAddress.Unix unix) {
            try {
                Files.deleteIfExists(unix.path());
            } catch (IOException e) {
                LOG.warn("{} stays behind: {}", address, e.getMessage());
            }
        }
    }

    /** A socket file that nobody listens on is left over from an agent that died; one in use stays, and the bind fails. */
    private static void removeDeadSocket(final Path path) {
        if (!Files.exists(path)) {
            return;
        }
        try (var probe = java.nio.channels.SocketChannel.open(java.net.UnixDomainSocketAddress.of(path))) {
            LOG.debug("{} is in use by a listener", path);
        } catch (IOException nobodyListens) {
            try {
                Files.delete(path);
            } catch (IOException e) {
                throw new IllegalStateException("cannot remove the unused socket " + path + ": " + e.getMessage(), e);
            }
        }
    }
}
