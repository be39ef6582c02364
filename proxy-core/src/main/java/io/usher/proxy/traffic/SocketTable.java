package io.usher.proxy.traffic;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The kernel's tables of sockets (proc(5), /proc/net/tcp and tcp6), as far as listeners go. */
final class SocketTable {

    private static final String LISTEN = "0A";
    private static final int LOCAL = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;

    private SocketTable() {
    }

    /** The inode of the socket that keeps this address from being bound; -1 if none is seen. */
    static long inodeOfListener(final InetSocketAddress address) {
        final long found = inodeIn("tcp", address);
        return found >= 0 ? found : inodeIn("tcp6", address);
    }

    private static long inodeIn(final String table, final InetSocketAddress wanted) {
        for (final String line : lines(table)) {
            final String[] words = line.trim().split(" +");
            if (words.length > INODE && words[STATE].equals(LISTEN) && overlaps(words[LOCAL], wanted)) {
                return Long.parseLong(words[INODE]);
            }
        }
        return -1;
    }

    private static boolean overlaps(final String local, final InetSocketAddress wanted) {
        final int colon = local.indexOf(':');
        if (Integer.parseInt(local.substring(colon + 1), 16) != wanted.getPort()) {
            return false;
        }
        final InetAddress holder = address(local.substring(0, colon));
        return holder.isAnyLocalAddress() || wanted.getAddress().isAnyLocalAddress() || holder.equals(wanted.getAddress());
    }

    /** Each group of four bytes is a number in the machine's order, little-endian wherever this runs. */
    private static InetAddress address(final String hex) {
        final byte[] bytes = new byte[hex.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            final int mirrored = (i & ~3) + 3 - (i & 3);
            bytes[mirrored] = (byte) Integer.parseInt(hex, 2 * i, 2 * i + 2, 16);
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (final UnknownHostException e) {
            throw new IllegalArgumentException("address " + hex + " in the socket table (expected: 4 or 16 bytes)", e);
        }
    }

    private static List<String> lines(final String table) {
        try {
            final List<String> all = Files.readAllLines(Path.of("/proc/net/" + table), StandardCharsets.ISO_8859_1);
            return all.subList(Math.min(1, all.size()), all.size());
        } catch (final IOException e) {
            // Without /proc, or without IPv6, nothing can be seen; the caller says less then.
            return List.of();
        }
    }
}
