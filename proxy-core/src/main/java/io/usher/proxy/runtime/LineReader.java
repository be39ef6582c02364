package io.usher.proxy.runtime;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/**
 * Collects a connection's bytes and cuts commands out of them: they end at a line feed or at a semicolon that no backslash
 * stands before (HAProxy management manual, 9.3). Not thread-safe.
 */
final class LineReader {

    /** Longest command in bytes, HAProxy's buffer size. */
    static final int LONGEST = 16384;

    private final ByteBuf bytes;

    LineReader(final ByteBufAllocator allocator) {
        bytes = allocator.heapBuffer(256);
    }

    /** Takes the bytes and releases their buffer. */
    void add(final ByteBuf more) {
        bytes.discardSomeReadBytes();
        bytes.writeBytes(more);
        more.release();
    }

    /** The next command without its end; null if there is none yet. */
    String command() {
        return cut(true);
    }

    /** The next whole line without its end; null if there is none yet. */
    String line() {
        return cut(false);
    }

    private String cut(final boolean semicolonEnds) {
        final int start = bytes.readerIndex();
        for (int at = start; at < bytes.writerIndex(); at++) {
            final byte b = bytes.getByte(at);
            if (b == '\\' && semicolonEnds) {
                at++;
            } else if (b == '\n' || b == ';' && semicolonEnds) {
                final String text = bytes.toString(start, at - start, StandardCharsets.UTF_8);
                bytes.readerIndex(at + 1);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
        }
        return null;
    }

    boolean isEmpty() {
        return !bytes.isReadable();
    }

    /** Whether what is there without an end is longer than a command may be. */
    boolean isTooLong() {
        return bytes.readableBytes() > LONGEST;
    }

    int length() {
        return bytes.readableBytes();
    }

    /** Whether the bytes so far could be the beginning of a text, or begin with it. */
    boolean mayBegin(final String text) {
        for (int i = 0; i < Math.min(text.length(), bytes.readableBytes()); i++) {
            if (bytes.getByte(bytes.readerIndex() + i) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Gives away what was not cut out; the receiver releases it, and {@link #release()} is not to be called. */
    ByteBuf rest() {
        return bytes;
    }

    void release() {
        bytes.release();
    }
}
