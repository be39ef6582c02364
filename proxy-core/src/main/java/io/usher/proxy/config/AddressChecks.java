package io.usher.proxy.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checks on addresses over all sections: listeners that would overlap, servers that do not resolve or disagree on seats. */
final class AddressChecks {
    private final ConfigurationDraft draft;
    private final Diagnostics diagnostics;
    private final HostDirectory host;
    private final Map<String, byte[]> resolved = new HashMap<>();

    /** A listening address and how to name it. */
    private record Listener(BindAddress address, boolean v6only, String text, Position position) {
    }

    AddressChecks(final ConfigurationDraft draft, final Diagnostics diagnostics, final HostDirectory host) {
        this.draft = draft;
        this.diagnostics = diagnostics;
        this.host = host;
    }

    /** Checks everything. */
    void run() {
        overlaps();
        servers();
        seatOf();
    }

    private void overlaps() {
        final List<Listener> all = new ArrayList<>();
        for (final StatsSocket socket : draft.global.statsSockets) {
            all.add(new Listener(socket.address(), false, "'stats socket " + socket.address() + "'", socket.position()));
        }
        for (final ProxyDraft proxy : draft.proxies) {
            if (!proxy.disabled && proxy.accepts()) {
                proxy.binds.forEach(bind -> all.add(new Listener(bind.address(), bind.v6only(),
                        "'bind " + bind.address() + "' of " + proxy.section.word() + " '" + proxy.name + "'", bind.position())));
            }
        }
        final Map<String, List<Listener>> groups = new LinkedHashMap<>();
        for (final Listener listener : all) {
            final String key = listener.address() instanceof BindAddress.Inet inet ? ":" + inet.port()
                    : listener.address().toString();
            final List<Listener> group = groups.computeIfAbsent(key, none -> new ArrayList<>());
            group.stream().filter(other -> overlap(other, listener)).findFirst().ifPresent(other ->
                    diagnostics.alert(listener.position(), listener.text() + " overlaps " + other.text() + " at "
                            + other.position() + "; an address can be listened on only once.", "",
                            "an address of its own"));
            group.add(listener);
        }
    }

    private static boolean overlap(final Listener a, final Listener b) {
        if (!(a.address() instanceof BindAddress.Inet first) || !(b.address() instanceof BindAddress.Inet second)) {
            return true;
        }
        if (first.host().equals(second.host())) {
            return true;
        }
        return covers(first, a.v6only(), second) || covers(second, b.v6only(), first)
                || Arrays.equals(IpAddress.bytes(first.host()), IpAddress.bytes(second.host()))
                && IpAddress.bytes(first.host()) != null;
    }

    private static boolean covers(final BindAddress.Inet wildcard, final boolean v6only, final BindAddress.Inet other) {
        final boolean otherIsV6 = other.host().indexOf(':') >= 0;
        return wildcard.host().isEmpty() && !otherIsV6 || wildcard.host().equals("::") && (otherIsV6 || !v6only);
    }

    private void servers() {
        final Map<String, ServerLine> firstSeated = new HashMap<>();
        for (final ProxyDraft proxy : draft.proxies) {
            for (final ServerLine server : proxy.servers) {
                final String key = key(server.address());
                if (key == null) {
                    diagnostics.alert(server.position(), "'server " + proxy.name + "/" + server.name()
                            + "' : could not resolve address '" + ((BindAddress.Inet) server.address()).host() + "'.",
                            ((BindAddress.Inet) server.address()).host(), "an address, or a name that resolves");
                } else if (server.maxconn() > 0) {
                    seats(proxy, server, firstSeated.putIfAbsent(key, server));
                }
            }
        }
    }

    private void seats(final ProxyDraft proxy, final ServerLine server, final ServerLine other) {
        if (other != null && other.maxconn() != server.maxconn()) {
            diagnostics.warning(server.position(), "'server " + proxy.name + "/" + server.name() + "' sets maxconn "
                    + server.maxconn() + " for " + server.address() + " but 'server " + other.name() + "' at "
                    + other.position() + " sets " + other.maxconn() + "; the smallest holds for the address.");
        }
    }

    /** A text that is the same for the same address; null if a name does not resolve. */
    private String key(final BindAddress address) {
        if (!(address instanceof BindAddress.Inet inet)) {
            return address.toString();
        }
        final byte[] literal = IpAddress.bytes(inet.host());
        final byte[] bytes = literal != null ? literal : resolved.computeIfAbsent(inet.host(), host::address);
        return bytes == null ? null : IpAddress.text(bytes) + "|" + inet.port();
    }

    private void seatOf() {
        for (final ProxyDraft proxy : draft.proxies) {
            for (final ServerLine server : proxy.servers) {
                server.seatOf().filter(name -> !exists(name)).ifPresent(name -> diagnostics.alert(server.position(),
                        "'server " + proxy.name + "/" + server.name() + "' : unable to find server '" + name
                        + "' referenced by 'seat-of'.", name, "<backend>/<server> of a server line"));
            }
        }
    }

    private boolean exists(final String name) {
        final int slash = name.indexOf('/');
        return draft.proxies.stream().filter(proxy -> proxy.name.equals(name.substring(0, slash)))
                .flatMap(proxy -> proxy.servers.stream()).anyMatch(server -> server.name().equals(name.substring(slash + 1)));
    }
}
