package io.usher.proxy.log;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/**
 * Sends lines as UDP datagrams (RFC 3164, 2). The socket is not connected, so that a receiver that is not there goes
 * unnoticed, as with HAProxy.
 */
final class UdpOutput implements LogOutput {

    private final DatagramChannel channel;
    private final InetSocketAddress receiver;

    UdpOutput(final InetSocketAddress receiver) throws IOException {
        this.receiver = receiver;
        channel = DatagramChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.SO_BROADCAST, true);
    }

    @Override
    public boolean send(final ByteBuffer line) throws IOException {
        return channel.send(line, receiver) > 0;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
