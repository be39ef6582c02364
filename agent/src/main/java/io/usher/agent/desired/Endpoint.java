package io.usher.agent.desired;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a server is.
 *
 * @param host an address as the proxy writes it (RFC 5952 for IPv6), or a host name
 * @param port 1 to 65535; 0 = none
 */
record Endpoint(String host, int port) {
    private static final List<String> FAMILIES = List.of("ipv4@", "ipv6@", "inet@");
    private static final int MOST_DIGITS = 5;
    private static final int MOST_OF_V4 = 255;
    private static final int V4_DOTS = 3;
    private static final Pattern V4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final int GROUPS = 8;

    /** A server's address as configurations and the proxy write it; empty where it is none of TCP over IP. */
    static Optional<Endpoint> read(final String text) {
        final int at = text.indexOf('@');
        final String plain = at >= 0 && FAMILIES.contains(text.substring(0, at + 1)) ? text.substring(at + 1) : text;
        if (plain.isEmpty() || plain.equals("-") || plain.contains("/") || plain.contains("@")) {
            return Optional.empty();
        }
        final int colon = plain.lastIndexOf(':');
        final boolean ported = colon >= 0 && isNumber(plain, colon + 1, plain.length());
        final String host = unbracketed(ported ? plain.substring(0, colon) : plain);
        return Optional.of(new Endpoint(literal(host).orElse(host), ported ? Integer.parseInt(plain.substring(colon + 1)) : 0));
    }

    private static boolean isNumber(final String text, final int from, final int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return to > from && to - from <= MOST_DIGITS;
    }

    private static String unbracketed(final String host) {
        final int from = host.startsWith("[") ? 1 : 0;
        final int to = host.length() - (host.endsWith("]") ? 1 : 0);
        return from < to ? host.substring(from, to) : "";
    }

    /** An address, written in the one way that all equal ones are; empty for anything else. Asks no name server. */
    static Optional<String> literal(final String host) {
        if (isPlainV4(host)) {
            return Optional.of(host);
        }
        if (!V4.matcher(host).matches() && !V6.matcher(host).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(text(InetAddress.getByName(host)));
        } catch (final UnknownHostException e) {
            return Optional.empty(); // 300.1.1.1, or :::
        }
    }

    /** Four numbers of 0 to 255 without needless zeros: most addresses, of which thousands are read again and again. */
    private static boolean isPlainV4(final String host) {
        int dots = 0;
        int digits = 0;
        int number = 0;
        for (int i = 0; i < host.length(); i++) {
            final char c = host.charAt(i);
            if (c == '.' && digits > 0) {
                dots++;
                digits = 0;
                number = 0;
            } else if (c >= '0' && c <= '9' && (digits == 0 || number > 0)) {
                digits++;
                number = 10 * number + c - '0';
            } else {
                return false;
            }
            if (number > MOST_OF_V4 || dots > V4_DOTS) {
                return false;
            }
        }
        return dots == V4_DOTS && digits > 0;
    }

    /** Whether the host is an address and no name. */
    boolean isLiteral() {
        return literal(host).isPresent();
    }

    /** The same with the address that the name stands for now. May ask a name server. */
    Endpoint resolved() throws UnknownHostException {
        return isLiteral() ? this : new Endpoint(text(InetAddress.getByName(host)), port);
    }

    private static String text(final InetAddress address) {
        if (address instanceof Inet4Address) {
            return address.getHostAddress();
        }
        final byte[] bytes = address.getAddress();
        final List<String> groups = new ArrayList<>();
        for (int i = 0; i < GROUPS; i++) {
            groups.add(Integer.toHexString((bytes[2 * i] & 0xff) << 8 | bytes[2 * i + 1] & 0xff));
        }
        return shortened(groups);
    }

    /** The longest run of zeros, from two on, and of two equally long ones the first (RFC 5952, 4.2). */
    private static String shortened(final List<String> groups) {
        int best = -1;
        int longest = 1;
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && groups.get(end).equals("0")) {
                end++;
            }
            if (end - i > longest) {
                longest = end - i;
                best = i;
            }
        }
        return best < 0 ? String.join(":", groups) : String.join(":", groups.subList(0, best)) + "::"
                + String.join(":", groups.subList(best + longest, GROUPS));
    }

    @Override
    public String toString() {
        return port == 0 ? host : (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
