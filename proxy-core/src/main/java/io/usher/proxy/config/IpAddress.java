package io.usher.proxy.config;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Reads literal IP addresses without ever asking a name service. */
final class IpAddress {
    private IpAddress() {
    }

    /**
     * The canonical text of a literal.
     *
     * @param text IPv4 or IPv6 (also in brackets), or "" or "*" for all IPv4 addresses
     * @return "" for all IPv4, "::" for all IPv6, else the literal; null if it is none
     */
    static String literal(final String text) {
        final String plain = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        if (plain.isEmpty() || plain.equals("*") || plain.equals("0.0.0.0")) {
            return "";
        }
        final byte[] bytes = bytes(plain);
        if (bytes == null) {
            return null;
        }
        return bytes.length == 16 && isZero(bytes) ? "::" : plain;
    }

    /** The 4 or 16 bytes of a literal, or null if it is none. */
    static byte[] bytes(final String text) {
        final boolean v4 = text.matches("\\d{1,3}(\\.\\d{1,3}){3}");
        if (!v4 && !(text.indexOf(':') >= 0 && text.matches("[0-9a-fA-F:.]+"))) {
            return null;
        }
        if (v4) {
            return v4(text);
        }
        try {
            final byte[] bytes = InetAddress.getByName(text).getAddress();
            return bytes.length == 4 ? mapped(bytes) : bytes;
        } catch (final UnknownHostException e) {
            return null; // a text with colons that is no IPv6 literal
        }
    }

    /** The text of 4 or 16 bytes. */
    static String text(final byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (final UnknownHostException e) {
            throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + bytes.length, e);
        }
    }

    private static byte[] v4(final String text) {
        final String[] parts = text.split("\\.");
        final byte[] bytes = new byte[4];
        for (int i = 0; i < 4; i++) {
            final int part = Integer.parseInt(parts[i]);
            if (part > 255) {
                return null;
            }
            bytes[i] = (byte) part;
        }
        return bytes;
    }

    private static byte[] mapped(final byte[] v4) {
        final byte[] v6 = new byte[16];
        v6[10] = -1;
        v6[11] = -1;
        System.arraycopy(v4, 0, v6, 12, 4);
        return v6;
    }

    /** Whether it could be the name of a host. */
    static boolean hostName(final String text) {
        return text.length() <= 253 && text.matches("[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9_.])?")
                && !text.matches("[0-9.]+");
    }

    private static boolean isZero(final byte[] bytes) {
        for (final byte b : bytes) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }
}
