package io.usher.proxy.traffic;

import io.netty.util.AsciiString;
import io.usher.proxy.http.ConnectionOption;
import io.usher.proxy.http.MessageHead;

/**
 * What a head weighs in logs and byte counters. HAProxy 2.6 does not count the bytes on the wire but those of its inner form
 * (htx.h: names, values, a start line of 20 bytes and its words, one byte for the end), so that its {@code %B} and ours agree.
 */
final class Weight {

    private static final AsciiString CONNECTION = AsciiString.cached("connection");
    private static final AsciiString UPGRADE = AsciiString.cached("upgrade");
    /** 20 bytes of a start line and one of the end, less two spaces and two line ends. */
    private static final int START_LINE = 15;
    /** Colon, space and line end of a header line. */
    private static final int HEADER_LINE = 4;
    private static final int ERROR_HEADERS = 3;
    private static final int CONNECTION_LINE_CLOSE = "connection: close\r\n".length();
    private static final int CONNECTION_LINE_KEEP = "connection: keep-alive\r\n".length();

    private Weight() {
    }

    /** The head of a request or final answer that asks for, or grants, another protocol: that header stays. */
    static int ofUpgrade(final MessageHead head) {
        return of(head) + CONNECTION.length() + UPGRADE.length();
    }

    /** A head as received; its connection header is not part of HAProxy's inner form. */
    static int of(final MessageHead head) {
        int weight = head.length() + START_LINE - HEADER_LINE * head.count();
        for (int i = head.find(CONNECTION, 0); i >= 0; i = head.find(CONNECTION, i + 1)) {
            weight -= CONNECTION.length() + head.value(i).length();
        }
        return Math.max(weight, 0);
    }

    /** One of the proxy's own answers, of that many bytes with this connection header, counted in 400 and 408 only. */
    static int ofError(final int status, final int bytes, final ConnectionOption option) {
        final int connection = switch (option) {
            case CLOSE -> CONNECTION_LINE_CLOSE;
            case KEEP_ALIVE -> CONNECTION_LINE_KEEP;
            default -> 0;
        };
        final int counted = status == HttpFailures.BAD_REQUEST || status == HttpFailures.REQUEST_TIMEOUT
            ? CONNECTION.length() + "close".length() : 0;
        return bytes - connection + counted + START_LINE - HEADER_LINE * ERROR_HEADERS;
    }
}
