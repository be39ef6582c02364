package io.usher.proxy.http;

import io.netty.buffer.ByteBuf;

/** A request's head. Made and filled by {@link RequestParser}; it does not hold the body. */
public final class RequestHead extends MessageHead {
    HttpMethod method = HttpMethod.OTHER;
    /** Where the method's name ends; the target starts one byte behind. */
    int methodEnd;
    int targetEnd;
    boolean expectsContinue;
    boolean upgrade;

    RequestHead() {
    }

    /** The method. */
    public HttpMethod method() {
        return method;
    }

    /** The method's name as received. A new string. */
    public String methodName() {
        return Octets.text(bytes, start, methodEnd);
    }

    /** The request target as received, in any of its four forms (RFC 9112, 3.2). A new string. */
    public String target() {
        return Octets.text(bytes, methodEnd + 1, targetEnd);
    }

    /** The request line as received, without CRLF, for logs. A new string. */
    public String requestLine() {
        return Octets.text(bytes, start, headersStart - 2);
    }

    /** Whether the client waits for a 100 before it sends its body (RFC 9110, 10.1.1). */
    public boolean expectsContinue() {
        return expectsContinue;
    }

    /**
     * Whether the client asks to change the protocol, and may (RFC 9110, 7.8): HTTP/1.1, {@code Connection} names
     * {@code Upgrade}, there is one, and no body. Only then forward it, with {@link ConnectionOption#UPGRADE}.
     */
    public boolean upgrade() {
        return upgrade;
    }

    /**
     * Whether this request may turn the connection into a tunnel: CONNECT, or {@link #upgrade()}. What the client sends behind it
     * is neither to be parsed nor to be forwarded before the answer has told which it is.
     */
    public boolean mayTunnel() {
        return upgrade || method == HttpMethod.CONNECT;
    }

    /** Writes the request line and the header lines with these edits, and the empty line. */
    public void writeTo(final ByteBuf out, final HeadEdits edits) {
        writeFrom(start, out, edits);
    }

    @Override
    void clear() {
        super.clear();
        method = HttpMethod.OTHER;
        methodEnd = 0;
        targetEnd = 0;
        expectsContinue = false;
        upgrade = false;
    }

    @Override
    boolean framingMisplaced() {
        return false;
    }
}
