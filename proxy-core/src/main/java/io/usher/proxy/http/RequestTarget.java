package io.usher.proxy.http;

/** Checks of request targets and {@code Host} (RFC 9112, 3.2; RFC 3986, 3.2). Holds no state. */
final class RequestTarget {
    private static final byte[] HTTP = Octets.ascii("http");
    private static final byte[] HTTPS = Octets.ascii("https");

    private RequestTarget() {
    }

    /** Whether this is a host with or without a port, and without user information. An empty one is none. */
    static boolean isAuthority(final byte[] bytes, final int from, final int to) {
        for (int i = from; i < to; i++) {
            if (!Octets.AUTHORITY[bytes[i] & 0xff]) {
                return false;
            }
        }
        final int hostEnd = hostEnd(bytes, from, to);
        return hostEnd > from && isPort(bytes, hostEnd, to);
    }

    /**
     * The end of the host: behind the bracket of an IP literal, else at the first colon; {@code from} if a bracket is out of
     * place.
     */
    private static int hostEnd(final byte[] bytes, final int from, final int to) {
        final boolean literal = from < to && bytes[from] == '[';
        for (int i = literal ? from + 1 : from; i < to; i++) {
            if (bytes[i] == '[' || bytes[i] == ']' && !literal) {
                return from;
            }
            if (literal && bytes[i] == ']') {
                return i > from + 1 ? i + 1 : from;
            }
            if (!literal && bytes[i] == ':') {
                return i;
            }
        }
        return literal ? from : to;
    }

    /** Whether there is nothing, or a colon and digits. */
    private static boolean isPort(final byte[] bytes, final int from, final int to) {
        if (from == to) {
            return true;
        }
        if (bytes[from] != ':' || to - from > 6) {
            return false;
        }
        for (int i = from + 1; i < to; i++) {
            if (!Octets.isDigit(bytes[i])) {
                return false;
            }
        }
        return true;
    }

    /** The end of the scheme of an absolute-form target, where {@code ://} starts; -1 if this is none. */
    static int schemeEnd(final byte[] bytes, final int from, final int to) {
        int at = from;
        while (at < to && bytes[at] != ':') {
            final byte b = bytes[at];
            final boolean letter = b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z';
            if (!letter && (at == from || !Octets.isDigit(b) && b != '+' && b != '-' && b != '.')) {
                return -1;
            }
            at++;
        }
        return at > from && at + 2 < to && bytes[at + 1] == '/' && bytes[at + 2] == '/' ? at : -1;
    }

    /** The end of the authority that starts here in an absolute-form target. */
    static int authorityEnd(final byte[] bytes, final int from, final int to) {
        int at = from;
        while (at < to && bytes[at] != '/' && bytes[at] != '?') {
            at++;
        }
        return at;
    }

    /** The port that goes without saying under this scheme, or -1. */
    static int defaultPort(final byte[] bytes, final int from, final int to) {
        if (Octets.isWord(bytes, from, to, HTTP)) {
            return 80;
        }
        return Octets.isWord(bytes, from, to, HTTPS) ? 443 : -1;
    }

    /** Whether two authorities mean the same: hosts but for their case, and ports of which this one may be left out or empty. */
    static boolean same(final byte[] bytes, final int from, final int to, final int otherFrom, final int otherTo,
            final int defaultPort) {
        final int end = hostEnd(bytes, from, to);
        final int otherEnd = hostEnd(bytes, otherFrom, otherTo);
        if (end - from != otherEnd - otherFrom) {
            return false;
        }
        for (int i = 0; i < end - from; i++) {
            if (Octets.lower(bytes[from + i]) != Octets.lower(bytes[otherFrom + i])) {
                return false;
            }
        }
        return port(bytes, end, to, defaultPort) == port(bytes, otherEnd, otherTo, defaultPort);
    }

    /** Whether this authority has a port, of at least one digit. */
    static boolean hasPort(final byte[] bytes, final int from, final int to) {
        return to - hostEnd(bytes, from, to) > 1;
    }

    /** The port of a checked authority. */
    static int port(final byte[] bytes, final int hostEnd, final int to, final int defaultPort) {
        int port = 0;
        for (int i = hostEnd + 1; i < to; i++) {
            port = port * 10 + (bytes[i] - '0');
        }
        return to - hostEnd > 1 ? port : defaultPort;
    }
}
