package io.usher.agent.doctor;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A line of {@code /proc/net/tcp} or {@code tcp6} (proc_net_tcp.txt of the kernel's documentation).
 *
 * @param state as the kernel numbers them: 1 established, 10 listening
 * @param uid   the account that made it
 * @param inode 0 = no process has it open any more
 */
record TcpConnection(InetAddress local, int localPort, InetAddress remote, int remotePort, int state, long uid, long inode) {

    private static final int LISTEN = 10;
    /** Established, asked for, being closed by either side: the server may still work for it. */
    private static final List<Integer> OPEN = List.of(1, 2, 4, 5, 8, 9, 11);

    /** All of both tables; lines that cannot be read are left out. */
    static List<TcpConnection> all(final Host host) {
        final List<TcpConnection> all = new ArrayList<>();
        for (final String table : List.of("net/tcp", "net/tcp6")) {
            for (final String line : host.table(table)) {
                final String[] fields = line.strip().split("\\s+");
                if (fields.length > 9) {
                    all.add(of(fields));
                }
            }
        }
        return all;
    }

    private static TcpConnection of(final String[] fields) {
        return new TcpConnection(ip(fields[1]), port(fields[1]), ip(fields[2]), port(fields[2]), Integer.parseInt(fields[3], 16),
                Long.parseLong(fields[7]), Long.parseLong(fields[9]));
    }

    /** Words of 32 bits in the order of this machine. */
    private static InetAddress ip(final String field) {
        final ByteBuffer words = ByteBuffer.wrap(HexFormat.of().parseHex(field.substring(0, field.indexOf(':'))));
        final ByteBuffer bytes = ByteBuffer.allocate(words.capacity()).order(ByteOrder.nativeOrder());
        while (words.hasRemaining()) {
            bytes.putInt(words.getInt());
        }
        try {
            return InetAddress.getByAddress(bytes.array()); // one that is an IPv4 address in IPv6 becomes the IPv4 address
        } catch (UnknownHostException e) {
            throw new IllegalStateException(field + ": neither 4 nor 16 bytes", e);
        }
    }

    private static int port(final String field) {
        return Integer.parseInt(field.substring(field.indexOf(':') + 1), 16);
    }

    boolean listening() {
        return state == LISTEN;
    }

    boolean open() {
        return OPEN.contains(state);
    }
}
