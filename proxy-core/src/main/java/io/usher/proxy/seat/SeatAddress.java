package io.usher.proxy.seat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Objects;

/**
 * Where a server really is: what two server lines must share to share seats. It is the resolved address that connect uses, never
 * a name; it does not know that two addresses lead to one machine (the server keyword {@code seat-of} joins those).
 *
 * @param key {@code 127.0.0.1:9001}, {@code [2001:db8::1]:80} or {@code unix:DEVICE:INODE}; the same text in every generation
 */
public record SeatAddress(String key) {

    private static final int V6_BYTES = 16;

    public SeatAddress {
        Objects.requireNonNull(key, "key");
    }

    /**
     * A TCP address. An IPv4 address mapped into IPv6 ({@code ::ffff:a.b.c.d}, RFC 4291 2.5.5.2) is the IPv4 address.
     *
     * @param port 1 to 65535
     */
    public static SeatAddress of(final InetAddress ip, final int port) {
        final byte[] bytes = ip.getAddress();
        if (bytes.length == V6_BYTES && !isMapped(bytes)) {
            return new SeatAddress('[' + v6Text((Inet6Address) ip) + "]:" + port);
        }
        final int at = bytes.length == V6_BYTES ? 12 : 0;
        return new SeatAddress((bytes[at] & 255) + "." + (bytes[at + 1] & 255) + '.' + (bytes[at + 2] & 255) + '.'
            + (bytes[at + 3] & 255) + ':' + port);
    }

    /** A unix socket, known by the file it is, whatever path leads there. */
    public static SeatAddress ofUnix(final long device, final long inode) {
        return new SeatAddress("unix:" + device + ':' + inode);
    }

    private static boolean isMapped(final byte[] bytes) {
        for (int i = 0; i < 10; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return bytes[10] == -1 && bytes[11] == -1;
    }

    /** A link-local address is an address only with its scope; the scope's number is the same in all processes of a host. */
    private static String v6Text(final Inet6Address ip) {
        final String text = ip.getHostAddress();
        final int percent = text.indexOf('%');
        final String bare = percent < 0 ? text : text.substring(0, percent);
        return ip.isLinkLocalAddress() && ip.getScopeId() != 0 ? bare + '%' + ip.getScopeId() : bare;
    }

    // Written out, as in TakeId: a record's own are put together by method handles when they are first called, which takes
    // milliseconds in the middle of a handover.

    @Override
    public boolean equals(final Object other) {
        return other instanceof SeatAddress a && key.equals(a.key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    @Override
    public String toString() {
        return key;
    }
}
