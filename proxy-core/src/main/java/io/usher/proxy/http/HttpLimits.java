package io.usher.proxy.http;

/**
 * Sizes beyond which a message is refused.
 *
 * @param headBytes bytes of a head, from its start line to its empty line, both included; HAProxy: {@code tune.bufsize} less
 *     {@code tune.maxrewrite}
 * @param headers header lines of a head; HAProxy: one less than {@code tune.http.maxhdr}, which counts the end of the head too
 * @param chunkLineBytes bytes of a chunk's size line with its extensions, without CRLF (RFC 9112, 7.1.1 asks for a bound)
 * @param trailerBytes bytes of all trailer lines of a chunked body
 */
public record HttpLimits(int headBytes, int headers, int chunkLineBytes, int trailerBytes) {
    /** HAProxy 2.6's defaults, and bounds of Usher's own for chunk lines and trailers. */
    public static final HttpLimits DEFAULT = new HttpLimits(16384 - 1024, 100, 1024, 16384 - 1024);

    /** Checks that each limit is positive. */
    public HttpLimits {
        if (headBytes < 1 || headers < 1 || chunkLineBytes < 1 || trailerBytes < 1) {
            throw new IllegalArgumentException("HTTP limits " + headBytes + ", " + headers + ", " + chunkLineBytes + ", "
                    + trailerBytes + " (expected: all positive)");
        }
    }
}
