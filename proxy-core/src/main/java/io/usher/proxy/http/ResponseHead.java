package io.usher.proxy.http;

import io.netty.buffer.ByteBuf;

/** A response's head. Made and filled by {@link ResponseParser}; it does not hold the body. */
public final class ResponseHead extends MessageHead {
    /** Bytes of a version, a space and a status. */
    static final int STATUS_END = 12;

    int status;

    ResponseHead() {
    }

    /** The status, 100 to 999. */
    public int status() {
        return status;
    }

    /** The reason phrase, one character a byte; may be empty. A new string. */
    public String reason() {
        final int from = start + STATUS_END + 1;
        return from < headersStart - 2 ? Octets.text(bytes, from, headersStart - 2) : "";
    }

    /** Whether this is an interim answer (1xx but 101), after which another head comes for the same request. */
    public boolean interim() {
        return status < 200 && status != 101;
    }

    /** Writes the status line and the header lines with these edits, and the empty line. */
    public void writeTo(final ByteBuf out, final HeadEdits edits) {
        if (headersStart - 2 - start > STATUS_END) {
            writeFrom(start, out, edits);
            return;
        }
        // a sender must write the space even where there is no reason phrase (RFC 9112, 4)
        out.writeBytes(bytes, start, STATUS_END);
        out.writeByte(' ');
        writeFrom(headersStart - 2, out, edits);
    }

    @Override
    void clear() {
        super.clear();
        status = 0;
    }

    /**
     * 1xx, 204 and tunnels have no body and must not speak of one (RFC 9110, 8.6; RFC 9112, 6.1); HAProxy cleans them likewise.
     */
    @Override
    boolean framingMisplaced() {
        return status < 200 || status == 204 || body == BodyFraming.TUNNEL;
    }
}
