package io.usher.proxy.config;

import java.util.List;
import java.util.Set;

/** The {@code timeout} keywords of proxies (HAProxy configuration manual, 4.2 "timeout ..."). */
final class TimeoutKeywords {
    private TimeoutKeywords() {
    }

    static List<Keyword<ProxyDraft>> list() {
        return List.of(
            timeout(KeywordTable.ACCEPTING, "client", "Inactivity of a client.", "4.2"),
            timeout(KeywordTable.SERVING, "server", "Inactivity of a server.", "4.2"),
            timeout(KeywordTable.SERVING, "connect", "Until a connection to a server is established.", "4.2"),
            timeout(KeywordTable.SERVING, "check", "For a health check's answer once connected.", "4.2"),
            timeout(KeywordTable.SERVING, "queue", "In the queue.", "4.2"),
            timeout(KeywordTable.ANY_PROXY, "http-keep-alive", "For the first byte of a client's next request.", "4.2"),
            timeout(KeywordTable.ANY_PROXY, "http-request", "For a whole request head.", "4.2"),
            timeout(KeywordTable.SERVING, "tunnel", "Inactivity of both sides of a tunnel.", "4.2"),
            timeout(KeywordTable.ANY_PROXY, "tarpit", "How long a tarpitted request waits.", "4.2"),
            timeout(KeywordTable.ACCEPTING, "client-fin", "Inactivity of a client that has half-closed.", "4.2"),
            timeout(KeywordTable.SERVING, "server-fin", "Inactivity of a server that has half-closed.", "4.2"),
            timeout(KeywordTable.SERVING, "hold",
                "How long a seat stays on hold after its request was given up.", "Usher"));
    }

    private static Keyword<ProxyDraft> timeout(final Set<Section> sections, final String word, final String doc,
                                               final String chapter) {
        return Keyword.of(sections, "timeout " + word, "<time>", doc, chapter,
            (statement, proxy) -> proxy.timeouts.put(word, time(statement, "an integer value (in milliseconds)")));
    }

    /** Takes the only argument as a time in milliseconds. */
    static int time(final Statement statement, final String expectation) throws StatementException {
        if (statement.peek().isEmpty()) {
            throw new StatementException("'" + statement.keyword() + "' expects " + expectation);
        }
        final int value = Quantity.time(statement.take(), statement.keyword());
        statement.end();
        return value;
    }
}
