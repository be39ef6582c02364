package io.usher.proxy.generation;

import io.netty.buffer.ByteBuf;
import io.netty.channel.epoll.EpollDomainSocketChannel;

/** Where the stats socket delivers a connection whose first line begins with {@link #GREETING}. */
public interface HandoverEndpoint {
    /** First word of the first line of either connection of a handover. */
    String GREETING = "usher-handover";

    /**
     * Takes the connection over. Called on the channel's event loop, with the stats socket's own handlers, time limits
     * and counts already taken off it; the channel stays on that loop. Level, {@code expose-fd} and {@code maxconn} of
     * the socket do not apply: the peer's account decides.
     *
     * @param channel   the accepted connection
     * @param firstLine the line, without its end
     * @param rest      bytes read behind it; this method releases it
     */
    void accept(EpollDomainSocketChannel channel, String firstLine, ByteBuf rest);
}
