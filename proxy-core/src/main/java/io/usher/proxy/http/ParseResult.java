package io.usher.proxy.http;

/** What one call of a head parser came to. */
public enum ParseResult {
    /** The head is not complete; call again with the same bytes and more behind them. */
    NEED_MORE,
    /** The head is complete and the reader index is behind it. */
    DONE,
    /** The message is refused; the parser's {@code error()} says why, and nothing behind it can be trusted to be a message. */
    BAD
}
