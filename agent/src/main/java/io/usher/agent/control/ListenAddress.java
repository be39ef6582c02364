package io.usher.agent.control;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;

/** Where the front door listens: an address, plain or with TLS, or a unix socket. */
public sealed interface ListenAddress {

    /**
     * An address of this machine.
     *
     * @param port 0 = any free one
     * @param tls  whether it speaks https
     */
    record Tcp(InetAddress address, int port, boolean tls) implements ListenAddress {
        /** Without TLS. */
        public Tcp(final InetAddress address, final int port) {
            this(address, port, false);
        }

        /** Whether other machines may reach it. */
        public boolean wide() {
            return !address.isLoopbackAddress();
        }

        @Override
        public String toString() {
            final String host = address.getHostAddress();
            return (tls ? "https://" : "") + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
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
     * Reads {@code HOST:PORT}, {@code [IPV6]:PORT}, the same after {@code http://} or {@code https://}, or {@code unix:PATH}.
     *
     * @throws IllegalArgumentException saying what was expected
     */
    static ListenAddress parse(final String text) {
        if (text.startsWith("unix:")) {
            return unix(text);
        }
        final boolean tls = text.startsWith("https://");
        final String place = text.replaceFirst("^https?://", "").replaceFirst("/$", "");
        final int colon = place.lastIndexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException("listen: '" + text + "' (expected: HOST:PORT, https://HOST:PORT or unix:PATH)");
        }
        return new Tcp(host(text, place.substring(0, colon)), port(text, place.substring(colon + 1)), tls);
    }

    private static ListenAddress unix(final String text) {
        final String path = text.substring("unix:".length());
        if (path.isEmpty() || path.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > Unix.MAX_PATH) {
            throw new IllegalArgumentException(
                    "listen: '" + text + "' (expected: a path of 1 to " + Unix.MAX_PATH + " bytes after 'unix:')");
        }
        return new Unix(Path.of(path).toAbsolutePath());
    }

    private static InetAddress host(final String text, final String host) {
        try {
            return InetAddress.getByName(host);
        } catch (final UnknownHostException e) {
            throw new IllegalArgumentException("listen: '" + text + "': no such host '" + host + "'", e);
        }
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
