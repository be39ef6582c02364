package io.usher.proxy.traffic;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A descriptor number that is claimed to be a listening stream socket; {@link #check} finds out before anything is done. */
public final class ListeningDescriptor {

    private static final int F_SETFL = 4;
    private static final int O_NONBLOCK = 0x800;
    private static final String FLAGS = "flags:";
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
        try {
            return new Socket(fd).getIntOpt(SOL_SOCKET, name);
        } catch (final IOException e) {
            throw new IOException("descriptor " + fd + " does not tell what it is: " + e.getMessage(), e);
        }
    }

    /** Whether it is a unix socket; else TCP. */
    public boolean unix() {
        return unix;
    }

    /** Sets O_NONBLOCK, without which an accept can hang when another process takes the connection first. */
    public void makeNonBlocking() throws IOException {
        final int flags = flags();
        if ((flags & O_NONBLOCK) != 0) {
            return;
        }
        try {
            CLibrary.fcntl(fd, F_SETFL, flags | O_NONBLOCK);
        } catch (final LastErrorException e) {
            throw new IOException("descriptor " + fd + " cannot be made non-blocking: " + e.getMessage(), e);
        }
    }

    /** What F_GETFL says, without the library that it would take: proc(5), "/proc/pid/fdinfo". */
    private int flags() throws IOException {
        final Path info = Path.of("/proc/self/fdinfo/" + fd);
        final String octal = Files.readAllLines(info).stream().filter(line -> line.startsWith(FLAGS))
            .map(line -> line.substring(FLAGS.length()).strip()).findFirst()
            .orElseThrow(() -> new IOException(info + " has no line '" + FLAGS + "' (expected: one, proc(5))"));
        return (int) Long.parseLong(octal, 8);
    }

    /**
     * The C function that is needed; loaded only for a descriptor that blocks, which one from a predecessor of ours does not:
     * the library takes a tenth of a second of a start, when it matters most.
     */
    private static final class CLibrary {

        static {
            Native.register(CLibrary.class, Platform.C_LIBRARY_NAME);
        }

        private CLibrary() {
        }

        static native int fcntl(int descriptor, int command, int argument) throws LastErrorException;
    }
}
