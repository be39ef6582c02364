package io.usher.proxy.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HeadEditsTest {
    private static final AsciiString FORWARDED_FOR = AsciiString.cached("X-Forwarded-For");
    private final HeadEdits edits = new HeadEdits();

    private String forward(final String message) {
        final ByteBuf in = Unpooled.copiedBuffer(message, StandardCharsets.ISO_8859_1);
        final ByteBuf out = Unpooled.buffer(1);
        if (message.startsWith("HTTP")) {
            final ResponseParser parser = new ResponseParser(HttpLimits.DEFAULT);
            assertEquals(ParseResult.DONE, parser.parse(in, HttpMethod.GET, true));
            parser.head().writeTo(out, edits);
        } else {
            final RequestParser parser = new RequestParser(HttpLimits.DEFAULT);
            assertEquals(ParseResult.DONE, parser.parse(in));
            parser.head().writeTo(out, edits);
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void addsBehindTheOthersAndConnectionLastAsHaproxyDoes() {
        edits.add(FORWARDED_FOR, "127.0.0.1").connection(ConnectionOption.KEEP_ALIVE);
        assertEquals("GET / HTTP/1.0\r\nx: y\r\nx-forwarded-for: 127.0.0.1\r\nconnection: keep-alive\r\n\r\n",
                forward("GET / HTTP/1.0\r\nX: y\r\n\r\n"));
    }

    @Test
    void keepsAHeaderOfTheSameNameAsAnAddedOne() {
        edits.add(FORWARDED_FOR, new AsciiString("127.0.0.1"));
        assertEquals("GET / HTTP/1.1\r\nhost: a\r\nx-forwarded-for: 1.2.3.4\r\nz: y\r\nx-forwarded-for: 127.0.0.1\r\n\r\n",
                forward("GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 1.2.3.4\r\nZ: y\r\n\r\n"));
    }

    @Test
    void dropsEveryHeaderOfANameWhateverItsCase() {
        edits.drop(FORWARDED_FOR).drop(AsciiString.cached("z"));
        assertEquals("GET / HTTP/1.1\r\nhost: a\r\nb: 1\r\nc: 3\r\nd: 4\r\n\r\n",
                forward("GET / HTTP/1.1\r\nx-forwarded-FOR: 1\r\nHost: a\r\nZ: 2\r\nB: 1\r\nC:3 \r\n"
                        + "X-Forwarded-For: 2\r\nD: 4\r\nz: 5\r\n\r\n"));
    }

    @Test
    void dropsManyNames() {
        for (char c = 'b'; c < 'i'; c++) {
            edits.drop(new AsciiString(String.valueOf(c)));
        }
        assertEquals("GET / HTTP/1.0\r\na: 1\r\ni: 9\r\n\r\n",
                forward("GET / HTTP/1.0\r\na: 1\r\nb: 2\r\nc: 3\r\nd: 4\r\ne: 5\r\nf: 6\r\ng: 7\r\nh: 8\r\ni: 9\r\n\r\n"));
    }

    @Test
    void addsManyHeaders() {
        final StringBuilder expected = new StringBuilder("GET / HTTP/1.0\r\n");
        for (int i = 0; i < 9; i++) {
            edits.add(new AsciiString("N" + i), "v" + i);
            expected.append("n").append(i).append(": v").append(i).append("\r\n");
        }
        assertEquals(expected + "\r\n", forward("GET / HTTP/1.0\r\n\r\n"));
    }

    @Test
    void saysCloseToTheClient() {
        edits.connection(ConnectionOption.CLOSE);
        assertEquals("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n",
                forward("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\n"));
    }

    @Test
    void writesConnectionUpgradeOnceThoughTwoHeadersNameIt() {
        edits.connection(ConnectionOption.UPGRADE);
        assertEquals("GET / HTTP/1.1\r\nconnection: Upgrade\r\nhost: a\r\nupgrade: x\r\n\r\n",
                forward("GET / HTTP/1.1\r\nConnection: upgrade\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"));
    }

    @Test
    void isAsNewWhenCleared() {
        edits.add(FORWARDED_FOR, "1").drop(AsciiString.cached("x")).connection(ConnectionOption.CLOSE).clear();
        assertEquals("GET / HTTP/1.0\r\nx: y\r\n\r\n", forward("GET / HTTP/1.0\r\nx: y\r\n\r\n"));
        assertEquals(ConnectionOption.NONE, edits.connection());
    }

    @Test
    void carriesItsAdditionsAsText() {
        edits.add(FORWARDED_FOR, "10.1.2.3").add(AsciiString.cached("X-Empty"), "");
        final String lines = edits.additions();
        assertEquals("x-forwarded-for: 10.1.2.3\nx-empty: \n", lines);
        edits.clear().additions(lines);
        assertEquals("GET / HTTP/1.0\r\nx-forwarded-for: 10.1.2.3\r\nx-empty: \r\n\r\n", forward("GET / HTTP/1.0\r\n\r\n"));
        assertEquals("", edits.clear().additions("").additions());
        assertEquals("header line 'nonsense' (expected: NAME: VALUE)",
                assertThrows(IllegalArgumentException.class, () -> edits.additions("nonsense")).getMessage());
    }

    @Test
    void refusesToAddWhatWouldBreakTheHead() {
        assertEquals("value of header 'x' has character 13 at 1 (expected: visible ASCII, space or tab)",
                assertThrows(IllegalArgumentException.class, () -> edits.add(AsciiString.cached("x"), "a\r\nb: c")).getMessage());
        assertThrows(IllegalArgumentException.class, () -> edits.add(AsciiString.cached("x"), "\u00e4"));
        assertEquals("header name 'x y' (expected: a token)",
                assertThrows(IllegalArgumentException.class, () -> edits.add(AsciiString.cached("x y"), "a")).getMessage());
        assertThrows(IllegalArgumentException.class, () -> edits.add(AsciiString.EMPTY_STRING, "a"));
    }
}
