package io.usher.proxy.traffic;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;

/**
 * How the kernel sees a TCP connection, which the channel's loop may not have heard of yet (tcp(7), TCP_INFO). Call on that
 * loop; channels of other kinds, and closed ones, have no such state.
 */
public final class KernelState {

    private static final int TCP_ESTABLISHED = 1;
    private static final int TCP_CLOSED = 7;

    private KernelState() {
    }

    /** Whether the connection is established. */
    static boolean isEstablished(final Channel channel) {
        return channel instanceof EpollSocketChannel tcp && tcp.isOpen() && tcp.tcpInfo().state() == TCP_ESTABLISHED;
    }

    /** Whether the peer of a connection that was established, and that we have not ended, has reset it. */
    static boolean isReset(final Channel channel) {
        return channel instanceof EpollSocketChannel tcp && tcp.isOpen() && !tcp.isOutputShutdown()
            && tcp.tcpInfo().state() == TCP_CLOSED;
    }

    /**
     * Ends an attempt in one step of the kernel's: Linux's shutdown takes a SYN that is not answered yet back, and sends a FIN
     * where it is. Looking first and closing then would leave room for the connection to be established in between.
     *
     * @return whether it never was established, so that nothing of it reaches the server any more; else our FIN is sent
     */
    public static boolean endUnestablished(final Channel channel) {
        if (!(channel instanceof EpollSocketChannel tcp) || !tcp.isOpen()) {
            return true;
        }
        try {
            ((Socket) tcp.fd()).shutdown(false, true);
        } catch (final IOException | NotYetConnectedException e) {
            return true; // It has failed, as its future is about to say.
        }
        return tcp.tcpInfo().state() == TCP_CLOSED;
    }
}
