package io.usher.proxy.http;

/** What the header lines seen so far say about framing and about the connection. Filled by {@link HeadParser}. */
final class FramingHeaders {
    static final byte[] CHUNKED = Octets.ascii("chunked");
    static final byte[] TRAILERS = Octets.ascii("trailers");
    /** Options in all Connection headers of a message; far more than any use, few enough to compare each with each header. */
    private static final int MAX_OPTIONS = 64;
    private static final byte[] CLOSE = Octets.ascii("close");
    private static final byte[] KEEP_ALIVE = Octets.ascii("keep-alive");
    private static final byte[] UPGRADE = Octets.ascii("upgrade");

    /** The value of Content-Length, or -1. */
    long contentLength = -1;
    boolean chunked;
    /** Connection's options. */
    boolean close;
    boolean keepAlive;
    boolean upgrade;
    /** Whether Connection has options that are the names of headers. */
    boolean namesHeaders;
    private int options;

    void clear() {
        contentLength = -1;
        chunked = false;
        close = false;
        keepAlive = false;
        upgrade = false;
        namesHeaders = false;
        options = 0;
    }

    /**
     * Takes a Content-Length: digits only, no needless zero in front, below 2^63 (RFC 9110, 8.6). False if it is anything else.
     */
    boolean takeContentLength(final byte[] bytes, final int from, final int to) {
        final int digits = to - from;
        if (digits == 0 || digits > 19 || digits > 1 && bytes[from] == '0') {
            return false;
        }
        long length = 0;
        for (int i = from; i < to; i++) {
            if (!Octets.isDigit(bytes[i])) {
                return false;
            }
            length = length * 10 + (bytes[i] - '0');
        }
        // 19 digits stay below 2^64, so that an overflow shows as a negative number
        contentLength = length;
        return length >= 0;
    }

    /** Takes a Connection header: a list of tokens (RFC 9110, 7.6.1). False if it is anything else. */
    boolean takeConnection(final byte[] bytes, final int from, final int to) {
        int at = from;
        while (at < to) {
            final int end = elementEnd(bytes, at, to);
            if (end > at) {
                if (end < to && bytes[end] != ',' && !onlySpaceBeforeComma(bytes, end, to) || ++options > MAX_OPTIONS) {
                    return false;
                }
                takeOption(bytes, at, end);
                at = end;
            } else if (bytes[at] == ',' || isSpace(bytes[at])) {
                at++;
            } else {
                return false;
            }
        }
        return true;
    }

    /** The end of the token that starts here. */
    static int elementEnd(final byte[] bytes, final int from, final int to) {
        int end = from;
        while (end < to && Octets.isToken(bytes[end])) {
            end++;
        }
        return end;
    }

    /**
     * Whether TE has {@code trailers} among its codings: all of it that is passed on, as in HAProxy, because no coding could be
     * undone here.
     */
    static boolean hasTrailers(final byte[] bytes, final int from, final int to) {
        int at = from;
        while (at < to) {
            final int end = elementEnd(bytes, at, to);
            if (Octets.isWord(bytes, at, end, TRAILERS)) {
                return true;
            }
            at = end + 1;
        }
        return false;
    }

    private static boolean onlySpaceBeforeComma(final byte[] bytes, final int from, final int to) {
        int at = from;
        while (at < to && isSpace(bytes[at])) {
            at++;
        }
        return at > from && (at == to || bytes[at] == ',');
    }

    private static boolean isSpace(final byte b) {
        return b == ' ' || b == '\t';
    }

    private void takeOption(final byte[] bytes, final int from, final int to) {
        if (Octets.isWord(bytes, from, to, KEEP_ALIVE)) {
            keepAlive = true;
        } else if (Octets.isWord(bytes, from, to, CLOSE)) {
            close = true;
        } else if (Octets.isWord(bytes, from, to, UPGRADE)) {
            upgrade = true;
        } else {
            namesHeaders = true;
        }
    }
}
