package io.usher.proxy.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Messages as text files under {@code src/test/resources/http/{request,response}/{rejected,accepted}/*.txt}: a new case needs no
 * Java.
 *
 * <pre>
 * # Any number of comments: what this is, and why.
 * fault: host-repeated
 * ---
 * GET / HTTP/1.1\r\n
 * Host: a\r\n
 * Host: a\r\n
 * \r\n
 * </pre>
 *
 * Above the dashes stand expectations, a key and a value each; behind them the message. The file's own line ends do not count:
 * each byte of a line end is written as an escape. Escapes are {@code \r \n \t \\ \xNN}. A line {@code @repeat N TEXT} stands for
 * N times TEXT.
 *
 * <p>Keys for rejected messages: {@code fault}, the code out of {@link HttpFault}, or {@code incomplete} for one that is cut
 * short where the sender closes. Keys for accepted ones: {@code body} (a name of {@link BodyFraming}), {@code content} (without
 * chunk lines; default empty), {@code rest} (bytes behind the message; default empty), {@code keep-alive} (default true),
 * {@code forwarded} (the head on its way out; not compared where it is missing), {@code tunnel} (whether a request may become
 * one, default false), {@code continue} (whether it expects 100, default false). Keys for both kinds of responses: {@code method}
 * of the request (default GET) and {@code upgrade-asked} (default false).
 */
class WireCasesTest {
    private static final Set<String> KEYS =
            Set.of("fault", "body", "content", "rest", "keep-alive", "forwarded",
                    "tunnel", "continue", "method", "upgrade-asked");

    static List<WireCase> rejectedRequests() {
        return WireCase.in("request/rejected");
    }

    static List<WireCase> acceptedRequests() {
        return WireCase.in("request/accepted");
    }

    static List<WireCase> rejectedResponses() {
        return WireCase.in("response/rejected");
    }

    static List<WireCase> acceptedResponses() {
        return WireCase.in("response/accepted");
    }

    @ParameterizedTest
    @MethodSource("rejectedRequests")
    void refusesMalformedRequest(final WireCase wire) {
        refuses(wire);
    }

    @ParameterizedTest
    @MethodSource("rejectedResponses")
    void refusesMalformedResponse(final WireCase wire) {
        refuses(wire);
    }

    @ParameterizedTest
    @MethodSource("acceptedRequests")
    void acceptsWellFormedRequest(final WireCase wire) {
        accepts(wire);
    }

    @ParameterizedTest
    @MethodSource("acceptedResponses")
    void acceptsWellFormedResponse(final WireCase wire) {
        accepts(wire);
    }

    private static void refuses(final WireCase wire) {
        final Reading reading = Reading.Reader.of(wire).read(wire.bytes());
        assertFalse(wire.fact("fault", "").isEmpty(), "a rejected case says its fault");
        assertEquals(wire.fact("fault", ""), reading.fault(), () -> "error " + reading.error());
        assertFalse(reading.endsByClose(), "a refused message is not ended by close");
        readsTheSameHoweverCut(wire, reading);
    }

    private static void accepts(final WireCase wire) {
        final Reading.Reader reader = Reading.Reader.of(wire);
        final Reading reading = reader.read(wire.bytes());
        assertEquals("", reading.fault(), reading::error);
        for (final String key : wire.facts().keySet()) {
            assertEquals(true, KEYS.contains(key), () -> "key '" + key + "' (expected: one of " + KEYS + ")");
        }
        assertEquals(wire.fact("content", ""), reading.content());
        final byte[] rest = WireCase.unescape(wire.fact("rest", ""));
        assertEquals(wire.bytes().length - rest.length, reading.used(), "bytes used");
        assertEquals(wire.fact("forwarded", reading.forwarded()), reading.forwarded());
        assertEquals(wire.fact("body", "NONE"), reading.head().replaceFirst(".* HTTP/1\\.[01] (\\w+) .*", "$1"));
        assertEquals(wire.fact("keep-alive", "true"), reading.head().replaceFirst(".* (true|false) \\d+$", "$1"));
        assertEquals(wire.fact("tunnel", "false"), String.valueOf(reading.head().contains(" may tunnel")));
        assertEquals(wire.fact("continue", "false"), String.valueOf(reading.head().contains(" expects continue")));
        readsTheSameHoweverCut(wire, reading);
    }

    private static void readsTheSameHoweverCut(final WireCase wire, final Reading whole) {
        final Reading.Reader reader = Reading.Reader.of(wire);
        final int length = wire.bytes().length;
        for (int cut = 1; cut < length; cut += length > 2000 ? 97 : 1) {
            assertEquals(whole, reader.read(wire.bytes(), cut), "cut at " + cut);
        }
        assertEquals(whole, reader.read(wire.bytes(), Reading.everyByte(wire.bytes())), "byte by byte");
    }
}
