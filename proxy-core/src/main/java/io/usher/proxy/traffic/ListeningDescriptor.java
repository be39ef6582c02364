package io.usher.proxy.traffic;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.ptr.IntByReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A descriptor number that is claimed to be a listening stream socket; {@link #check} finds out before anything is done. */
public final class ListeningDescriptor {

    private static final int F_GETFL = 3;
    private static final int F_SETFL = 4;
    private static final int O_NONBLOCK = 0x800;
    // socket(7)
    private static final int SOL_SOCKET = 1;
    private static final int SO_TYPE = 3;
    private static final int SO_ACCEPTCONN = 30;
    private static final int SO_DOMAIN = 39;
    private static final int SOCK_STREAM = 1;
    private static final int AF_UNIX = 1;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;

    private final int fd;
    private final boolean unix;

    private ListeningDescriptor(final int fd, final boolean unix) {
        this.fd = fd;
        this.unix = unix;
    }

    /**
     * Asks the kernel what the descriptor is; never by /proc/net, which takes seconds on a host with many connections.
     *
     * @throws IOException if it is not open, or is no listening TCP or unix stream socket
     */
    public static ListeningDescriptor check(final int fd) throws IOException {
        final Path link = Path.of("/proc/self/fd/" + fd);
        final String target;
        try {
            target = Files.readSymbolicLink(link).toString();
        } catch (final IOException e) {
            throw new IOException("descriptor " + fd + " is not open (expected: a listening socket)", e);
        }
        if (!target.startsWith("socket:[")) {
            throw new IOException("descriptor " + fd + " is " + target + " (expected: a listening socket)");
        }
        final int domain = option(fd, SO_DOMAIN);
        if (option(fd, SO_TYPE) == SOCK_STREAM && option(fd, SO_ACCEPTCONN) != 0
            && (domain == AF_UNIX || domain == AF_INET || domain == AF_INET6)) {
            return new ListeningDescriptor(fd, domain == AF_UNIX);
        }
        throw new IOException("descriptor " + fd + " is a socket that does not listen"
            + " (expected: a listening TCP or unix socket)");
    }

    private static int option(final int fd, final int name) throws IOException {
        final IntByReference value = new IntByReference();
        try {
            CLibrary.getsockopt(fd, SOL_SOCKET, name, value, new IntByReference(Integer.BYTES));
        } catch (final LastErrorException e) {
            throw new IOException("descriptor " + fd + " does not tell what it is: " + e.getMessage(), e);
        }
        return value.getValue();
    }

    /** Whether it is a unix socket; else TCP. */
    public boolean unix() {
        return unix;
    }

    /** Sets O_NONBLOCK, without which an accept can hang when another process takes the connection first. */
    public void makeNonBlocking() throws IOException {
        try {
            final int flags = CLibrary.fcntl(fd, F_GETFL, 0);
            if ((flags & O_NONBLOCK) == 0) {
                CLibrary.fcntl(fd, F_SETFL, flags | O_NONBLOCK);
            }
        } catch (final LastErrorException e) {
            throw new IOException("descriptor " + fd + " cannot be made non-blocking: " + e.getMessage(), e);
        }
    }

    /** The C functions that are needed; loaded with the first inherited descriptor only. */
    private static final class CLibrary {

        static {
            Native.register(CLibrary.class, Platform.C_LIBRARY_NAME);
        }

        private CLibrary() {
        }

        static native int fcntl(int descriptor, int command, int argument) throws LastErrorException;

        static native int getsockopt(int descriptor, int level, int name, IntByReference value, IntByReference length)
            throws LastErrorException;
    }
}
