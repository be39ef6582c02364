package io.usher.proxy.http;

import io.netty.util.AsciiString;

/**
 * What requests' and responses' heads have in common: version, header lines and framing. A head belongs to its parser and is valid from
 * {@link ParseResult#DONE} until the parser's {@code reset()}; it holds its own bytes, so the input buffer may be reused at once.
 */
public abstract sealed class MessageHead permits RequestHead, ResponseHead {
    MessageHead() {
    }

    /** The message's version. */
    public final HttpVersion version() {
        throw new UnsupportedOperationException();
    }

    /** Whether the connection can carry another message after this one, as far as this head says (RFC 9112, 9.3). */
    public final boolean keepAlive() {
        throw new UnsupportedOperationException();
    }

    /** How the body's end is found. */
    public final BodyFraming body() {
        throw new UnsupportedOperationException();
    }

    /** The value of {@code Content-Length}, or -1 if there is none. The answer to HEAD can have one without having a body. */
    public final long contentLength() {
        throw new UnsupportedOperationException();
    }

    /** Bytes of the head, from its first to the empty line's end. */
    public final int length() {
        throw new UnsupportedOperationException();
    }

    /** Number of header lines. */
    public final int count() {
        throw new UnsupportedOperationException();
    }

    /** Whether header line {@code i} has this name; the case of letters is of no matter. */
    public final boolean nameMatches(final int i, final AsciiString name) {
        throw new UnsupportedOperationException();
    }

    /** The name of header line {@code i}, in lower case. A new string. */
    public final String name(final int i) {
        throw new UnsupportedOperationException();
    }

    /** The value of header line {@code i}, without white space around it. A new string. */
    public final String value(final int i) {
        throw new UnsupportedOperationException();
    }

    /** The first header line at or after {@code from} with this name, or -1. */
    public final int find(final AsciiString name, final int from) {
        throw new UnsupportedOperationException();
    }
}
