package io.usher.proxy.traffic;

import io.netty.util.AsciiString;
import io.usher.proxy.config.ForwardFor;
import io.usher.proxy.http.HeadEdits;
import io.usher.proxy.http.RequestHead;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** {@code option forwardfor}: tells the server who the client is (HAProxy configuration manual, 4.2). */
final class ForwardedFor {

    private final AsciiString header;
    private final boolean ifNone;
    private final byte[] exceptNetwork;
    private final int exceptBits;

    ForwardedFor(final ForwardFor option) {
        header = AsciiString.cached(option.header());
        ifNone = option.ifNone();
        final String except = option.except().orElse(null);
        exceptNetwork = except == null ? null : network(except);
        exceptBits = except == null ? 0 : bits(except, exceptNetwork.length * 8);
    }

    private static byte[] network(final String cidr) {
        final int slash = cidr.indexOf('/');
        try {
            return InetAddress.getByName(slash < 0 ? cidr : cidr.substring(0, slash)).getAddress();
        } catch (final UnknownHostException e) {
            throw new IllegalArgumentException("'option forwardfor except " + cidr + "' (expected: a network)", e);
        }
    }

    private static int bits(final String cidr, final int all) {
        final int slash = cidr.indexOf('/');
        return slash < 0 ? all : Integer.parseInt(cidr.substring(slash + 1));
    }

    /** Adds the header where the option says so; unix clients have no address to tell. */
    void edit(final HeadEdits edits, final RequestHead head, final ClientConnection client) {
        if (!(client.address() instanceof InetSocketAddress inet) || excepted(inet.getAddress())
            || ifNone && head.find(header, 0) >= 0) {
            return;
        }
        edits.add(header, client.addressText());
    }

    private boolean excepted(final InetAddress address) {
        if (exceptNetwork == null) {
            return false;
        }
        final byte[] bytes = address.getAddress();
        if (bytes.length != exceptNetwork.length) {
            return false;
        }
        for (int bit = 0; bit < exceptBits; bit++) {
            if ((bytes[bit >> 3] ^ exceptNetwork[bit >> 3]) << (bit & 7) << 24 < 0) {
                return false;
            }
        }
        return true;
    }
}
