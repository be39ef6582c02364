package io.usher.agent.doctor;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Where a server listens.
 *
 * @param ip   empty = a unix socket
 * @param port of that
 * @param path of the unix socket; "" = none
 */
public record ServerPlace(Optional<InetAddress> ip, int port, String path) {

    private static final String UNIX = "unix@";

    /**
     * Of an address as the agent shows it: {@code 127.0.0.1:80}, {@code [::1]:80}, {@code ::1:80}, a path; empty = none of these.
     */
    public static Optional<ServerPlace> of(final String text) {
        if (text.startsWith(UNIX) || text.startsWith("/")) {
            return Optional.of(new ServerPlace(Optional.empty(), 0,
                    text.startsWith(UNIX) ? text.substring(UNIX.length()) : text));
        }
        final int colon = text.lastIndexOf(':');
        if (colon < 0 || !text.substring(colon + 1).matches("\\d{1,5}")) {
            return Optional.empty();
        }
        return literal(text.substring(0, colon))
                .map(ip -> new ServerPlace(Optional.of(ip), Integer.parseInt(text.substring(colon + 1)), ""));
    }

    /** An IP address as a text; names are not asked for, but for that of this host. */
    private static Optional<InetAddress> literal(final String text) {
        final String host = text.replaceAll("[\\[\\]]", "");
        if (host.equalsIgnoreCase("localhost")) {
            return Optional.of(InetAddress.getLoopbackAddress());
        }
        if (!host.matches("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(host));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    boolean unix() {
        return ip.isEmpty();
    }

    boolean is(final InetAddress other, final int itsPort) {
        return ip.isPresent() && port == itsPort && Arrays.equals(ip.get().getAddress(), other.getAddress());
    }

    @Override
    public String toString() {
        return ip.map(address -> {
            final String text = address.getHostAddress();
            return (address.getAddress().length > 4 ? "[" + text + "]" : text) + ":" + port;
        }).orElse(path);
    }
}
