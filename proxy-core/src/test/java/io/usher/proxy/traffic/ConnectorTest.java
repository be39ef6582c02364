package io.usher.proxy.traffic;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConnectorTest {
    private static final long LIMIT_SECONDS = 30;

    @Test
    void closesTheSocketOfARefusedConnect() throws Exception {
        final int port;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = gone.getLocalPort();
        }
        final InetSocketAddress to = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (EventLoops loops = new EventLoops(1, System::nanoTime)) {
            final Shelf shelf = loops.shelves().get(0);
            final Channel channel = Connector.open(to, KeepAlive.UNCHECKED);
            final ChannelFuture connected = shelf.loop().submit(() -> Connector.connect(channel, to, shelf))
                .get(LIMIT_SECONDS, TimeUnit.SECONDS);
            assertTrue(connected.await(LIMIT_SECONDS, TimeUnit.SECONDS));
            assertFalse(connected.isSuccess());
            assertTrue(channel.closeFuture().await(LIMIT_SECONDS, TimeUnit.SECONDS), "still open");
        }
    }
}
