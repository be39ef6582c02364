package io.usher.proxy.log;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Sends lines to a unix datagram socket such as {@code /dev/log}, which the JDK cannot do. The socket is not connected: a
 * receiver that was started anew is reached by the next line.
 */
final class UnixOutput implements LogOutput {

    private final Socket socket;
    private final byte[] path;

    UnixOutput(final String path) {
        Epoll.ensureAvailability();
        this.path = path.getBytes(StandardCharsets.UTF_8);
        socket = Socket.newSocketDomainDgram();
    }

    @Override
    public boolean send(final ByteBuffer line) throws IOException {
        return socket.sendToDomainSocket(line, line.position(), line.limit(), path) > 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
