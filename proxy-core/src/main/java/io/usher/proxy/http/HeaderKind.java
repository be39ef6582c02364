package io.usher.proxy.http;

import java.util.Arrays;

/**
 * The header names that a proxy must understand itself; all others are {@link #OTHER} and are passed on unread. Small integers,
 * not an enum, as they lie in a head's index.
 */
final class HeaderKind {
    static final int OTHER = 0;
    static final int HOST = 1;
    static final int CONTENT_LENGTH = 2;
    static final int TRANSFER_ENCODING = 3;
    static final int EXPECT = 4;
    /** From this one on they belong to one connection and are not simply forwarded. */
    static final int CONNECTION = 5;
    static final int KEEP_ALIVE = 6;
    static final int PROXY_CONNECTION = 7;
    static final int UPGRADE = 8;
    static final int TE = 9;
    /** Any header that a {@code Connection} header names. */
    static final int NAMED = 10;

    private static final byte[] HOST_NAME = Octets.ascii("host");
    private static final byte[] CONTENT_LENGTH_NAME = Octets.ascii("content-length");
    private static final byte[] TRANSFER_ENCODING_NAME = Octets.ascii("transfer-encoding");
    private static final byte[] CONNECTION_NAME = Octets.ascii("connection");
    private static final byte[] KEEP_ALIVE_NAME = Octets.ascii("keep-alive");
    private static final byte[] PROXY_CONNECTION_NAME = Octets.ascii("proxy-connection");
    private static final byte[] UPGRADE_NAME = Octets.ascii("upgrade");
    private static final byte[] EXPECT_NAME = Octets.ascii("expect");
    private static final byte[] TE_NAME = Octets.ascii("te");

    private HeaderKind() {
    }

    /** The kind of the header with this name, in lower case already. */
    static int of(final byte[] bytes, final int from, final int to) {
        return switch (to - from) {
            case 2 -> same(bytes, from, to, TE_NAME, TE);
            case 4 -> same(bytes, from, to, HOST_NAME, HOST);
            case 6 -> same(bytes, from, to, EXPECT_NAME, EXPECT);
            case 7 -> same(bytes, from, to, UPGRADE_NAME, UPGRADE);
            case 10 -> bytes[from] == 'c' ? same(bytes, from, to, CONNECTION_NAME, CONNECTION)
                    : same(bytes, from, to, KEEP_ALIVE_NAME, KEEP_ALIVE);
            case 14 -> same(bytes, from, to, CONTENT_LENGTH_NAME, CONTENT_LENGTH);
            case 16 -> same(bytes, from, to, PROXY_CONNECTION_NAME, PROXY_CONNECTION);
            case 17 -> same(bytes, from, to, TRANSFER_ENCODING_NAME, TRANSFER_ENCODING);
            default -> OTHER;
        };
    }

    private static int same(final byte[] bytes, final int from, final int to, final byte[] name, final int kind) {
        return Arrays.equals(bytes, from, to, name, 0, name.length) ? kind : OTHER;
    }
}
