package io.usher.proxy.http;

import io.netty.buffer.ByteBuf;
import io.netty.util.AsciiString;
import java.util.Arrays;

/**
 * What requests' and responses' heads have in common: version, header lines and framing. A head belongs to its parser and is
 * valid from {@link ParseResult#DONE} until the parser's {@code reset()}; it holds its own bytes, so the input buffer may be
 * reused at once.
 *
 * <p>Header names are in lower case from the moment they are parsed, as HAProxy forwards them.
 */
public abstract sealed class MessageHead permits RequestHead, ResponseHead {
    /** Bytes taken over from the input at once: a small head in one go, but not much of what is pipelined behind it. */
    private static final int SLAB = 512;
    private static final int FIRST_SIZE = 1024;
    private static final int KEPT_SIZE = 4096;
    /** A guess, so that the output grows at once if it must; more is no error. */
    private static final int ROOM_FOR_EDITS = 64;
    private static final byte[] TE_LINE = Octets.ascii("te: trailers\r\n");
    private static final int STRIDE = 5;
    private static final int NAME_START = 0;
    private static final int NAME_END = 1;
    private static final int VALUE_START = 2;
    private static final int VALUE_END = 3;
    private static final int KIND = 4;

    /** The head's bytes, from its first; with room for {@link Octets}' scans behind. */
    byte[] bytes = new byte[FIRST_SIZE];
    /** How many bytes have been taken over from the input. */
    int filled;
    /** Where the head starts: behind empty lines. */
    int start;
    /** Where the first header line starts. */
    int headersStart;
    /** Where the empty line is. */
    int headersEnd;
    HttpVersion version = HttpVersion.HTTP_1_1;
    BodyFraming body = BodyFraming.NONE;
    final FramingHeaders framing = new FramingHeaders();

    private int[] index = new int[STRIDE * 16];
    private int count;
    /** Whether every header line is written as {@code name: value}, so that lines can be forwarded in one piece. */
    private boolean uniform = true;
    /** Whether a header line is not to be forwarded. */
    private boolean hopByHop;

    MessageHead() {
    }

    /** The message's version. */
    public final HttpVersion version() {
        return version;
    }

    /** Whether the connection can carry another message after this one, as far as this head says (RFC 9112, 9.3). */
    public final boolean keepAlive() {
        return !framing.close && (version == HttpVersion.HTTP_1_1 || framing.keepAlive)
                && body != BodyFraming.UNTIL_CLOSE && body != BodyFraming.TUNNEL;
    }

    /** How the body's end is found. */
    public final BodyFraming body() {
        return body;
    }

    /** The value of {@code Content-Length}, or -1 if there is none. The answer to HEAD can have one without having a body. */
    public final long contentLength() {
        return framing.contentLength;
    }

    /** Bytes of the head, from its first to the empty line's end. */
    public final int length() {
        return headersEnd + 2 - start;
    }

    /** The head's bytes as received, but for the case of header names, with the empty line. A new array. */
    public final byte[] received() {
        return Arrays.copyOfRange(bytes, start, headersEnd + 2);
    }

    /** Number of header lines. */
    public final int count() {
        return count;
    }

    /** Whether header line {@code i} has this name; the case of letters is of no matter. */
    public final boolean nameMatches(final int i, final AsciiString name) {
        final int from = index[i * STRIDE + NAME_START];
        if (index[i * STRIDE + NAME_END] - from != name.length()) {
            return false;
        }
        for (int k = 0; k < name.length(); k++) {
            if (bytes[from + k] != Octets.lower(name.byteAt(k))) {
                return false;
            }
        }
        return true;
    }

    /** The name of header line {@code i}, in lower case. A new string. */
    public final String name(final int i) {
        return Octets.text(bytes, index[i * STRIDE + NAME_START], index[i * STRIDE + NAME_END]);
    }

    /** The value of header line {@code i}, without white space around it. A new string. */
    public final String value(final int i) {
        return Octets.text(bytes, valueStart(i), valueEnd(i));
    }

    /** The first header line at or after {@code from} with this name, or -1. */
    public final int find(final AsciiString name, final int from) {
        for (int i = from; i < count; i++) {
            if (nameMatches(i, name)) {
                return i;
            }
        }
        return -1;
    }

    /** Makes room for the next head. */
    void clear() {
        filled = 0;
        start = 0;
        headersStart = 0;
        headersEnd = 0;
        count = 0;
        uniform = true;
        hopByHop = false;
        version = HttpVersion.HTTP_1_1;
        body = BodyFraming.NONE;
        framing.clear();
        if (bytes.length > KEPT_SIZE) {
            bytes = new byte[FIRST_SIZE];
        }
    }

    /**
     * Takes over more of the input, whose reader index is at this head's first byte; false if there is none or {@code limit} is
     * reached.
     */
    final boolean fill(final ByteBuf in, final int limit) {
        final int more = Math.min(Math.min(in.readableBytes(), limit) - filled, SLAB);
        if (more <= 0) {
            return false;
        }
        if (filled + more + Octets.PADDING > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length);
        }
        in.getBytes(in.readerIndex() + filled, bytes, filled, more);
        filled += more;
        return true;
    }

    /** Enters a header line, whose value ends where {@code lineEnd}'s CRLF starts or before. */
    final int enter(final int nameStart, final int nameEnd, final int valueStart, final int valueEnd, final int lineEnd) {
        final int at = count * STRIDE;
        if (at == index.length) {
            index = Arrays.copyOf(index, 2 * index.length);
        }
        final int kind = HeaderKind.of(bytes, nameStart, nameEnd);
        index[at + NAME_START] = nameStart;
        index[at + NAME_END] = nameEnd;
        index[at + VALUE_START] = valueStart;
        index[at + VALUE_END] = valueEnd;
        index[at + KIND] = kind;
        uniform &= valueStart == nameEnd + 2 && bytes[nameEnd + 1] == ' ' && valueEnd == lineEnd;
        hopByHop |= kind >= HeaderKind.CONNECTION;
        count++;
        return kind;
    }

    final int kind(final int i) {
        return index[i * STRIDE + KIND];
    }

    final int valueStart(final int i) {
        return index[i * STRIDE + VALUE_START];
    }

    final int valueEnd(final int i) {
        return index[i * STRIDE + VALUE_END];
    }

    /**
     * Marks the headers with this name, given in any case, as the connection's own (RFC 9110, 7.6.1); those that frame or route
     * stay.
     */
    final void nameAsConnectionOption(final int from, final int to) {
        for (int i = 0; i < count; i++) {
            if (kind(i) == HeaderKind.OTHER || kind(i) == HeaderKind.EXPECT) {
                final int nameStart = index[i * STRIDE + NAME_START];
                if (sameName(nameStart, index[i * STRIDE + NAME_END], from, to)) {
                    index[i * STRIDE + KIND] = HeaderKind.NAMED;
                    hopByHop = true;
                }
            }
        }
    }

    private boolean sameName(final int nameStart, final int nameEnd, final int from, final int to) {
        if (nameEnd - nameStart != to - from) {
            return false;
        }
        for (int k = 0; k < to - from; k++) {
            if (bytes[nameStart + k] != Octets.lower(bytes[from + k])) {
                return false;
            }
        }
        return true;
    }

    /** Whether {@code Content-Length} and {@code Transfer-Encoding} must not be forwarded with this message. */
    abstract boolean framingMisplaced();

    /**
     * Writes the bytes from {@code from} on, at or before the first header line, the header lines with these edits, and the empty
     * line.
     */
    final void writeFrom(final int from, final ByteBuf out, final HeadEdits edits) {
        out.ensureWritable(headersEnd - from + ROOM_FOR_EDITS);
        boolean upgradeWritten = false;
        if (uniform && !hopByHop && edits.dropCount() == 0 && !framingMisplaced()) {
            out.writeBytes(bytes, from, headersEnd - from);
        } else {
            upgradeWritten = writeLines(from, out, edits);
        }
        edits.writeTo(out, upgradeWritten);
    }

    /** Copies the lines that stay, in as few pieces as can be; whether {@code Connection: Upgrade} was among what was written. */
    private boolean writeLines(final int from, final ByteBuf out, final HeadEdits edits) {
        int kept = from;
        boolean upgradeWritten = false;
        for (int i = 0; i < count; i++) {
            final int line = index[i * STRIDE + NAME_START];
            final int next = i + 1 < count ? index[(i + 1) * STRIDE + NAME_START] : headersEnd;
            final boolean dropped = dropped(i, edits);
            if (!dropped && isUniform(i, next)) {
                continue;
            }
            out.writeBytes(bytes, kept, line - kept);
            kept = next;
            if (!dropped) {
                writeLine(out, i);
            } else if (kind(i) == HeaderKind.CONNECTION && edits.connection() == ConnectionOption.UPGRADE && !upgradeWritten) {
                out.writeBytes(HeadEdits.UPGRADE_LINE);
                upgradeWritten = true;
            } else if (kind(i) == HeaderKind.TE && FramingHeaders.hasTrailers(bytes, valueStart(i), valueEnd(i))) {
                out.writeBytes(TE_LINE);
            }
        }
        out.writeBytes(bytes, kept, headersEnd - kept);
        return upgradeWritten;
    }

    private boolean isUniform(final int i, final int next) {
        final int nameEnd = index[i * STRIDE + NAME_END];
        return valueStart(i) == nameEnd + 2 && bytes[nameEnd + 1] == ' ' && valueEnd(i) == next - 2;
    }

    private void writeLine(final ByteBuf out, final int i) {
        final int nameStart = index[i * STRIDE + NAME_START];
        out.writeBytes(bytes, nameStart, index[i * STRIDE + NAME_END] - nameStart);
        out.writeShort(':' << 8 | ' ');
        out.writeBytes(bytes, valueStart(i), valueEnd(i) - valueStart(i));
        out.writeShort('\r' << 8 | '\n');
    }

    private boolean dropped(final int i, final HeadEdits edits) {
        final boolean byItself = switch (kind(i)) {
            case HeaderKind.CONNECTION, HeaderKind.KEEP_ALIVE, HeaderKind.PROXY_CONNECTION, HeaderKind.NAMED -> true;
            case HeaderKind.UPGRADE -> edits.connection() != ConnectionOption.UPGRADE;
            case HeaderKind.TE -> !Octets.isWord(bytes, valueStart(i), valueEnd(i), FramingHeaders.TRAILERS);
            case HeaderKind.CONTENT_LENGTH, HeaderKind.TRANSFER_ENCODING -> framingMisplaced();
            default -> false;
        };
        if (byItself) {
            return true;
        }
        for (int k = 0; k < edits.dropCount(); k++) {
            if (nameMatches(i, edits.dropped(k))) {
                return true;
            }
        }
        return false;
    }
}
