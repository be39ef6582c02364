package io.usher.proxy.exactness;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Somebody who asks for a handover and is no usher-proxy of this build. */
final class FakePeer implements AutoCloseable {
    private final SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);

    /** Says HELLO over that stats socket. */
    FakePeer(final Path socket, final String version) throws IOException {
        channel.connect(UnixDomainSocketAddress.of(socket));
        say("usher-handover control " + version + " " + ProcessHandle.current().pid());
    }

    void say(final String line) throws IOException {
        channel.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    /** {@return the next line; null at the end} */
    String line() throws IOException {
        return Query.line(Channels.newInputStream(channel));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
