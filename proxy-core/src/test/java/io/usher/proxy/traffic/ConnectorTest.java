package io.usher.proxy.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;

class ConnectorTest {
    private static final long LIMIT_SECONDS = 30;
    /** A SYN on loopback is answered at once, or the backlog is full. */
    private static final int FULL_MILLIS = 300;

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

    /** Runs on a loop, and in one go: what the kernel tells of the connection comes later. */
    private static boolean onLoop(final ServerSocket server, final BiPredicate<Channel, ChannelFuture> then) throws Exception {
        final SocketAddress to = server.getLocalSocketAddress();
        try (EventLoops loops = new EventLoops(1, System::nanoTime)) {
            final Shelf shelf = loops.shelves().get(0);
            final Channel channel = Connector.open(to, KeepAlive.UNCHECKED);
            return shelf.loop().submit(() -> then.test(channel, Connector.connect(channel, to, shelf)))
                .get(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    void takesAnAttemptBackThatWasNeverEstablished() throws Exception {
        final List<Socket> fillers = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            try {
                while (true) {
                    fillers.add(new Socket());
                    fillers.get(fillers.size() - 1).connect(full.getLocalSocketAddress(), FULL_MILLIS);
                }
            } catch (final SocketTimeoutException e) {
                assertTrue(onLoop(full, (channel, connecting) -> {
                    assertFalse(connecting.isDone());
                    return Connector.endUnestablished(channel) && !Connector.isEstablished(channel);
                }));
            }
        } finally {
            for (final Socket filler : fillers) {
                filler.close();
            }
        }
    }

    @Test
    void sendsTheFinOfAnAttemptThatWasEstablishedAfterAll() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout((int) TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
            assertFalse(onLoop(server, (channel, connecting) -> {
                try (Socket accepted = server.accept()) {
                    final boolean never = Connector.endUnestablished(channel);
                    accepted.setSoTimeout((int) TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
                    assertEquals(-1, accepted.getInputStream().read());
                    return never;
                } catch (final IOException e) {
                    throw new UncheckedIOException(e);
                }
            }));
        }
    }
}
