package io.usher.proxy.http;

import io.netty.buffer.ByteBuf;

/** A response's head. Made and filled by {@link ResponseParser}; it does not hold the body. */
public final class ResponseHead extends MessageHead {
    ResponseHead() {
    }

    /** The status, 100 to 999. */
    public int status() {
        throw new UnsupportedOperationException();
    }

    /** The reason phrase; may be empty. A new string. */
    public String reason() {
        throw new UnsupportedOperationException();
    }

    /** Whether this is an interim answer (1xx but 101), after which another head comes for the same request. */
    public boolean interim() {
        throw new UnsupportedOperationException();
    }

    /** Writes the status line and the header lines with these edits, and the empty line. */
    public void writeTo(final ByteBuf out, final HeadEdits edits) {
        throw new UnsupportedOperationException();
    }
}
