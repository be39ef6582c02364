import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports on loopback that nobody listens on: any, or the first free ones from a number on. Used by one thread. */
final class Ports {

    private int next;

    /** With 0 the kernel chooses. */
    Ports(final int first) {
        next = first;
    }

    int free() throws IOException {
        for (; next > 0; next++) {
            try (ServerSocket probe = new ServerSocket(next, 1, InetAddress.getLoopbackAddress())) {
                return next++;
            } catch (BindException e) {
                continue; // Somebody has it.
            }
        }
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }
}
