package io.usher.proxy.http;

import io.netty.buffer.ByteBuf;

/** A request's head. Made and filled by {@link RequestParser}; it does not hold the body. */
public final class RequestHead extends MessageHead {
    RequestHead() {
    }

    /** The method. */
    public HttpMethod method() {
        throw new UnsupportedOperationException();
    }

    /** The method's name as received. */
    public String methodName() {
        throw new UnsupportedOperationException();
    }

    /** The request target as received, in any of its four forms (RFC 9112, 3.2). A new string. */
    public String target() {
        throw new UnsupportedOperationException();
    }

    /** The request line as received, without CRLF, for logs. A new string. */
    public String requestLine() {
        throw new UnsupportedOperationException();
    }

    /** Whether the client waits for a 100 before it sends its body (RFC 9110, 10.1.1). */
    public boolean expectsContinue() {
        throw new UnsupportedOperationException();
    }

    /** Whether the client asks to change the protocol, and may (RFC 9110, 7.8): Connection names Upgrade, there is one, and no body. */
    public boolean upgrade() {
        throw new UnsupportedOperationException();
    }

    /** Writes the request line and the header lines with these edits, and the empty line. */
    public void writeTo(final ByteBuf out, final HeadEdits edits) {
        throw new UnsupportedOperationException();
    }
}
