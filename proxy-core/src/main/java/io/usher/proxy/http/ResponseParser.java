package io.usher.proxy.http;

import io.netty.buffer.ByteBuf;

/**
 * Finds and checks response heads, as {@link RequestParser} does with requests; refused ones are a 502 for the client. Not for
 * use by two threads.
 */
public final class ResponseParser extends HeadParser<ResponseHead> {
    private static final byte[] VERSION = Octets.ascii("HTTP/1.");

    private Part part = Part.STATUS;
    private HttpMethod method = HttpMethod.GET;
    private boolean upgradeAsked;

    private enum Part { STATUS, REASON, LINE_FEED }

    /** A parser that refuses what is beyond these limits. */
    public ResponseParser(final HttpLimits limits) {
        super(new ResponseHead(), limits, 502);
    }

    /**
     * Looks on for the head's end, as {@link RequestParser#parse}.
     *
     * @param method the request's method, as the framing of an answer to HEAD or CONNECT depends on it
     * @param upgradeAsked whether the request, as forwarded, asked for an upgrade: if not, a 101 is refused
     * @throws IllegalStateException if the last head is complete and {@link #reset()} was not called
     */
    public ParseResult parse(final ByteBuf in, final HttpMethod method, final boolean upgradeAsked) {
        this.method = method;
        this.upgradeAsked = upgradeAsked;
        return run(in);
    }

    /** Whether a byte of a head has been seen since the last reset. */
    public boolean started() {
        return head.filled > 0;
    }

    @Override
    public void reset() {
        super.reset();
        part = Part.STATUS;
    }

    @Override
    boolean startLine() {
        if (part == Part.STATUS && !status()) {
            return false;
        }
        if (part == Part.REASON && !reason()) {
            return false;
        }
        if (pos == head.filled) {
            return false;
        }
        if (head.bytes[pos] != '\n') {
            return failAt(HttpFault.LINE_END, pos, "LF behind CR");
        }
        pos++;
        return true;
    }

    /** Version, space, status, and what is behind it: true if they are there and right. */
    private boolean status() {
        final byte[] bytes = head.bytes;
        final int there = Math.min(head.filled, ResponseHead.STATUS_END + 1);
        while (pos < there) {
            final byte b = bytes[pos];
            final boolean right = switch (pos) {
                case 7 -> b == '0' || b == '1';
                case 8 -> b == ' ';
                case 9 -> b >= '1' && b <= '9';
                case 10, 11 -> Octets.isDigit(b);
                case ResponseHead.STATUS_END -> b == ' ' || b == '\r';
                default -> b == VERSION[pos];
            };
            if (!right) {
                return pos < 8 ? failAt(pos == 0 ? HttpFault.START : HttpFault.VERSION, pos, "HTTP/1.0 or HTTP/1.1")
                        : failAt(b == '\n' ? HttpFault.LINE_END : HttpFault.STATUS, pos,
                                "a status of three digits between spaces, 100 to 999");
            }
            pos++;
        }
        if (pos <= ResponseHead.STATUS_END) {
            return false;
        }
        head.version = bytes[7] == '1' ? HttpVersion.HTTP_1_1 : HttpVersion.HTTP_1_0;
        head.status = (bytes[9] - '0') * 100 + (bytes[10] - '0') * 10 + bytes[11] - '0';
        part = bytes[ResponseHead.STATUS_END] == ' ' ? Part.REASON : Part.LINE_FEED;
        return true;
    }

    private boolean reason() {
        final byte[] bytes = head.bytes;
        while (pos < head.filled) {
            pos = Octets.skipFrom(bytes, pos, head.filled, ' ');
            if (pos < head.filled) {
                final byte b = bytes[pos];
                if (b == '\r') {
                    pos++;
                    part = Part.LINE_FEED;
                    return true;
                }
                // bytes from 0x80 on are allowed here, unlike in header values: nothing is decided by a reason phrase (RFC 9112,
                // 4)
                if (b >= 0 && b != '\t') {
                    return b == '\n' ? failAt(HttpFault.LINE_END, pos, "CR before it")
                            : failAt(HttpFault.REASON, pos, "no control byte in a reason phrase");
                }
                pos++;
            }
        }
        return false;
    }

    @Override
    boolean judge(final int kind, final int i) {
        return true;
    }

    @Override
    boolean judgeHead() {
        final int status = head.status;
        if (status == 101 && !upgradeAsked) {
            return fail(HttpFault.STATUS, -1, "status 101", "none, as no upgrade was asked for");
        }
        head.body = bodyOf(status);
        return true;
    }

    /** RFC 9112, 6.3. */
    private BodyFraming bodyOf(final int status) {
        if (status == 101 || method == HttpMethod.CONNECT && status >= 200 && status < 300) {
            return BodyFraming.TUNNEL;
        }
        if (method == HttpMethod.HEAD || status < 200 || status == 204 || status == 304) {
            return BodyFraming.NONE;
        }
        if (head.framing.chunked) {
            return BodyFraming.CHUNKED;
        }
        if (head.framing.contentLength < 0) {
            return BodyFraming.UNTIL_CLOSE;
        }
        return head.framing.contentLength > 0 ? BodyFraming.LENGTH : BodyFraming.NONE;
    }
}
