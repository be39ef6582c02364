package io.usher.proxy.http;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Classes of bytes, by table and, where runs are long, eight bytes at a time. Holds no state.
 *
 * <p>Scans may load up to {@link #PADDING} bytes behind the given end, so an array must have that much room behind its contents;
 * what lies there does not change the result.
 */
final class Octets {
    /** Bytes that an array needs behind its contents for the scans. */
    static final int PADDING = 8;

    /** For each byte its lower-case form if it may stand in a token (RFC 9110, 5.6.2), else 0. */
    static final byte[] TOKEN = new byte[256];
    /** For each byte whether it may stand in an authority without user information (RFC 3986, 3.2.2). */
    static final boolean[] AUTHORITY = new boolean[256];
    /** For each byte its value as a hexadecimal digit, or -1. */
    static final byte[] HEX = new byte[256];

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long TOPS = 0x8080808080808080L;

    static {
        final String marks = "!#$%&'*+-.^_`|~";
        final String hostMarks = "-._~%!$&'()*+,;=:[]";
        Arrays.fill(HEX, (byte) -1);
        for (int c = 0; c < 128; c++) {
            final boolean alphanumeric = c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (alphanumeric || marks.indexOf(c) >= 0) {
                TOKEN[c] = (byte) (c >= 'A' && c <= 'Z' ? c | 0x20 : c);
            }
            AUTHORITY[c] = alphanumeric || hostMarks.indexOf(c) >= 0;
            HEX[c] = (byte) Character.digit(c, 16);
        }
    }

    private Octets() {
    }

    static boolean isToken(final byte b) {
        return TOKEN[b & 0xff] != 0;
    }

    static boolean isDigit(final byte b) {
        return b >= '0' && b <= '9';
    }

    /** The eight bytes from here on, the first one lowest. */
    static long load(final byte[] bytes, final int at) {
        return (long) LONGS.get(bytes, at);
    }

    /** A word's bytes as {@link #load} has them; at most eight. */
    static long word(final String ascii) {
        long word = 0;
        for (int i = 0; i < ascii.length(); i++) {
            word |= (long) ascii.charAt(i) << 8 * i;
        }
        return word;
    }

    /**
     * The first place from {@code from} on whose byte is not {@code least} to 0x7E, or {@code end}; {@code least} is 1 to 0x7E.
     */
    static int skipFrom(final byte[] bytes, final int from, final int end, final int least) {
        final long floor = ONES * least;
        for (int at = from; at < end; at += 8) {
            final long word = load(bytes, at);
            // The top bit of a byte is set by: itself being 0x80 or more; 0x7F plus one; a borrow below the floor. A carry or
            // borrow can only spoil bytes behind the first that is out of the range, and only the first counts.
            final long out = (word | word + ONES | word - floor) & TOPS;
            if (out != 0) {
                return Math.min(end, at + (Long.numberOfTrailingZeros(out) >>> 3));
            }
        }
        return end;
    }

    /** Whether this ASCII character is among these bytes. */
    static boolean contains(final byte[] bytes, final int from, final int to, final char c) {
        final long wanted = ONES * c;
        for (int at = from; at < to; at += 8) {
            final long zeroes = load(bytes, at) ^ wanted;
            // sets the top bit of the first byte that is zero, and maybe of some behind it
            final long found = zeroes - ONES & ~zeroes & TOPS;
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >>> 3) < to;
            }
        }
        return false;
    }

    /** Whether these bytes are this lower-case ASCII word, whatever their case. */
    static boolean isWord(final byte[] bytes, final int from, final int to, final byte[] lowerWord) {
        if (to - from != lowerWord.length) {
            return false;
        }
        for (int i = 0; i < lowerWord.length; i++) {
            if (lower(bytes[from + i]) != lowerWord[i]) {
                return false;
            }
        }
        return true;
    }

    /** The byte, in lower case if it is an ASCII letter. */
    static byte lower(final byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b | 0x20) : b;
    }

    static byte[] ascii(final String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** These bytes as a string, one character a byte. */
    static String text(final byte[] bytes, final int from, final int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** These bytes for a log: at most 64 of them, those that are not visible ASCII as {@code \xNN}. */
    static String quoted(final byte[] bytes, final int from, final int to) {
        final StringBuilder text = new StringBuilder("'");
        for (int i = from; i < Math.min(to, from + 64); i++) {
            final int b = bytes[i] & 0xff;
            if (b < ' ' || b > '~' || b == '\\') {
                text.append(String.format("\\x%02X", b));
            } else {
                text.append((char) b);
            }
        }
        return text.append(to - from > 64 ? "...'" : "'").toString();
    }
}
