package io.usher.proxy.http;

import io.netty.buffer.ByteBuf;

/**
 * Finds where a body ends, without holding any of it. Chunked bodies are checked strictly and are meant to be forwarded as they
 * are, trailers included; {@link #decode} is for clients of HTTP/1.0, who cannot read chunks. Not for use by two threads.
 */
public final class BodyFramer {
    private final ChunkScanner chunks;
    private BodyFraming framing = BodyFraming.NONE;
    private long left;

    /**
     * A framer that refuses chunk lines and trailers beyond these limits, with this status in its {@link #error()} (400 or 502).
     */
    public BodyFramer(final HttpLimits limits, final int badStatus) {
        chunks = new ChunkScanner(limits, badStatus);
    }

    /**
     * Starts with a new body.
     *
     * @param length bytes, for {@link BodyFraming#LENGTH}; else not looked at
     */
    public void start(final BodyFraming framing, final long length) {
        if (framing == BodyFraming.LENGTH && length < 0) {
            throw new IllegalArgumentException("body length " + length + " (expected: 0 or more)");
        }
        this.framing = framing;
        left = framing == BodyFraming.LENGTH ? length : 0;
        chunks.reset();
    }

    /** Starts with the body of a message. */
    public void start(final MessageHead head) {
        start(head.body(), head.contentLength());
    }

    /**
     * How many readable bytes, from the reader index on, belong to this body. The reader index is not moved: the caller takes
     * these bytes and comes again with those behind them. If the body turns out to be malformed, the bytes before the fault are
     * still counted, and {@link #bad()}.
     */
    public int scan(final ByteBuf in) {
        return switch (framing) {
            case NONE -> 0;
            case LENGTH -> {
                final int mine = (int) Math.min(left, in.readableBytes());
                left -= mine;
                yield mine;
            }
            case CHUNKED -> chunks.scan(in, null);
            case UNTIL_CLOSE, TUNNEL -> in.readableBytes();
        };
    }

    /** Reads what belongs to this body and appends its content, without chunk lines and trailers; the reader index moves. */
    public void decode(final ByteBuf in, final ByteBuf out) {
        if (framing == BodyFraming.CHUNKED) {
            in.skipBytes(chunks.scan(in, out));
        } else {
            out.writeBytes(in, scan(in));
        }
    }

    /** Whether the whole body has been seen. A body that goes until close never is by itself. */
    public boolean complete() {
        return switch (framing) {
            case NONE -> true;
            case LENGTH -> left == 0;
            case CHUNKED -> chunks.complete();
            case UNTIL_CLOSE, TUNNEL -> false;
        };
    }

    /** Whether the body is malformed. */
    public boolean bad() {
        return chunks.error() != null;
    }

    /** Why it is malformed; null if it is not. */
    public HttpError error() {
        return chunks.error();
    }

    /** To be called when the sender has closed: whether the body was complete or ends just so; false if it was cut short. */
    public boolean closed() {
        return !bad() && (complete() || framing == BodyFraming.UNTIL_CLOSE || framing == BodyFraming.TUNNEL);
    }
}
