package io.usher.proxy.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts and lengths were read off HAProxy 2.6.12. */
class ErrorAnswersTest {
    private static String text(final ByteBuf buffer) {
        try {
            return buffer.toString(StandardCharsets.US_ASCII);
        } finally {
            buffer.release();
        }
    }

    @Test
    void answersAnUnreadableRequestAsHaproxyDoes() {
        assertEquals("HTTP/1.1 400 Bad request\r\nContent-length: 90\r\nCache-Control: no-cache\r\nConnection: close\r\n"
                + "Content-Type: text/html\r\n\r\n"
                + "<html><body><h1>400 Bad request</h1>\nYour browser sent an invalid request.\n</body></html>\n",
                text(ErrorAnswers.of(400)));
        assertEquals("HTTP/1.1 408 Request Time-out\r\nContent-length: 110\r\nCache-Control: no-cache\r\nConnection: close\r\n"
                + "Content-Type: text/html\r\n\r\n<html><body><h1>408 Request Time-out</h1>\n"
                + "Your browser didn't send a complete request in time.\n</body></html>\n", text(ErrorAnswers.of(408)));
    }

    @Test
    void answersAReadRequestAsHaproxyDoes() {
        final String body = "<html><body><h1>503 Service Unavailable</h1>\n"
                + "No server is available to handle this request.\n</body></html>\n";
        final String head = "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 107\r\n"
                + "cache-control: no-cache\r\ncontent-type: text/html\r\n";
        assertEquals(head + "connection: close\r\n\r\n" + body, text(ErrorAnswers.of(503)));
        assertEquals(head + "\r\n" + body, text(ErrorAnswers.of(503, ConnectionOption.NONE)));
        assertEquals(head + "connection: keep-alive\r\n\r\n" + body, text(ErrorAnswers.of(503, ConnectionOption.KEEP_ALIVE)));
        assertEquals(head + "connection: close\r\n\r\n", text(ErrorAnswers.headOnly(503)));
        assertEquals(head + "\r\n", text(ErrorAnswers.headOnly(503, ConnectionOption.NONE)));
    }

    @ParameterizedTest
    @CsvSource({"200,58,OK", "400,90,Bad request", "401,112,Unauthorized", "403,93,Forbidden", "404,83,Not Found",
        "405,146,Method Not Allowed",
        "407,112,Unauthorized", "408,110,Request Time-out", "410,114,Gone", "413,106,Payload Too Large",
        "421,104,Misdirected Request",
        "422,116,Unprocessable Content", "425,80,Too Early", "429,117,Too Many Requests", "500,97,Internal Server Error",
        "501,136,Not Implemented", "502,107,Bad Gateway", "503,107,Service Unavailable", "504,92,Gateway Time-out"})
    void saysTheReasonAndLengthThatHaproxySays(final int status, final int length, final String reason) {
        final String answer = text(ErrorAnswers.of(status, ConnectionOption.NONE));
        assertTrue(answer.startsWith("HTTP/1.1 " + status + " " + reason + "\r\ncontent-length: " + length + "\r\n"), answer);
        assertEquals(length, answer.length() - answer.indexOf("\r\n\r\n") - 4);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 408, 413, 429, 500, 502, 503, 504})
    void canBeReadByTheOwnParser(final int status) {
        final ResponseParser parser = new ResponseParser(HttpLimits.DEFAULT);
        final ByteBuf in = Unpooled.buffer().writeBytes(ErrorAnswers.of(status));
        assertEquals(ParseResult.DONE, parser.parse(in, HttpMethod.GET, false));
        assertEquals(status, parser.head().status());
        assertEquals(parser.head().contentLength(), in.readableBytes());
    }

    @Test
    void refusesAStatusWithoutAnAnswer() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> ErrorAnswers.of(418)).getMessage()
                .startsWith("error answer 418 (expected: one of [200, 400, 401,"));
    }
}
