package io.usher.proxy.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.proxy.traffic.EventLoops;
import io.usher.proxy.traffic.FullServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The end of a check whose connection its loop has not heard of: the server's accept and our end come within one task. */
class EpollTransportTest {
    private static final long LIMIT_SECONDS = 30;

    private final EventLoops loops = new EventLoops(1, System::nanoTime);
    private final Heard heard = new Heard();

    /** What the check hears. */
    private static final class Heard implements CheckTransport.Listener {
        private final BlockingQueue<String> words = new LinkedBlockingQueue<>();

        @Override
        public void connected() {
            words.add("connected");
        }

        @Override
        public void received(final byte[] bytes) {
            words.add("received");
        }

        @Override
        public void closed(final Optional<String> error) {
            words.add("closed " + error.orElse("by FIN"));
        }

        String next() throws InterruptedException {
            return words.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
    }

    @AfterEach
    void end() {
        loops.close();
    }

    /** Connects, waits for the server on the loop itself, so that it hears nothing meanwhile, and ends the connection. */
    private <T> boolean finishUnheard(final SocketAddress to, final CompletableFuture<T> accepted, final Callable<T> accept)
        throws Exception {
        final CheckLoop loop = new NettyCheckLoop(loops.loop(0), 0);
        final CompletableFuture<Boolean> finished = new CompletableFuture<>();
        loop.execute(() -> {
            final CheckTransport.Connection connection = new EpollTransport().connect(loop, to, heard);
            loop.execute(() -> {
                try {
                    accepted.complete(accept.call());
                    assertTrue(heard.words.isEmpty(), heard.words::toString);
                    finished.complete(connection.finish());
                } catch (final Exception | AssertionError e) {
                    finished.completeExceptionally(e);
                }
            });
        });
        return finished.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void takesAConnectBackThatWasNeverEstablished() throws Exception {
        try (FullServer full = new FullServer()) {
            assertFalse(finishUnheard(full.address(), new CompletableFuture<>(), () -> full));
            loops.loop(0).submit(() -> assertTrue(heard.words.isEmpty(), heard.words::toString))
                .get(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    void waitsForTheServersFinWhereItWasEstablishedUnheard() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout((int) TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
            final CompletableFuture<Socket> accepted = new CompletableFuture<>();
            assertTrue(finishUnheard(server.getLocalSocketAddress(), accepted, server::accept));
            try (Socket client = accepted.get()) {
                client.setSoTimeout((int) TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
                assertEquals(-1, client.getInputStream().read());
                assertTrue(heard.words.isEmpty(), heard.words::toString);
            }
            assertEquals("closed by FIN", heard.next());
        }
    }
}
