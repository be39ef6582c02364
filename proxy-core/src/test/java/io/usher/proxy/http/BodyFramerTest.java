package io.usher.proxy.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BodyFramerTest {
    private final BodyFramer framer = new BodyFramer(HttpLimits.DEFAULT, 502);

    private static ByteBuf bytes(final String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    @Test
    void countsOnlyTheBodysBytesAndMovesNothing() {
        final ByteBuf in = bytes("abcdefGET").readerIndex(1);
        framer.start(BodyFraming.LENGTH, 5);
        assertEquals(5, framer.scan(in));
        assertEquals(1, in.readerIndex());
        assertTrue(framer.complete());
        assertTrue(framer.closed());
    }

    @Test
    void knowsABodyThatIsCutShort() {
        framer.start(BodyFraming.LENGTH, 5);
        assertEquals(3, framer.scan(bytes("abc")));
        assertFalse(framer.complete());
        assertFalse(framer.closed());
    }

    @Test
    void countsBeyondFourGigabytes() {
        framer.start(BodyFraming.LENGTH, Long.MAX_VALUE);
        assertEquals(3, framer.scan(bytes("abc")));
        assertFalse(framer.complete());
    }

    @Test
    void isCompleteAtOnceWithoutABody() {
        framer.start(BodyFraming.NONE, 7);
        assertTrue(framer.complete());
        assertEquals(0, framer.scan(bytes("GET")));
        framer.start(BodyFraming.LENGTH, 0);
        assertTrue(framer.complete());
    }

    @Test
    void endsByCloseWhereThatIsTheFraming() {
        for (final BodyFraming framing : new BodyFraming[] {BodyFraming.UNTIL_CLOSE, BodyFraming.TUNNEL}) {
            framer.start(framing, -1);
            assertEquals(3, framer.scan(bytes("abc")));
            assertFalse(framer.complete());
            assertTrue(framer.closed());
        }
    }

    @Test
    void takesContentOutOfChunks() {
        final ByteBuf in = bytes("3;x=y\r\nabc\r\nB\r\ndefghijklmn\r\n0\r\nT: v\r\n\r\nGET");
        final ByteBuf out = Unpooled.buffer();
        framer.start(BodyFraming.CHUNKED, -1);
        framer.decode(in, out);
        assertEquals("abcdefghijklmn", out.toString(StandardCharsets.ISO_8859_1));
        assertEquals("GET", in.toString(StandardCharsets.ISO_8859_1));
        assertTrue(framer.complete());
    }

    @Test
    void takesContentThatIsInNoChunksAsItIs() {
        final ByteBuf in = bytes("abcGET");
        final ByteBuf out = Unpooled.buffer();
        framer.start(BodyFraming.LENGTH, 3);
        framer.decode(in, out);
        assertEquals("abc", out.toString(StandardCharsets.ISO_8859_1));
        assertEquals(3, in.readableBytes());
    }

    @Test
    void countsWhatComesBeforeAFault() {
        framer.start(BodyFraming.CHUNKED, -1);
        assertEquals(8, framer.scan(bytes("3\r\nabc\r\n")));
        assertEquals(2, framer.scan(bytes("5\rx")));
        assertTrue(framer.bad());
        assertEquals(0, framer.scan(bytes("\n")));
        assertFalse(framer.closed());
        assertEquals(new HttpError(502, HttpFault.LINE_END, 10,
                "line-end: byte 0x78 at 10 of the body (expected: LF behind CR)"), framer.error());
        framer.start(BodyFraming.CHUNKED, -1);
        assertNull(framer.error());
    }

    @Test
    void namesATrailerThatItRefuses() {
        framer.start(BodyFraming.CHUNKED, -1);
        framer.scan(bytes("0\r\nHOST: x\r\n\r\n"));
        assertEquals("trailer: trailer 'host' at 7 of the body "
                + "(expected: a trailer line of a name that may be one, a colon and visible ASCII)",
                framer.error().text());
    }

    @Test
    void takesTheLargestChunkSizeOnly() {
        framer.start(BodyFraming.CHUNKED, -1);
        assertEquals(11, framer.scan(bytes("7fffFFFF\r\nx")));
        assertFalse(framer.bad());
        framer.start(BodyFraming.CHUNKED, -1);
        framer.scan(bytes("80000000\r\nx"));
        assertEquals(HttpFault.CHUNK_SIZE, framer.error().fault());
    }

    @Test
    void keepsToItsLimits() {
        final BodyFramer small = new BodyFramer(new HttpLimits(1, 1, 5, 8), 400);
        small.start(BodyFraming.CHUNKED, -1);
        small.scan(bytes("1;abc\r\nx\r\n00000\r\nab: cd\r\n\r\n"));
        assertTrue(small.complete(), () -> small.error().text());
        small.start(BodyFraming.CHUNKED, -1);
        small.scan(bytes("1;abcd\r\n"));
        assertEquals(HttpFault.CHUNK_EXTENSION, small.error().fault());
        small.start(BodyFraming.CHUNKED, -1);
        small.scan(bytes("0\r\nab: cdefgh\r\n\r\n"));
        assertEquals(HttpFault.TRAILERS_TOO_LARGE, small.error().fault());
        assertEquals(400, small.error().status());
    }

    @Test
    void refusesANegativeLength() {
        assertThrows(IllegalArgumentException.class, () -> framer.start(BodyFraming.LENGTH, -1));
    }
}
