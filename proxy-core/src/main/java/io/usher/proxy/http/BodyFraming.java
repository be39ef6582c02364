package io.usher.proxy.http;

/** How the end of a message's body is found (RFC 9112, 6.3). */
public enum BodyFraming {
    /** There is no body. */
    NONE,
    /** The body has as many bytes as {@code Content-Length} says. */
    LENGTH,
    /** The body is in chunks and ends with the last one and its trailers. */
    CHUNKED,
    /** The body ends where the server closes: responses only. */
    UNTIL_CLOSE,
    /** What follows is no HTTP: the bytes after a 101 answer, or after a 2xx answer to CONNECT. Responses only. */
    TUNNEL
}
