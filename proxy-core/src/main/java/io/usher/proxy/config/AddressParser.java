package io.usher.proxy.config;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads addresses as HAProxy writes them (configuration manual, 11 "Address formats"). */
final class AddressParser {
    /** A unix socket is bound to a temporary name beside its path first, as HAProxy does, so some bytes are kept free. */
    static final int LONGEST_PATH = 97;

    private AddressParser() {
    }

    /**
     * Addresses to listen on: several joined by commas, ports as ranges.
     *
     * @param host resolves names
     * @throws StatementException naming the address
     */
    static List<BindAddress> listeners(final String text, final HostDirectory host)
            throws StatementException {
        final List<BindAddress> addresses = new ArrayList<>();
        for (final String one : text.split(",")) {
            final BindAddress special = special(one);
            if (special == null) {
                addRange(one, host, addresses);
            } else {
                addresses.add(special);
            }
        }
        if (addresses.isEmpty()) {
            throw new StatementException("missing port specification in '" + text + "'");
        }
        return addresses;
    }

    private static void addRange(final String text, final HostDirectory directory, final List<BindAddress> addresses)
            throws StatementException {
        final String[] hostPort = split(text);
        if (hostPort[1].isEmpty()) {
            throw new StatementException("missing port specification in '" + text + "'");
        }
        final String literal = IpAddress.literal(hostPort[0]);
        final String host = literal != null ? literal : resolved(hostPort[0], directory);
        if (host == null) {
            throw invalid(hostPort[0], text);
        }
        final int dash = hostPort[1].indexOf('-');
        final int low = port(dash > 0 ? hostPort[1].substring(0, dash) : hostPort[1], text);
        final int high = dash > 0 ? port(hostPort[1].substring(dash + 1), text) : low;
        if (low > high) {
            throw new StatementException("invalid port range '" + low + "-" + high + "'");
        }
        for (int port = low; port <= high; port++) {
            addresses.add(new BindAddress.Inet(host, port));
        }
    }

    private static String resolved(final String name, final HostDirectory directory) {
        final byte[] bytes = IpAddress.hostName(name) ? directory.address(name) : null;
        return bytes == null ? null : IpAddress.text(bytes);
    }

    /**
     * A server's address: literal or host name, with port.
     *
     * @throws StatementException naming it
     */
    static BindAddress server(final String text) throws StatementException {
        final BindAddress special = special(text);
        if (special instanceof BindAddress.Inherited) {
            throw new StatementException("a file descriptor is not acceptable here in '" + text + "'");
        }
        return special != null ? special : hostAndPort(text, -1);
    }

    /**
     * A log target's address: port 514 if it has none; {@code stdout} and {@code stderr} are descriptors.
     *
     * @throws StatementException naming it
     */
    static BindAddress log(final String text) throws StatementException {
        if (text.equals("stdout") || text.equals("stderr")) {
            return new BindAddress.Inherited(text.equals("stdout") ? 1 : 2);
        }
        if (text.startsWith("ring@") || text.startsWith("tcp@") || text.startsWith("tcp4@") || text.startsWith("tcp6@")) {
            throw new StatementException(HaproxyKeywords.notYet("address family", text.substring(0, text.indexOf('@') + 1)));
        }
        final String plain = text.replaceFirst("^udp[46]?@", "");
        final BindAddress special = special(plain);
        return special != null ? special : hostAndPort(plain, 514);
    }

    private static BindAddress hostAndPort(final String text, final int defaultPort) throws StatementException {
        final String[] hostPort = split(text);
        if (hostPort[0].isEmpty() || hostPort[0].equals("*")) {
            throw invalid(hostPort[0], text);
        }
        if (hostPort[1].isEmpty() && defaultPort < 0) {
            throw new StatementException("missing port specification in '" + text
                    + "' (that the client's destination port is used then is known to HAProxy but not yet to Usher)");
        }
        if (hostPort[1].startsWith("+") || hostPort[1].startsWith("-")) {
            throw new StatementException(HaproxyKeywords.notYet("port offset", hostPort[1]));
        }
        final int port = hostPort[1].isEmpty() ? defaultPort : port(hostPort[1], text);
        final String literal = IpAddress.literal(hostPort[0]);
        if (literal == null && !IpAddress.hostName(hostPort[0])) {
            throw invalid(hostPort[0], text);
        }
        return new BindAddress.Inet(literal == null ? hostPort[0] : literal, port);
    }

    /** A unix path or a descriptor; null if it is neither. */
    private static BindAddress special(final String text) throws StatementException {
        final int at = text.indexOf('@');
        final String family = at > 0 ? text.substring(0, at) : "";
        final String rest = text.substring(at + 1);
        switch (family) {
            case "fd":
                return new BindAddress.Inherited(descriptor(rest, text));
            case "unix", "uxst", "uxdg":
                return unix(rest);
            case "abns", "sockpair", "quic4", "quic6":
                throw new StatementException(HaproxyKeywords.notYet("address family", family + "@"));
            default:
                return text.startsWith("/") ? unix(text) : null;
        }
    }

    private static BindAddress.Unix unix(final String path) throws StatementException {
        if (path.isEmpty() || path.indexOf('\0') >= 0) {
            throw new StatementException("'" + path + "' is no socket path");
        }
        if (path.getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH) {
            throw new StatementException("socket path '" + path + "' too long (max " + LONGEST_PATH + ")");
        }
        return new BindAddress.Unix(path);
    }

    private static int descriptor(final String number, final String text) throws StatementException {
        if (!number.matches("\\d{1,7}")) {
            throw new StatementException("file descriptor '" + number + "' is not a valid integer in '" + text + "'");
        }
        return Integer.parseInt(number);
    }

    /** Host and port text at the last colon outside brackets; the port is "" if there is none. */
    private static String[] split(final String text) {
        final String plain = text.replaceFirst("^(ipv[46]|ip|tcp[46]?)@", "");
        final int colon = plain.lastIndexOf(':');
        if (colon < 0 || plain.indexOf(']', colon) >= 0) {
            return new String[] {plain, ""};
        }
        return new String[] {plain.substring(0, colon), plain.substring(colon + 1)};
    }

    private static int port(final String number, final String text) throws StatementException {
        for (int i = 0; i < number.length(); i++) {
            if (number.charAt(i) < '0' || number.charAt(i) > '9') {
                throw new StatementException("invalid character '" + number.charAt(i) + "' in port number '" + number
                        + "' in '" + text + "'");
            }
        }
        final int port = number.isEmpty() || number.length() > 5 ? 0 : Integer.parseInt(number);
        if (port < 1 || port > 65535) {
            throw new StatementException("invalid port '" + number + "'");
        }
        return port;
    }

    private static StatementException invalid(final String address, final String text) {
        return new StatementException("invalid address: '" + address + "' in '" + text + "'");
    }
}
