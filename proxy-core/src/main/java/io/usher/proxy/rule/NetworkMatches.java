package io.usher.proxy.rule;

import io.usher.proxy.config.Acl;
import java.util.List;

/** Compares addresses with networks; an IPv4 address mapped into IPv6 is the IPv4 address. */
final class NetworkMatches {
    private static final int MAPPED = 12;

    private final Network[] networks;
    private final boolean any;

    /** A network's bytes and how many of their bits count. */
    private record Network(byte[] address, int prefix) {
    }

    NetworkMatches(final Acl acl) {
        networks = acl.matches().stream().filter(Acl.Match.Network.class::isInstance).map(Acl.Match.Network.class::cast)
                .map(network -> new Network(bytes(network.address()), network.prefix())).toArray(Network[]::new);
        any = acl.matches().stream().anyMatch(match -> !(match instanceof Acl.Match.Network));
    }

    private static byte[] bytes(final List<Byte> list) {
        final byte[] bytes = new byte[list.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = list.get(i);
        }
        return bytes;
    }

    boolean match(final byte[] address) {
        if (any) {
            return true;
        }
        for (final Network network : networks) {
            final int skip = address.length == 16 && network.address().length == 4 ? MAPPED : 0;
            if (address.length - skip == network.address().length && (skip == 0 || isMapped(address))
                    && inside(address, skip, network)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isMapped(final byte[] address) {
        for (int i = 0; i < MAPPED - 2; i++) {
            if (address[i] != 0) {
                return false;
            }
        }
        return address[10] == -1 && address[11] == -1;
    }

    private static boolean inside(final byte[] address, final int skip, final Network network) {
        final int whole = network.prefix() / 8;
        for (int i = 0; i < whole; i++) {
            if (address[skip + i] != network.address()[i]) {
                return false;
            }
        }
        final int rest = network.prefix() % 8;
        final int mask = 0xff00 >> rest & 0xff;
        return rest == 0 || (address[skip + whole] & mask) == (network.address()[whole] & mask);
    }
}
