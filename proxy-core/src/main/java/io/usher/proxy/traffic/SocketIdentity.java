package io.usher.proxy.traffic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tells whether two descriptors, of whatever processes of this host, are one socket: by the number of its inode in sockfs, which
 * is its own for as long as it is open (proc(5), {@code /proc/PID/fd}).
 */
final class SocketIdentity {

    private static final String PREFIX = "socket:[";

    private SocketIdentity() {
    }

    /**
     * {@return the socket behind a descriptor of this process}
     *
     * @throws IOException if it is none, or not open
     */
    static long of(final int descriptor) throws IOException {
        final String target;
        try {
            target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
        } catch (final IOException e) {
            throw new IOException("descriptor " + descriptor + " is not open (expected: a socket)", e);
        }
        if (!target.startsWith(PREFIX)) {
            throw new IOException("descriptor " + descriptor + " is " + target + " (expected: a socket)");
        }
        return Long.parseLong(target.substring(PREFIX.length(), target.length() - 1));
    }
}
