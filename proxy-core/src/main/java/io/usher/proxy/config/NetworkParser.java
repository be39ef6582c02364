package io.usher.proxy.config;

import java.util.ArrayList;
import java.util.List;

/** Reads {@code <address>[/<mask>]}, the mask as bits or, for IPv4, dotted (HAProxy configuration manual, 7.1.6). */
final class NetworkParser {
    private NetworkParser() {
    }

    /**
     * Reads a network.
     *
     * @throws StatementException if it is none
     */
    static Acl.Match.Network parse(final String text) throws StatementException {
        final int slash = text.indexOf('/');
        final byte[] address = IpAddress.bytes(slash < 0 ? text : text.substring(0, slash));
        final int prefix = address == null ? -1
                : slash < 0 ? address.length * 8 : prefix(text.substring(slash + 1), address.length * 8);
        if (prefix < 0) {
            throw new StatementException("'" + text + "' is not a valid IPv4 or IPv6 address").about(text)
                    .expecting("<address>[/<mask>]");
        }
        final List<Byte> masked = new ArrayList<>();
        for (int i = 0; i < address.length; i++) {
            final int bits = Math.max(0, Math.min(8, prefix - i * 8));
            masked.add((byte) (address[i] & 0xff00 >> bits));
        }
        return new Acl.Match.Network(List.copyOf(masked), prefix);
    }

    private static int prefix(final String text, final int max) {
        if (text.matches("\\d{1,3}")) {
            final int bits = Integer.parseInt(text);
            return bits <= max ? bits : -1;
        }
        final byte[] mask = max == 32 ? IpAddress.bytes(text) : null;
        if (mask == null || mask.length != 4) {
            return -1;
        }
        final int bits = (mask[0] & 255) << 24 | (mask[1] & 255) << 16 | (mask[2] & 255) << 8 | mask[3] & 255;
        final int ones = Integer.numberOfLeadingZeros(~bits);
        return Integer.bitCount(bits) == ones ? ones : -1;
    }
}
