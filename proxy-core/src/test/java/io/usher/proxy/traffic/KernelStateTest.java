package io.usher.proxy.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;

class KernelStateTest {
    private static final long LIMIT_SECONDS = 30;

    /** Runs on a loop, and in one go: what the kernel tells of the connection comes later. */
    private static boolean onLoop(final SocketAddress to, final BiPredicate<Channel, ChannelFuture> then) throws Exception {
        try (EventLoops loops = new EventLoops(1, System::nanoTime)) {
            final Shelf shelf = loops.shelves().get(0);
            final Channel channel = Connector.open(to, KeepAlive.UNCHECKED);
            return shelf.loop().submit(() -> then.test(channel, Connector.connect(channel, to, shelf)))
                .get(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    void takesAnAttemptBackThatWasNeverEstablished() throws Exception {
        try (FullServer full = new FullServer()) {
            assertTrue(onLoop(full.address(), (channel, connecting) -> {
                assertFalse(connecting.isDone());
                return KernelState.endUnestablished(channel) && !KernelState.isEstablished(channel);
            }));
        }
    }

    @Test
    void sendsTheFinOfAnAttemptThatWasEstablishedAfterAll() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout((int) TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
            assertFalse(onLoop(server.getLocalSocketAddress(), (channel, connecting) -> {
                try (Socket accepted = server.accept()) {
                    final boolean never = KernelState.endUnestablished(channel);
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
