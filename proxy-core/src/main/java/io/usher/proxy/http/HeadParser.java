package io.usher.proxy.http;

import io.netty.buffer.ByteBuf;

/**
 * What both head parsers have in common: the header lines (RFC 9112, 5), the limits, and going on where the bytes ended last
 * time. The subclass reads the start line and judges the finished head.
 *
 * @param <H> the head that it fills
 */
abstract sealed class HeadParser<H extends MessageHead> permits RequestParser, ResponseParser {
    /** The head being filled. */
    final H head;
    /** The next byte to look at. */
    int pos;

    private final HttpLimits limits;
    private final int badStatus;
    private State state = State.START_LINE;
    private HttpError error;
    private int nameStart;
    private int nameEnd;
    private int valueStart;
    private int lineEnd;

    private enum State { START_LINE, LINE, NAME, VALUE_SPACE, VALUE, LINE_FEED, LAST_LINE_FEED, DONE, BAD }

    HeadParser(final H head, final HttpLimits limits, final int badStatus) {
        this.head = head;
        this.limits = limits;
        this.badStatus = badStatus;
    }

    /** The head, after DONE and until {@link #reset()}; always the same object. */
    public H head() {
        return head;
    }

    /** Why it was BAD; null if it was not. */
    public HttpError error() {
        return error;
    }

    /** Makes ready for the next head; the old one's contents are gone. */
    public void reset() {
        head.clear();
        pos = 0;
        state = State.START_LINE;
        error = null;
    }

    /** Reads on in the start line; false if more bytes are needed or it has failed. True when {@link #pos} is behind its CRLF. */
    abstract boolean startLine();

    /** Judges a header line that framing does not know; false if it has failed. */
    abstract boolean judge(int kind, int i);

    /** Judges the whole head and settles its body; false if it has failed. */
    abstract boolean judgeHead();

    /** Reads on, with what has come. */
    final ParseResult run(final ByteBuf in) {
        if (state == State.DONE) {
            throw new IllegalStateException("the head is complete (expected: reset() before the next one)");
        }
        while (true) {
            if (advance()) {
                in.skipBytes(pos);
                return ParseResult.DONE;
            }
            if (error != null) {
                state = State.BAD;
                return ParseResult.BAD;
            }
            if (!head.fill(in, limits.headBytes())) {
                if (head.filled < limits.headBytes()) {
                    return ParseResult.NEED_MORE;
                }
                fail(HttpFault.HEAD_TOO_LARGE, -1, "head of more than " + head.filled + " bytes",
                        "at most " + limits.headBytes());
            }
        }
    }

    /** Reads what has been taken over; true when the head is complete. */
    private boolean advance() {
        if (error != null || pos == head.filled) {
            return false;
        }
        if (state == State.START_LINE) {
            if (!startLine()) {
                return false;
            }
            head.headersStart = pos;
            state = State.LINE;
        }
        while (pos < head.filled) {
            final boolean on = switch (state) {
                case LINE -> line();
                case NAME -> name();
                case VALUE_SPACE -> valueSpace();
                case VALUE -> value();
                case LINE_FEED -> lineFeed();
                case LAST_LINE_FEED -> lastLineFeed();
                case START_LINE, DONE, BAD -> throw new IllegalStateException("state " + state + " among header lines");
            };
            if (!on) {
                return state == State.DONE;
            }
        }
        return false;
    }

    private boolean line() {
        final byte first = head.bytes[pos];
        if (first == '\r') {
            head.headersEnd = pos++;
            state = State.LAST_LINE_FEED;
            return true;
        }
        if (first == ' ' || first == '\t') {
            return failAt(HttpFault.OBS_FOLD, pos, "no white space at the start of a header line");
        }
        nameStart = pos;
        state = State.NAME;
        return true;
    }

    private boolean name() {
        final byte[] bytes = head.bytes;
        final byte[] token = Octets.TOKEN;
        final int end = head.filled;
        int at = pos;
        while (at < end) {
            final byte lower = token[bytes[at] & 0xff];
            if (lower == 0) {
                break;
            }
            bytes[at++] = lower;
        }
        pos = at;
        if (at == end) {
            return true;
        }
        if (bytes[at] != ':' || at == nameStart) {
            final HttpFault fault = bytes[at] == '\n' && at == nameStart ? HttpFault.LINE_END : HttpFault.HEADER_NAME;
            return failAt(fault, at, "a header name, and a colon right behind it");
        }
        nameEnd = at;
        pos = at + 1;
        state = State.VALUE_SPACE;
        return true;
    }

    private boolean valueSpace() {
        final byte[] bytes = head.bytes;
        int at = pos;
        while (at < head.filled && (bytes[at] == ' ' || bytes[at] == '\t')) {
            at++;
        }
        pos = at;
        if (at < head.filled) {
            valueStart = at;
            state = State.VALUE;
        }
        return true;
    }

    private boolean value() {
        final byte[] bytes = head.bytes;
        final int end = head.filled;
        int at = Octets.skipFrom(bytes, pos, end, ' ');
        while (at < end && bytes[at] == '\t') {
            at = Octets.skipFrom(bytes, at + 1, end, ' ');
        }
        pos = at;
        if (at == end) {
            return true;
        }
        if (bytes[at] != '\r') {
            return bytes[at] == '\n' ? failAt(HttpFault.LINE_END, at, "CR before it")
                    : failAt(HttpFault.HEADER_VALUE, at, "visible ASCII, space or tab in a header value");
        }
        lineEnd = at;
        pos = at + 1;
        state = State.LINE_FEED;
        return true;
    }

    private boolean lineFeed() {
        if (head.bytes[pos] != '\n') {
            return failAt(HttpFault.LINE_END, pos, "LF behind CR");
        }
        pos++;
        state = State.LINE;
        return header();
    }

    private boolean lastLineFeed() {
        if (head.bytes[pos] != '\n') {
            return failAt(HttpFault.LINE_END, pos, "LF behind CR");
        }
        pos++;
        if (judgeFraming() && judgeHead()) {
            state = State.DONE;
        }
        return false;
    }

    private boolean header() {
        final byte[] bytes = head.bytes;
        int valueEnd = lineEnd;
        while (valueEnd > valueStart && (bytes[valueEnd - 1] == ' ' || bytes[valueEnd - 1] == '\t')) {
            valueEnd--;
        }
        if (head.count() == limits.headers()) {
            return fail(HttpFault.TOO_MANY_HEADERS, nameStart, "one header line more than " + limits.headers(), "no more");
        }
        final int kind = head.enter(nameStart, nameEnd, valueStart, valueEnd, lineEnd);
        return switch (kind) {
            case HeaderKind.OTHER -> true;
            case HeaderKind.CONTENT_LENGTH -> contentLength(valueEnd);
            case HeaderKind.TRANSFER_ENCODING -> transferEncoding(valueEnd);
            case HeaderKind.CONNECTION -> head.framing.takeConnection(bytes, valueStart, valueEnd)
                    || failValue(HttpFault.HEADER_VALUE, valueStart, valueEnd, "a list of few tokens in Connection");
            default -> judge(kind, head.count() - 1);
        };
    }

    private boolean contentLength(final int valueEnd) {
        if (head.framing.contentLength >= 0) {
            return failValue(HttpFault.CONTENT_LENGTH_REPEATED, valueStart, valueEnd, "one Content-Length");
        }
        return head.framing.takeContentLength(head.bytes, valueStart, valueEnd)
                || failValue(HttpFault.CONTENT_LENGTH, valueStart, valueEnd, "Content-Length of plain digits below 2^63");
    }

    private boolean transferEncoding(final int valueEnd) {
        if (head.framing.chunked || !Octets.isWord(head.bytes, valueStart, valueEnd, FramingHeaders.CHUNKED)) {
            return failValue(HttpFault.TRANSFER_ENCODING, valueStart, valueEnd, "Transfer-Encoding once, and just 'chunked'");
        }
        head.framing.chunked = true;
        return true;
    }

    private boolean judgeFraming() {
        final FramingHeaders framing = head.framing;
        if (framing.chunked && framing.contentLength >= 0) {
            return fail(HttpFault.LENGTH_AND_ENCODING, -1, "Content-Length with Transfer-Encoding", "one of both");
        }
        if (framing.chunked && head.version == HttpVersion.HTTP_1_0) {
            return fail(HttpFault.TRANSFER_ENCODING, -1, "Transfer-Encoding in HTTP/1.0", "none");
        }
        if (framing.namesHeaders) {
            markNamedHeaders();
        }
        return true;
    }

    private void markNamedHeaders() {
        for (int i = 0; i < head.count(); i++) {
            if (head.kind(i) == HeaderKind.CONNECTION) {
                int at = head.valueStart(i);
                while (at < head.valueEnd(i)) {
                    final int end = FramingHeaders.elementEnd(head.bytes, at, head.valueEnd(i));
                    if (end > at) {
                        head.nameAsConnectionOption(at, end);
                    }
                    at = end + 1;
                }
            }
        }
    }

    /** Refuses the byte at this place. */
    final boolean failAt(final HttpFault fault, final int at, final String expected) {
        return fail(fault, at, String.format("byte 0x%02X", head.bytes[at]), expected);
    }

    /** Refuses the value at this place. */
    final boolean failValue(final HttpFault fault, final int from, final int to, final String expected) {
        return fail(fault, from, Octets.quoted(head.bytes, from, to), expected);
    }

    /** Refuses the head; {@code at} is a place in the bytes taken over, or -1. Always false. */
    final boolean fail(final HttpFault fault, final int at, final String found, final String expected) {
        final int offset = at < 0 ? -1 : at - head.start;
        error = new HttpError(badStatus, fault, offset,
                fault.code() + ": " + found + (at < 0 ? "" : " at " + offset) + " (expected: " + expected + ")");
        return false;
    }
}
