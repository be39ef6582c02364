package io.usher.proxy.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HeadParserTest {
    private static final String REQUEST = "PATCH /a?b HTTP/1.1\r\nHost: a\r\n"
            + "X-Thing:  one \r\nx-thing: two\r\nContent-Length: 5\r\n\r\n";
    private static final AsciiString THING = AsciiString.cached("X-Thing");

    private final RequestParser parser = new RequestParser(HttpLimits.DEFAULT);

    private static ByteBuf bytes(final String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    @Test
    void tellsWhatARequestHeadSays() {
        assertEquals(ParseResult.DONE, parser.parse(bytes(REQUEST)));
        final RequestHead head = parser.head();
        assertEquals(HttpMethod.PATCH, head.method());
        assertEquals("PATCH", head.methodName());
        assertEquals("/a?b", head.target());
        assertEquals("PATCH /a?b HTTP/1.1", head.requestLine());
        assertEquals(HttpVersion.HTTP_1_1, head.version());
        assertEquals(BodyFraming.LENGTH, head.body());
        assertEquals(5, head.contentLength());
        assertEquals(REQUEST.length(), head.length());
        assertTrue(head.keepAlive());
        assertFalse(head.upgrade());
        assertNull(parser.error());
    }

    @Test
    void findsHeaderLinesByNameInAnyCase() {
        parser.parse(bytes(REQUEST));
        final RequestHead head = parser.head();
        assertEquals(4, head.count());
        assertEquals(1, head.find(THING, 0));
        assertEquals("one", head.value(1));
        assertEquals("x-thing", head.name(1));
        assertEquals(2, head.find(THING, 2));
        assertEquals(-1, head.find(THING, 3));
        assertTrue(head.nameMatches(0, AsciiString.cached("hOST")));
        assertFalse(head.nameMatches(0, AsciiString.cached("hos")));
        assertFalse(head.nameMatches(0, AsciiString.cached("hoss")));
    }

    @Test
    void knowsEveryMethodByName() {
        for (final HttpMethod method : HttpMethod.values()) {
            final String target = method == HttpMethod.CONNECT ? "a:1" : "/";
            parser.reset();
            assertEquals(ParseResult.DONE, parser.parse(bytes(method + " " + target + " HTTP/1.0\r\n\r\n")));
            assertEquals(method, parser.head().method());
        }
        for (final String other : new String[] {"get", "GETS", "GE", "OPTIONSS", "X"}) {
            parser.reset();
            assertEquals(ParseResult.DONE, parser.parse(bytes(other + " / HTTP/1.0\r\n\r\n")));
            assertEquals(HttpMethod.OTHER, parser.head().method(), other);
        }
    }

    @Test
    void looksAtNoByteTwice() {
        final ByteBuf in = Unpooled.buffer();
        for (int i = 0; i < REQUEST.length(); i++) {
            in.writeByte(REQUEST.charAt(i));
            assertEquals(i + 1 < REQUEST.length() ? ParseResult.NEED_MORE : ParseResult.DONE, parser.parse(in), "byte " + i);
            in.setByte(i, 0xff);
        }
        assertEquals("two", parser.head().value(2));
    }

    @Test
    void staysWithItsPartOfALargerBuffer() {
        final ByteBuf around = bytes("xxxx" + REQUEST + "yyyy");
        final ByteBuf in = around.slice(4, REQUEST.length());
        assertEquals(ParseResult.DONE, parser.parse(in));
        assertEquals(REQUEST.length(), in.readerIndex());
        parser.reset();
        assertEquals(ParseResult.NEED_MORE, parser.parse(around.slice(4, REQUEST.length() - 1)));
    }

    @Test
    void survivesItsInputBuffer() {
        final ByteBuf in = bytes(REQUEST);
        parser.parse(in);
        in.setZero(0, in.capacity());
        in.release();
        assertEquals("/a?b", parser.head().target());
    }

    @Test
    void takesPipelinedRequestsOneByOne() {
        final ByteBuf in = bytes("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /3");
        parser.parse(in);
        assertEquals("/1", parser.head().target());
        parser.reset();
        assertEquals(ParseResult.DONE, parser.parse(in));
        assertEquals("/2", parser.head().target());
        assertEquals(1, parser.head().count());
        parser.reset();
        assertEquals(ParseResult.NEED_MORE, parser.parse(in));
        assertEquals("GET /3", parser.requestLineSoFar());
    }

    @Test
    void wantsToBeResetAfterEachHead() {
        parser.parse(bytes(REQUEST));
        assertThrows(IllegalStateException.class, () -> parser.parse(bytes(REQUEST)));
    }

    @Test
    void staysBadUntilReset() {
        final ByteBuf in = bytes("GET / HTTP/3.0\r\n");
        assertEquals(ParseResult.BAD, parser.parse(in));
        assertEquals(0, in.readerIndex());
        in.writeBytes(bytes("\r\n"));
        assertEquals(ParseResult.BAD, parser.parse(in));
        parser.reset();
        assertNull(parser.error());
        assertEquals(ParseResult.DONE, parser.parse(bytes(REQUEST)));
    }

    @Test
    void countsEmptyLinesBeforeARequestAsNothing() {
        assertFalse(parser.started());
        final ByteBuf in = bytes("\r\n\r\n");
        assertEquals(ParseResult.NEED_MORE, parser.parse(in));
        assertFalse(parser.started());
        in.writeBytes(bytes("G"));
        parser.parse(in);
        assertTrue(parser.started());
        assertEquals("G", parser.requestLineSoFar());
        parser.reset();
        assertFalse(parser.started());
    }

    @Test
    void saysWhatWasWrongWhereAndWhatWasExpected() {
        parser.parse(bytes("\r\nGET / HTTP/1.1\r\nHost: a\r\nX: \u00e4\r\n\r\n"));
        final HttpError error = parser.error();
        assertEquals(400, error.status());
        assertEquals(HttpFault.HEADER_VALUE, error.fault());
        assertEquals(28, error.offset());
        assertEquals("header-value: byte 0xE4 at 28 (expected: visible ASCII, space or tab in a header value)", error.text());
    }

    @Test
    void quotesAValueThatItRefuses() {
        parser.parse(bytes("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0" + "1".repeat(80) + "\r\n\r\n"));
        assertEquals("content-length: '0" + "1".repeat(63) + "...' at 41 (expected: Content-Length of plain digits below 2^63)",
                parser.error().text());
    }

    @Test
    void keepsToItsLimits() {
        final RequestParser small = new RequestParser(new HttpLimits(40, 1, 10, 10));
        assertEquals(ParseResult.DONE, small.parse(bytes("GET / HTTP/1.1\r\nHost: abcdefghijk\r\n\r\n ")));
        small.reset();
        assertEquals(ParseResult.BAD, small.parse(bytes("GET / HTTP/1.1\r\nHost: a\r\nX:\r\n\r\n")));
        assertEquals("too-many-headers: one header line more than 1 at 25 (expected: no more)", small.error().text());
        small.reset();
        assertEquals(ParseResult.BAD, small.parse(bytes("GET /" + "a".repeat(40))));
        assertEquals("head-too-large: head of more than 40 bytes (expected: at most 40)", small.error().text());
        assertThrows(IllegalArgumentException.class, () -> new HttpLimits(0, 1, 1, 1));
    }

    @Test
    void tellsWhatAResponseHeadSays() {
        final ResponseParser responses = new ResponseParser(HttpLimits.DEFAULT);
        final ByteBuf in = bytes("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
                + "HTTP/1.0 404 Not  Here\r\nContent-Length: 3\r\n\r\nabc");
        assertFalse(responses.started());
        assertEquals(ParseResult.DONE, responses.parse(in, HttpMethod.GET, false));
        assertTrue(responses.head().interim());
        responses.reset();
        assertEquals(ParseResult.DONE, responses.parse(in, HttpMethod.GET, false));
        assertTrue(responses.started());
        assertFalse(responses.head().interim());
        assertEquals(404, responses.head().status());
        assertEquals("Not  Here", responses.head().reason());
        assertEquals(HttpVersion.HTTP_1_0, responses.head().version());
        assertFalse(responses.head().keepAlive());
        assertEquals(3, in.readableBytes());
    }

    @Test
    void blamesTheServerForItsResponse() {
        final ResponseParser responses = new ResponseParser(HttpLimits.DEFAULT);
        assertEquals(ParseResult.BAD, responses.parse(bytes("HTTP/1.1 099 X\r\n\r\n"), HttpMethod.GET, false));
        assertEquals(502, responses.error().status());
        assertEquals("status: byte 0x30 at 9 (expected: a status of three digits between spaces, 100 to 999)",
                responses.error().text());
    }
}
