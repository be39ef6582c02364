package io.usher.proxy.traffic;

import io.netty.buffer.ByteBuf;

/** Whoever uses a {@link ServerConnection} at the moment: a stream, or what is left of one. Called on the connection's loop. */
interface ServerUser {

    /** Bytes came; the callee releases them. */
    void serverData(ByteBuf bytes);

    /** No more bytes for the moment: what was written should be flushed now. */
    void serverReadComplete();

    /** The server's FIN came. The callee is expected to let go of the connection once it has no more to send. */
    void serverInputClosed();

    /** The connection broke (RST, time-out of the kernel). The seat comes free right after, unless the callee takes it over. */
    void serverBroken(Throwable cause);

    /** {@code channel().isWritable()} has changed. */
    void serverWritabilityChanged();
}
