package io.usher.proxy.live;

import io.netty.channel.unix.DomainSocketAddress;
import io.usher.proxy.config.BindAddress;
import io.usher.proxy.config.Position;
import io.usher.proxy.config.Proxy;
import io.usher.proxy.config.ServerLine;
import io.usher.proxy.seat.SeatAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Resolves the server lines of a configuration, each once, before any traffic runs. May block on name servers. */
final class ServerAddresses {

    private final Map<String, ServerLine> linesByPath = new HashMap<>();
    private final Map<String, InetAddress> resolved = new HashMap<>();
    /** Where lines of running servers are now, which need not be looked up. */
    private final Map<ServerLine, SocketAddress> known = new IdentityHashMap<>();

    ServerAddresses(final Iterable<Proxy> proxies) {
        for (final Proxy proxy : proxies) {
            for (final ServerLine line : proxy.servers()) {
                linesByPath.put(proxy.name() + "/" + line.name(), line);
            }
        }
    }

    /** For a line that comes or moves at runtime: its {@code seat-of} may name any server there is. */
    static ServerAddresses of(final Collection<Backend> running) {
        final ServerAddresses addresses = new ServerAddresses(List.of());
        running.forEach(backend -> backend.servers().forEach(server -> {
            addresses.linesByPath.put(ServerTexts.path(server), server.line());
            addresses.known.put(server.line(), server.address());
        }));
        return addresses;
    }

    /** From now on a line is there. */
    ServerAddresses with(final ServerLine line, final SocketAddress address) {
        known.put(line, address);
        return this;
    }

    /** Whether the seats of a line are those of another, by way of its {@code seat-of}. */
    boolean seatsOf(final ServerLine line, final ServerLine other) {
        ServerLine at = line;
        while (at != null && at != other) {
            at = at.seatOf().map(linesByPath::get).orElse(null);
        }
        return at == other;
    }

    /** Where connections of this line go: an {@link InetSocketAddress} or a {@link DomainSocketAddress}. */
    SocketAddress connectAddress(final ServerLine line) {
        if (known.containsKey(line)) {
            return known.get(line);
        }
        if (line.address() instanceof BindAddress.Inet inet) {
            return new InetSocketAddress(resolve(inet.host(), line.position(), line.name()), inet.port());
        }
        if (line.address() instanceof BindAddress.Unix unix) {
            return new DomainSocketAddress(unix.path());
        }
        throw new ServerAddressException(line.position(), "'server " + line.name() + "' : '" + line.address()
            + "' is no address to connect to (expected: ADDRESS:PORT or a unix socket's path).", null);
    }

    /** Whose seats this line uses: its own address, or that of the line its {@code seat-of} leads to. */
    SeatAddress seatAddress(final ServerLine line) {
        final Set<ServerLine> seen = new HashSet<>();
        ServerLine at = line;
        while (at.seatOf().isPresent()) {
            if (!seen.add(at)) {
                throw new ServerAddressException(line.position(), "'server " + line.name()
                    + "' : 'seat-of' leads round in a circle by way of '" + at.seatOf().get() + "'.", null);
            }
            final ServerLine next = linesByPath.get(at.seatOf().get());
            if (next == null) {
                throw new ServerAddressException(at.position(), "'server " + at.name() + "' : 'seat-of' names '"
                    + at.seatOf().get() + "', which is no server (expected: BACKEND/SERVER).", null);
            }
            at = next;
        }
        return keyOf(connectAddress(at));
    }

    /** Where checks of a line go: its {@code addr} and {@code port} in place of its own. */
    SocketAddress checkAddress(final ServerLine line, final ServerLine.ServerCheck check) {
        final SocketAddress own = connectAddress(line);
        if (check.addr().isEmpty() && check.port() == 0) {
            return own;
        }
        final InetAddress host = check.addr().isPresent()
            ? resolve(check.addr().get(), line.position(), line.name())
            : own instanceof InetSocketAddress inet ? inet.getAddress() : InetAddress.getLoopbackAddress();
        final int port = check.port() > 0 ? check.port() : own instanceof InetSocketAddress inet ? inet.getPort() : 0;
        if (port == 0) {
            throw new ServerAddressException(line.position(), "'server " + line.name()
                + "' : no port to check (expected: 'port' beside 'addr' for a unix socket).", null);
        }
        return new InetSocketAddress(host, port);
    }

    /** Where a line's agent is asked; a unix server's agent is on this host. */
    InetSocketAddress agentAddress(final ServerLine line, final ServerLine.AgentCheck agent) {
        final SocketAddress own = connectAddress(line);
        return new InetSocketAddress(agent.addr().isPresent() ? resolve(agent.addr().get(), line.position(), line.name())
            : own instanceof InetSocketAddress inet ? inet.getAddress() : InetAddress.getLoopbackAddress(), agent.port());
    }

    static SeatAddress keyOf(final SocketAddress address) {
        if (address instanceof InetSocketAddress inet) {
            return SeatAddress.of(inet.getAddress(), inet.getPort());
        }
        final String path = ((DomainSocketAddress) address).path();
        try {
            final Map<String, Object> file = Files.readAttributes(Path.of(path), "unix:dev,ino");
            return SeatAddress.ofUnix((Long) file.get("dev"), (Long) file.get("ino"));
        } catch (final IOException notThereYet) {
            // A server that is not up yet has no socket file; its path is the best name there is.
            return new SeatAddress("unix:" + Path.of(path).toAbsolutePath().normalize());
        }
    }

    private InetAddress resolve(final String host, final Position position, final String server) {
        final InetAddress before = resolved.get(host);
        if (before != null) {
            return before;
        }
        try {
            final InetAddress address = InetAddress.getByName(host.isEmpty() ? "0.0.0.0" : host);
            resolved.put(host, address);
            return address;
        } catch (final UnknownHostException e) {
            throw new ServerAddressException(position, "'server " + server + "' : could not resolve address '" + host
                + "'.", e);
        }
    }
}
