package io.usher.proxy.config;

/** An address to listen on, as written after {@code bind} or {@code stats socket}. */
public sealed interface BindAddress {

    /**
     * An IP address and port.
     *
     * @param host literal address, or "" for all IPv4 addresses ({@code :8080}, {@code *:8080}); "::" for all IPv6
     * @param port 1 to 65535
     */
    record Inet(String host, int port) implements BindAddress {
        @Override
        public String toString() {
            final String shown = host.isEmpty() ? "0.0.0.0" : host;
            return (shown.indexOf(':') >= 0 ? "[" + shown + "]" : shown) + ":" + port;
        }
    }

    /**
     * A unix stream socket.
     *
     * @param path file path, at most 107 bytes
     */
    record Unix(String path) implements BindAddress {
        @Override
        public String toString() {
            return path;
        }
    }

    /**
     * A listening socket inherited from the parent process ({@code fd@N}).
     *
     * @param fd descriptor number, 0 or more
     */
    record Inherited(int fd) implements BindAddress {
        @Override
        public String toString() {
            return "fd@" + fd;
        }
    }
}
