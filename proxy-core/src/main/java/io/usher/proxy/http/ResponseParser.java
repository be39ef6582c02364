package io.usher.proxy.http;

import io.netty.buffer.ByteBuf;

/** Finds and checks response heads, as {@link RequestParser} does with requests; refused ones are a 502 for the client. Not for use by two threads. */
public final class ResponseParser {
    /** A parser that refuses what is beyond these limits. */
    public ResponseParser(final HttpLimits limits) {
    }

    /**
     * Looks on for the head's end, as {@link RequestParser#parse}.
     *
     * @param method the request's method, as the framing of an answer to HEAD or CONNECT depends on it
     * @param upgradeAsked whether the request, as forwarded, asked for an upgrade: if not, a 101 is refused
     */
    public ParseResult parse(final ByteBuf in, final HttpMethod method, final boolean upgradeAsked) {
        throw new UnsupportedOperationException();
    }

    /** The head, after DONE and until {@link #reset()}; always the same object. */
    public ResponseHead head() {
        throw new UnsupportedOperationException();
    }

    /** Why it was BAD. */
    public HttpError error() {
        throw new UnsupportedOperationException();
    }

    /** Whether a byte of a head has been seen since the last reset. */
    public boolean started() {
        throw new UnsupportedOperationException();
    }

    /** Makes ready for the next head, also after an interim one; the old one's contents are gone. */
    public void reset() {
        throw new UnsupportedOperationException();
    }
}
