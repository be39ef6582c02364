package io.usher.proxy.http;

import io.netty.buffer.ByteBuf;

/**
 * The chunked coding (RFC 9112, 7.1), byte by byte but for the chunks' data. A chunk of more than 2^31-1 bytes is refused, as are
 * trailers that would change what the head has said (RFC 9110, 6.5.1).
 */
final class ChunkScanner {
    private final HttpLimits limits;
    private final int badStatus;
    private final TrailerNames trailerName = new TrailerNames();
    private State state = State.SIZE_FIRST;
    private HttpError error;
    /** Bytes of the body before those of the present call. */
    private long seen;
    /** The chunk's size so far, then what is left of its data. */
    private long left;
    private int lineBytes;
    private int trailerBytes;

    private enum State {
        SIZE_FIRST, SIZE, SPACE_BEFORE_EXTENSION, EXTENSION, SIZE_LINE_FEED, DATA, DATA_CR, DATA_LINE_FEED,
        TRAILER_START, TRAILER_NAME, TRAILER_VALUE, TRAILER_LINE_FEED, LAST_LINE_FEED, DONE
    }

    ChunkScanner(final HttpLimits limits, final int badStatus) {
        this.limits = limits;
        this.badStatus = badStatus;
    }

    void reset() {
        state = State.SIZE_FIRST;
        error = null;
        seen = 0;
        left = 0;
        lineBytes = 0;
        trailerBytes = 0;
    }

    boolean complete() {
        return state == State.DONE;
    }

    HttpError error() {
        return error;
    }

    /** Counts the body's bytes from the reader index on; copies the chunks' data to {@code content} unless that is null. */
    int scan(final ByteBuf in, final ByteBuf content) {
        final int start = in.readerIndex();
        final int end = in.writerIndex();
        int at = start;
        while (at < end && state != State.DONE && error == null) {
            if (state == State.DATA) {
                final int mine = (int) Math.min(left, end - at);
                if (content != null) {
                    content.writeBytes(in, at, mine);
                }
                at += mine;
                left -= mine;
                if (left == 0) {
                    state = State.DATA_CR;
                }
            } else if (take(in.getByte(at))) {
                at++;
            } else {
                fail(in.getByte(at), seen + at - start);
            }
        }
        seen += at - start;
        return at - start;
    }

    /** Takes one byte that is not data; false if it is wrong here. */
    private boolean take(final byte b) {
        return switch (state) {
            case SIZE_FIRST, SIZE -> size(b);
            case SPACE_BEFORE_EXTENSION -> spaceBeforeExtension(b);
            case EXTENSION -> extension(b);
            case SIZE_LINE_FEED -> b == '\n' && sizeLineEnds();
            case DATA_CR -> b == '\r' && to(State.DATA_LINE_FEED);
            case DATA_LINE_FEED -> b == '\n' && nextChunk();
            case TRAILER_START -> trailerStart(b);
            case TRAILER_NAME -> trailerName(b);
            case TRAILER_VALUE -> trailerValue(b);
            case TRAILER_LINE_FEED -> b == '\n' && countTrailerByte() && to(State.TRAILER_START);
            case LAST_LINE_FEED -> b == '\n' && to(State.DONE);
            case DATA, DONE -> throw new IllegalStateException("state " + state + " takes no single byte");
        };
    }

    private boolean to(final State next) {
        state = next;
        return true;
    }

    private boolean size(final byte b) {
        if (++lineBytes > limits.chunkLineBytes() && b != '\r') {
            return false;
        }
        final int digit = Octets.HEX[b & 0xff];
        if (digit >= 0) {
            left = left << 4 | digit;
            return left <= Integer.MAX_VALUE && to(State.SIZE);
        }
        if (state == State.SIZE_FIRST) {
            return false;
        }
        return switch (b) {
            case '\r' -> to(State.SIZE_LINE_FEED);
            case ';' -> to(State.EXTENSION);
            case ' ', '\t' -> to(State.SPACE_BEFORE_EXTENSION);
            default -> false;
        };
    }

    /** White space is to be put up with before a semicolon, and nowhere else (RFC 9112, 7.1.1). */
    private boolean spaceBeforeExtension(final byte b) {
        return ++lineBytes <= limits.chunkLineBytes() && (b == ' ' || b == '\t' || b == ';' && to(State.EXTENSION));
    }

    private boolean extension(final byte b) {
        if (b == '\r') {
            return to(State.SIZE_LINE_FEED);
        }
        return ++lineBytes <= limits.chunkLineBytes() && isText(b);
    }

    private boolean sizeLineEnds() {
        lineBytes = 0;
        return to(left == 0 ? State.TRAILER_START : State.DATA);
    }

    private boolean nextChunk() {
        return to(State.SIZE_FIRST);
    }

    private boolean trailerStart(final byte b) {
        if (b == '\r') {
            return to(State.LAST_LINE_FEED);
        }
        trailerName.clear();
        return countTrailerByte() && Octets.isToken(b) && trailerName.take(b) && to(State.TRAILER_NAME);
    }

    private boolean trailerName(final byte b) {
        if (b == ':') {
            return countTrailerByte() && trailerName.allowed() && to(State.TRAILER_VALUE);
        }
        return countTrailerByte() && Octets.isToken(b) && trailerName.take(b);
    }

    private boolean trailerValue(final byte b) {
        return countTrailerByte() && (isText(b) || b == '\r' && to(State.TRAILER_LINE_FEED));
    }

    private boolean countTrailerByte() {
        return ++trailerBytes <= limits.trailerBytes();
    }

    private static boolean isText(final byte b) {
        return b >= ' ' && b <= '~' || b == '\t';
    }

    private void fail(final byte b, final long offset) {
        final HttpFault fault = faultHere();
        final String found = fault == HttpFault.TRAILER && b == ':' && !trailerName.allowed() ? "trailer '" + trailerName + "'"
                : String.format("byte 0x%02X", b);
        error = new HttpError(badStatus, fault, offset,
                fault.code() + ": " + found + " at " + offset + " of the body (expected: " + expectedHere(fault) + ")");
    }

    private HttpFault faultHere() {
        return switch (state) {
            case SIZE_FIRST, SIZE, SPACE_BEFORE_EXTENSION ->
                lineBytes > limits.chunkLineBytes() ? HttpFault.CHUNK_EXTENSION : HttpFault.CHUNK_SIZE;
            case EXTENSION -> HttpFault.CHUNK_EXTENSION;
            case DATA_CR, DATA_LINE_FEED -> HttpFault.CHUNK_END;
            case SIZE_LINE_FEED, LAST_LINE_FEED -> HttpFault.LINE_END;
            default -> trailerBytes > limits.trailerBytes() ? HttpFault.TRAILERS_TOO_LARGE : HttpFault.TRAILER;
        };
    }

    private String expectedHere(final HttpFault fault) {
        return switch (fault) {
            case CHUNK_SIZE -> "a size of hexadecimal digits, at most 7fffffff";
            case CHUNK_EXTENSION -> "an extension of visible ASCII in a line of at most " + limits.chunkLineBytes() + " bytes";
            case CHUNK_END -> "CRLF behind the chunk's data";
            case TRAILERS_TOO_LARGE -> "trailers of at most " + limits.trailerBytes() + " bytes";
            case LINE_END -> "LF behind CR";
            default -> "a trailer line of a name that may be one, a colon and visible ASCII";
        };
    }
}
