package io.usher.proxy.http;

import io.netty.buffer.ByteBuf;

/** The proxy's own answers to failed requests, byte for byte HAProxy 2.6's (configuration manual, 4.2, {@code errorfile}). */
public final class ErrorAnswers {
    private ErrorAnswers() {
    }

    /**
     * The whole answer with head and body, saying {@code connection: close}. A new view on shared read-only bytes; releasing it is allowed and
     * has no effect.
     *
     * @throws IllegalArgumentException if there is no such answer
     */
    public static ByteBuf of(final int status) {
        throw new UnsupportedOperationException();
    }

    /** As {@link #of(int)}, but for the answer to a HEAD request: without the body. */
    public static ByteBuf headOnly(final int status) {
        throw new UnsupportedOperationException();
    }
}
