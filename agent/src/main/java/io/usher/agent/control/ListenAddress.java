package io.usher.agent.control;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;

/** Where the front door listens: loopback, or a unix socket. Nothing wider yet. */
public sealed interface ListenAddress {

    /** A loopback address; port 0 = any free one. */
    record Tcp(InetAddress address, int port) implements ListenAddress {
        @Override
        public String toString() {
            final String host = address.getHostAddress();
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /** A unix socket's path. */
    record Unix(Path path) implements ListenAddress {
        /** Longest path a {@code sockaddr_un} holds, without its closing NUL (unix(7)). */
        public static final int MAX_PATH = 107;

        @Override
        public String toString() {
            return "unix:" + path;
        }
    }

    /**
     * Reads {@code HOST:PORT}, {@code [IPV6]:PORT} or {@code unix:PATH}.
     *
     * @throws IllegalArgumentException saying what was expected
     */
    static ListenAddress parse(final String text) {
        if (text.startsWith("unix:")) {
            return unix(text);
        }
        final int colon = text.lastIndexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException("listen: '" + text + "' (expected: 127.0.0.1:PORT or unix:PATH)");
        }
        return new Tcp(loopback(text, text.substring(0, colon)), port(text, text.substring(colon + 1)));
    }

    private static ListenAddress unix(final String text) {
        final String path = text.substring("unix:".length());
        if (path.isEmpty() || path.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > Unix.MAX_PATH) {
            throw new IllegalArgumentException(
                    "listen: '" + text + "' (expected: a path of 1 to " + Unix.MAX_PATH + " bytes after 'unix:')");
        }
        return new Unix(Path.of(path).toAbsolutePath());
    }

    private static InetAddress loopback(final String text, final String host) {
        try {
            final InetAddress address = InetAddress.getByName(host);
            if (address.isLoopbackAddress()) {
                return address;
            }
        } catch (final UnknownHostException e) {
            throw new IllegalArgumentException("listen: '" + text + "': no such host '" + host + "'", e);
        }
        throw new IllegalArgumentException("listen: '" + text + "' is reachable from other machines (expected: a"
                + " loopback address or unix:PATH; wider needs tokens or certificates, which this version lacks)");
    }

    private static int port(final String text, final String digits) {
        try {
            final int port = Integer.parseInt(digits);
            if (port >= 0 && port <= 65535) {
                return port;
            }
        } catch (final NumberFormatException e) {
            throw new IllegalArgumentException("listen: '" + text + "': port '" + digits + "' (expected: 0 to 65535)", e);
        }
        throw new IllegalArgumentException("listen: '" + text + "': port '" + digits + "' (expected: 0 to 65535)");
    }
}
