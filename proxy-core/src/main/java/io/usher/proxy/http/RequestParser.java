package io.usher.proxy.http;

import io.netty.buffer.ByteBuf;

/**
 * Finds and checks request heads, one after another, by RFC 9112. Strict: what is not plainly right is {@link ParseResult#BAD}, because two
 * programs that read a message differently are how requests are smuggled. Not for use by two threads.
 */
public final class RequestParser {
    /** A parser that refuses what is beyond these limits. */
    public RequestParser(final HttpLimits limits) {
    }

    /**
     * Looks on for the head's end. The reader index stays at the head's start until {@link ParseResult#DONE}, then it is behind the head. Between
     * calls the bytes may move to another buffer as long as those from the reader index on are the same and more come behind them; no byte is
     * looked at twice.
     */
    public ParseResult parse(final ByteBuf in) {
        throw new UnsupportedOperationException();
    }

    /** The head, after DONE and until {@link #reset()}; always the same object. */
    public RequestHead head() {
        throw new UnsupportedOperationException();
    }

    /** Why it was BAD. */
    public HttpError error() {
        throw new UnsupportedOperationException();
    }

    /** Whether a byte of a head has been seen since the last reset: empty lines before it do not count. */
    public boolean started() {
        throw new UnsupportedOperationException();
    }

    /** What was received of the request line, for the log of a BAD or unfinished head; latin-1, without line end. May be empty. */
    public String requestLineSoFar() {
        throw new UnsupportedOperationException();
    }

    /** Makes ready for the next head; the old one's contents are gone. */
    public void reset() {
        throw new UnsupportedOperationException();
    }
}
