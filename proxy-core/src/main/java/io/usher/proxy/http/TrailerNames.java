package io.usher.proxy.http;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * A trailer's name as it comes in, and whether a trailer may have it (RFC 9110, 6.5.1: not for framing, routing, authentication,
 * and the like).
 */
final class TrailerNames {
    private static final Set<String> FORBIDDEN = Set.of(
            "host", "content-length", "transfer-encoding", "trailer", "te", "connection", "keep-alive", "proxy-connection",
            "upgrade", "expect", "authorization", "proxy-authorization", "www-authenticate", "proxy-authenticate",
            "proxy-authentication-info", "cookie", "set-cookie", "content-encoding", "content-type", "content-range",
            "cache-control", "max-forwards", "range", "if-match", "if-none-match", "if-modified-since", "if-unmodified-since",
            "if-range", "age", "expires", "location", "retry-after", "vary", "pragma");
    /** As long as the longest of these; longer names are none of them. */
    private static final int LONGEST = 25;

    private final byte[] bytes = new byte[LONGEST];
    private int length;

    void clear() {
        length = 0;
    }

    /** Takes the next byte of the name, a token's; always true. */
    boolean take(final byte b) {
        if (length < LONGEST) {
            bytes[length] = Octets.lower(b);
        }
        length++;
        return true;
    }

    /** Whether a trailer may have this name. */
    boolean allowed() {
        return length > LONGEST || !FORBIDDEN.contains(toString());
    }

    /** The name, in lower case, as far as it is kept. */
    @Override
    public String toString() {
        return new String(bytes, 0, Math.min(length, LONGEST), StandardCharsets.US_ASCII);
    }
}
