package io.usher.proxy.http;

import io.netty.buffer.ByteBuf;

/**
 * Finds and checks request heads, one after another, by RFC 9112. Strict: what is not plainly right is {@link ParseResult#BAD},
 * because two programs that read a message differently are how requests are smuggled. Not for use by two threads.
 */
public final class RequestParser extends HeadParser<RequestHead> {
    private static final long VERSION_1_1 = Octets.word("HTTP/1.1");
    private static final long VERSION_1_0 = Octets.word("HTTP/1.0");
    private static final byte[] CONTINUE = Octets.ascii("100-continue");
    private static final HttpMethod[] METHODS = HttpMethod.values();
    private static final long[] METHOD_WORDS = new long[METHODS.length - 1];

    private Part part = Part.BEFORE;
    /** Which header line is Host, or -1. */
    private int host = -1;
    private boolean expectsContinue;
    private boolean upgradeNamed;

    static {
        for (int i = 0; i < METHOD_WORDS.length; i++) {
            METHOD_WORDS[i] = Octets.word(METHODS[i].name());
        }
    }

    private enum Part { BEFORE, BEFORE_LINE_FEED, METHOD, TARGET, VERSION }

    /** A parser that refuses what is beyond these limits. */
    public RequestParser(final HttpLimits limits) {
        super(new RequestHead(), limits, 400);
    }

    /**
     * Looks on for the head's end. The reader index stays at the head's start until {@link ParseResult#DONE}, then it is behind
     * the head. Between calls the bytes may move to another buffer as long as those from the reader index on are the same and
     * more come behind them; no byte is looked at twice.
     *
     * @throws IllegalStateException if the last head is complete and {@link #reset()} was not called
     */
    public ParseResult parse(final ByteBuf in) {
        return run(in);
    }

    /** Whether a byte of a head has been seen since the last reset: empty lines before it do not count. */
    public boolean started() {
        return part != Part.BEFORE && part != Part.BEFORE_LINE_FEED || error() != null;
    }

    /**
     * What was received of the request line, for the log of a BAD or unfinished head; latin-1, without line end. May be empty.
     */
    public String requestLineSoFar() {
        int end = head.start;
        while (end < head.filled && head.bytes[end] != '\r' && head.bytes[end] != '\n') {
            end++;
        }
        return Octets.text(head.bytes, head.start, end);
    }

    @Override
    public void reset() {
        super.reset();
        part = Part.BEFORE;
        host = -1;
        expectsContinue = false;
        upgradeNamed = false;
    }

    @Override
    boolean startLine() {
        while (pos < head.filled) {
            final boolean on = switch (part) {
                case BEFORE -> before();
                case BEFORE_LINE_FEED -> beforeLineFeed();
                case METHOD -> method();
                case TARGET -> target();
                case VERSION -> false;
            };
            if (!on) {
                return part == Part.VERSION && version();
            }
        }
        return false;
    }

    /** Empty lines before a request are passed over (RFC 9112, 2.2). */
    private boolean before() {
        final byte first = head.bytes[pos];
        head.start = pos;
        if (first == '\r') {
            pos++;
            part = Part.BEFORE_LINE_FEED;
            return true;
        }
        if (!Octets.isToken(first)) {
            return failAt(HttpFault.START, pos, "a method's first character");
        }
        part = Part.METHOD;
        return true;
    }

    private boolean beforeLineFeed() {
        if (head.bytes[pos] != '\n') {
            return failAt(HttpFault.LINE_END, pos, "LF behind CR");
        }
        pos++;
        part = Part.BEFORE;
        return true;
    }

    private boolean method() {
        final byte[] bytes = head.bytes;
        int at = pos;
        while (at < head.filled && Octets.isToken(bytes[at])) {
            at++;
        }
        pos = at;
        if (at == head.filled) {
            return true;
        }
        if (bytes[at] != ' ') {
            return failAt(HttpFault.METHOD, at, "a token and one space");
        }
        head.methodEnd = at;
        head.method = methodOf(bytes, head.start, at);
        pos = at + 1;
        part = Part.TARGET;
        return true;
    }

    private static HttpMethod methodOf(final byte[] bytes, final int from, final int to) {
        if (to - from < 8) {
            final long word = Octets.load(bytes, from) & -1L >>> 64 - 8 * (to - from);
            for (int i = 0; i < METHOD_WORDS.length; i++) {
                if (METHOD_WORDS[i] == word) {
                    return METHODS[i];
                }
            }
        }
        return HttpMethod.OTHER;
    }

    private boolean target() {
        final byte[] bytes = head.bytes;
        final int at = Octets.skipFrom(bytes, pos, head.filled, '!');
        pos = at;
        if (at == head.filled) {
            return true;
        }
        if (bytes[at] != ' ' || at == head.methodEnd + 1) {
            return bytes[at] == '\r' || bytes[at] == '\n'
                    ? failAt(HttpFault.VERSION, at, "a space and a version behind the target")
                    : failAt(HttpFault.TARGET, at, "a target of visible ASCII between single spaces");
        }
        head.targetEnd = at;
        pos = at + 1;
        part = Part.VERSION;
        return true;
    }

    /** The version and CRLF: true if they are there and right. */
    private boolean version() {
        final byte[] bytes = head.bytes;
        if (head.filled - pos >= 10 && bytes[pos + 8] == '\r' && bytes[pos + 9] == '\n') {
            final long word = Octets.load(bytes, pos);
            if (word == VERSION_1_1 || word == VERSION_1_0) {
                head.version = word == VERSION_1_1 ? HttpVersion.HTTP_1_1 : HttpVersion.HTTP_1_0;
                pos += 10;
                return true;
            }
        }
        return versionInPart();
    }

    /** Looks for the first wrong byte of an incomplete or wrong version; always false. */
    private boolean versionInPart() {
        final byte[] bytes = head.bytes;
        for (int i = 0; i < Math.min(10, head.filled - pos); i++) {
            final byte b = bytes[pos + i];
            final boolean right = switch (i) {
                case 7 -> b == '0' || b == '1';
                case 8 -> b == '\r';
                case 9 -> b == '\n';
                default -> b == (byte) (VERSION_1_1 >>> 8 * i);
            };
            if (!right) {
                final boolean atEnd = i == 9 || i == 8 && b == '\n';
                return failAt(atEnd ? HttpFault.LINE_END : HttpFault.VERSION, pos + i, "HTTP/1.0 or HTTP/1.1, and CRLF");
            }
        }
        return false;
    }

    @Override
    boolean judge(final int kind, final int i) {
        final int from = head.valueStart(i);
        final int to = head.valueEnd(i);
        switch (kind) {
            case HeaderKind.HOST -> {
                if (host >= 0) {
                    return failValue(HttpFault.HOST_REPEATED, from, to, "one Host");
                }
                host = i;
                // an empty one is right where the target has no authority (RFC 9110, 7.2)
                return from == to || RequestTarget.isAuthority(head.bytes, from, to)
                        || failValue(HttpFault.HOST_VALUE, from, to, "Host of a name or address, and maybe a port");
            }
            case HeaderKind.EXPECT -> expectsContinue = Octets.isWord(head.bytes, from, to, CONTINUE);
            case HeaderKind.UPGRADE -> upgradeNamed |= from < to;
            default -> { }
        }
        return true;
    }

    @Override
    boolean judgeHead() {
        final FramingHeaders framing = head.framing;
        final boolean current = head.version == HttpVersion.HTTP_1_1;
        if (current && host < 0) {
            return fail(HttpFault.HOST_MISSING, -1, "no Host", "one, in HTTP/1.1");
        }
        head.body = framing.chunked ? BodyFraming.CHUNKED : framing.contentLength > 0 ? BodyFraming.LENGTH : BodyFraming.NONE;
        if (head.method == HttpMethod.CONNECT && head.body != BodyFraming.NONE) {
            return fail(HttpFault.CONNECT_BODY, -1, "CONNECT with a body", "none");
        }
        head.upgrade = current && framing.upgrade && upgradeNamed && head.body == BodyFraming.NONE
                && head.method != HttpMethod.CONNECT;
        head.expectsContinue = current && expectsContinue;
        return judgeTarget(head.methodEnd + 1, head.targetEnd);
    }

    private boolean judgeTarget(final int from, final int to) {
        final byte[] bytes = head.bytes;
        if (Octets.contains(bytes, from, to, '#')) {
            return failValue(HttpFault.TARGET, from, to, "a target without a fragment");
        }
        if (head.method == HttpMethod.CONNECT) {
            return judgeAuthorityForm(from, to);
        }
        if (bytes[from] == '/') {
            return true;
        }
        if (bytes[from] == '*' && to - from == 1) {
            return head.method == HttpMethod.OPTIONS || failValue(HttpFault.TARGET, from, to, "'*' with OPTIONS only");
        }
        return judgeAbsoluteForm(from, to);
    }

    private boolean judgeAuthorityForm(final int from, final int to) {
        if (!RequestTarget.isAuthority(head.bytes, from, to) || !RequestTarget.hasPort(head.bytes, from, to)) {
            return failValue(HttpFault.TARGET, from, to, "host and port with CONNECT");
        }
        return judgeHost(from, to, 443) || failHostDiffers();
    }

    private boolean judgeAbsoluteForm(final int from, final int to) {
        final int schemeEnd = RequestTarget.schemeEnd(head.bytes, from, to);
        final int authority = schemeEnd + 3;
        if (schemeEnd < 0) {
            return failValue(HttpFault.TARGET, from, to, "a path, or a whole URI");
        }
        final int end = RequestTarget.authorityEnd(head.bytes, authority, to);
        if (!RequestTarget.isAuthority(head.bytes, authority, end)) {
            return failValue(HttpFault.TARGET, from, to, "a URI with a host, and no user");
        }
        return judgeHost(authority, end, RequestTarget.defaultPort(head.bytes, from, schemeEnd)) || failHostDiffers();
    }

    /** The target's authority decides (RFC 9112, 3.2.2); a Host that says otherwise is not repaired but refused. */
    private boolean judgeHost(final int from, final int to, final int defaultPort) {
        return host < 0 || RequestTarget.same(head.bytes, from, to, head.valueStart(host), head.valueEnd(host), defaultPort);
    }

    private boolean failHostDiffers() {
        return failValue(HttpFault.HOST_DIFFERS, head.valueStart(host), head.valueEnd(host), "Host as in the target");
    }
}
