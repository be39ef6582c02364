package io.usher.proxy.http;

/** Classes of bytes, by table: RFC 9110, 5.6.2 (token) and RFC 3986 (authority). Holds no state. */
final class Octets {
    /** For each byte its lower-case form if it may stand in a token, else 0. */
    static final byte[] TOKEN = new byte[256];

    static {
        final String marks = "!#$%&'*+-.^_`|~";
        for (int c = 0; c < 128; c++) {
            if (c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || marks.indexOf(c) >= 0) {
                TOKEN[c] = (byte) c;
            } else if (c >= 'A' && c <= 'Z') {
                TOKEN[c] = (byte) (c | 0x20);
            }
        }
    }

    private Octets() {
    }

    static boolean isToken(final byte b) {
        return TOKEN[b & 0xff] != 0;
    }
}
