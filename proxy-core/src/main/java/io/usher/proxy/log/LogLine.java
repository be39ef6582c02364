package io.usher.proxy.log;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The bytes of one log line while it is written, never longer than a limit: what does not fit is cut off. Not
 * thread-safe; each thread that formats has its own.
 */
final class LogLine {

    private static final int INITIAL_SIZE = 512;
    private static final byte[] HEXADECIMAL = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'};

    private byte[] bytes = new byte[INITIAL_SIZE];
    private int length;
    private int limit;

    /**
     * Begins a new line.
     *
     * @param newLimit most bytes it may have
     */
    LogLine start(final int newLimit) {
        length = 0;
        limit = newLimit;
        return this;
    }

    LogLine add(final char ascii) {
        if (length < limit) {
            room(1);
            bytes[length++] = (byte) ascii;
        }
        return this;
    }

    LogLine add(final byte[] text) {
        final int fitting = Math.min(text.length, limit - length);
        room(fitting);
        System.arraycopy(text, 0, bytes, length, fitting);
        length += fitting;
        return this;
    }

    /** Adds one byte for each char: for text that is ASCII or ISO 8859-1. */
    @SuppressWarnings("deprecation") // getBytes(int, int, byte[], int) is exactly the copy wanted here, without a charset
    LogLine add(final String text) {
        final int fitting = Math.min(text.length(), limit - length);
        room(fitting);
        text.getBytes(0, fitting, bytes, length);
        length += fitting;
        return this;
    }

    LogLine add(final long number) {
        if (number < 0 || number > 9) {
            return add(Long.toString(number));
        }
        return add((char) ('0' + number));
    }

    /** Adds a number with leading zeroes. */
    LogLine padded(final int number, final int digits) {
        int divisor = 1;
        for (int i = 1; i < digits; i++) {
            divisor *= 10;
        }
        for (; divisor > 0; divisor /= 10) {
            add((char) ('0' + number / divisor % 10));
        }
        return this;
    }

    /**
     * Adds a request line as HAProxy does: a quote, a "#", control characters and bytes from 127 on become "#" and two
     * hexadecimal digits (HAProxy configuration manual, 8.6). The end of the text is cut so that one byte stays free.
     */
    LogLine escaped(final String text, final int longest) {
        final int end = Math.min(text.length(), longest);
        for (int i = 0; i < end; i++) {
            final char c = text.charAt(i);
            if (c >= ' ' && c < 127 && c != '"' && c != '#') {
                add(c);
            } else if (length + 3 < limit) {
                add('#').add((char) HEXADECIMAL[c >> 4 & 15]).add((char) HEXADECIMAL[c & 15]);
            } else {
                return this;
            }
        }
        return this;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    void copyTo(final ByteBuffer buffer) {
        buffer.put(bytes, 0, length);
    }

    private void room(final int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
    }
}
