package io.usher.proxy.traffic;

import io.netty.buffer.ByteBuf;
import io.usher.proxy.http.HttpError;
import io.usher.proxy.http.ResponseHead;

/** An answer that nobody waits for any more: read only to see where it ends, so that its seat can come free. */
interface DiscardedAnswer extends AnswerSink {

    /** Half-closes toward the server: the end of its answer cannot be seen, so its FIN is waited for. */
    void sendFin();

    @Override
    default void interim(final ResponseHead head) {
        // Discarded.
    }

    @Override
    default void head(final ResponseHead head) {
        // Discarded.
    }

    @Override
    default void body(final ByteBuf in, final int length) {
        in.skipBytes(length);
    }

    @Override
    default void tunnel(final ByteBuf in) {
        in.skipBytes(in.readableBytes());
        sendFin();
    }

    @Override
    default void malformed(final HttpError error) {
        sendFin();
    }
}
