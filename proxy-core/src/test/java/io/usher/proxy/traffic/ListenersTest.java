package io.usher.proxy.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Library;
import com.sun.jna.Native;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ListenersTest {

    @TempDir
    private Path folder;

    @Test
    void namesAddressAndHolderWhenAnAddressIsTaken() throws IOException {
        try (TestServer server = TestServer.echoing(); ServerSocket taken = new ServerSocket(0)) {
            final String text = HttpStreamTest.config(server.port(), "")
                .replaceFirst("bind 127.0.0.1:\\d+", "bind 127.0.0.1:" + taken.getLocalPort());
            final String message = assertThrows(UncheckedIOException.class, () -> new Rig(1, text)).getMessage();
            assertTrue(message.contains("Starting frontend f: cannot bind socket [127.0.0.1:" + taken.getLocalPort() + "]"),
                message);
            assertTrue(message.contains("Address already in use, held by pid " + ProcessHandle.current().pid() + " ("), message);
        }
    }

    @Test
    void refusesADescriptorThatIsNoSocket() {
        final String message = assertThrows(IOException.class, () -> ListeningDescriptor.check(12345)).getMessage();
        assertEquals("descriptor 12345 is not open (expected: a listening socket)", message);
    }

    /** fcntl(2), to make a descriptor as another program may have left it. */
    interface C extends Library {
        int fcntl(int descriptor, int command, int argument);
    }

    @Test
    void makesAListeningSocketOfABlockingOneNonBlocking() throws IOException {
        Epoll.ensureAvailability();
        final Socket socket = Socket.newSocketStream();
        try {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            socket.listen(1);
            final C libc = Native.load("c", C.class);
            final int getFlags = 3;
            final int setFlags = 4;
            final int nonBlocking = 0x800;
            assertEquals(0, libc.fcntl(socket.intValue(), setFlags, libc.fcntl(socket.intValue(), getFlags, 0) & ~nonBlocking));

            final ListeningDescriptor descriptor = ListeningDescriptor.check(socket.intValue());
            assertFalse(descriptor.unix());
            descriptor.makeNonBlocking();
            assertTrue((libc.fcntl(socket.intValue(), getFlags, 0) & nonBlocking) != 0);
        } finally {
            socket.close();
        }
    }

    @Test
    void refusesASocketThatDoesNotListen() throws IOException {
        Epoll.ensureAvailability();
        final Socket socket = Socket.newSocketStream();
        try {
            final String message = assertThrows(IOException.class, () -> ListeningDescriptor.check(socket.intValue()))
                .getMessage();
            assertTrue(message.contains("is a socket that does not listen"), message);
        } finally {
            socket.close();
        }
    }

    @Test
    void keepsConnectionsWaitingWhileItDoesNotAccept() throws Exception {
        try (TestServer server = TestServer.echoing(); Rig rig = new Rig(2, HttpStreamTest.config(server.port(), ""))) {
            rig.engine.listeners().stopAccepting().get(10, TimeUnit.SECONDS);
            try (Peer client = Peer.to(rig.port(0))) {
                client.get("/waits");
                assertEquals(0, rig.engine.clientConnections());
                rig.engine.listeners().startAccepting();
                assertTrue(client.answer().endsWith("/waits"));
            }
        }
    }

    @Test
    void takesInWhoWaitsBeforeItCloses() throws Exception {
        try (TestServer server = TestServer.echoing(); Rig rig = new Rig(2, HttpStreamTest.config(server.port(), ""))) {
            rig.engine.listeners().stopAccepting().get(10, TimeUnit.SECONDS);
            final int port = rig.port(0);
            try (Peer one = Peer.to(port).get("/1"); Peer two = Peer.to(port).get("/2"); Peer three = Peer.to(port).get("/3")) {
                rig.engine.listeners().emptyAndClose().get(10, TimeUnit.SECONDS);
                assertTrue(one.answer().endsWith("/1"));
                assertTrue(two.answer().endsWith("/2"));
                assertTrue(three.answer().endsWith("/3"));
                assertThrows(UncheckedIOException.class, () -> Peer.to(port));
            }
        }
    }

    @Test
    void engineIsNotDrainedWhileAListenerTakesInWhoWaits() throws Exception {
        try (TestServer server = TestServer.echoing(); Rig rig = new Rig(1, HttpStreamTest.config(server.port(), ""))) {
            rig.engine.listeners().stopAccepting().get(10, TimeUnit.SECONDS);
            final CountDownLatch loop = new CountDownLatch(1);
            try (Peer client = Peer.to(rig.port(0)).get("/1")) {
                rig.loops.loop(0).execute(() -> awaitUninterruptibly(loop));
                rig.engine.listeners().emptyAndClose();
                rig.engine.finishing();
                assertFalse(rig.engine.drained());
                loop.countDown();
                assertTrue(client.answer().endsWith("/1"));
                Rig.await("drained", rig.engine::drained);
            } finally {
                loop.countDown();
            }
        }
    }

    @Test
    void acceptsNobodyOnceStoppedEvenWhereItWasTakingInWhoWaits() throws Exception {
        try (TestServer server = TestServer.echoing(); Rig rig = new Rig(1, HttpStreamTest.config(server.port(), ""))) {
            final int port = rig.port(0);
            final CountDownLatch loop = new CountDownLatch(1);
            rig.loops.loop(0).execute(() -> awaitUninterruptibly(loop));
            final Listeners listeners = rig.engine.listeners();
            final CompletableFuture<Void> closed = listeners.emptyAndClose();
            try (Peer client = Peer.to(port).get("/1")) {
                final LongAdder accepted = rig.instance.frontend("f").orElseThrow().counters().acceptedSessions;
                final CompletableFuture<Long> whenStopped = listeners.stopAccepting().thenApply(done -> accepted.sum());
                loop.countDown();
                final long before = whenStopped.get(10, TimeUnit.SECONDS);
                closed.get(10, TimeUnit.SECONDS);
                assertEquals(accepted.sum(), before);
                assertTrue(client.answer().endsWith("/1"));
            } finally {
                loop.countDown();
            }
        }
    }

    @Test
    void isStoppedThoughClientsNeverCeaseToComeWhereItTakesThemIn() throws Exception {
        try (TestServer server = TestServer.echoing(); Rig rig = new Rig(1, HttpStreamTest.config(server.port(), ""))) {
            final InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), rig.port(0));
            final AtomicBoolean coming = new AtomicBoolean(true);
            final Listeners listeners = rig.engine.listeners();
            try {
                comeAgainAndAgain(rig, address, coming);
                final CompletableFuture<Void> closed = listeners.emptyAndClose();
                listeners.stopAccepting().get(10, TimeUnit.SECONDS);
                assertTrue(closed.isDone());
            } finally {
                coming.set(false);
            }
        }
    }

    /** On the listener's own loop and more often than it looks, so that each look finds somebody. */
    private static void comeAgainAndAgain(final Rig rig, final InetSocketAddress address, final AtomicBoolean coming) {
        rig.loops.loop(0).schedule(() -> {
            try (SocketChannel client = SocketChannel.open(address)) {
                if (client.isConnected() && coming.get()) {
                    comeAgainAndAgain(rig, address, coming);
                }
            } catch (final IOException e) {
                coming.set(false); // Closed.
            }
        }, 200, TimeUnit.MICROSECONDS);
    }

    private static void awaitUninterruptibly(final CountDownLatch latch) {
        try {
            latch.await();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void acceptsNoMoreThanMaxconnAtOnce() {
        try (TestServer server = TestServer.echoing(); Rig rig = new Rig(2, HttpStreamTest.config(server.port(), "")
            .replace("default_backend b", "maxconn 1\n    default_backend b"))) {
            final Peer first = Peer.to(rig.port(0)).get("/1");
            assertTrue(first.answer().endsWith("/1"));
            try (Peer second = Peer.to(rig.port(0)).get("/2")) {
                assertEquals(1, rig.engine.clientConnections());
                first.close();
                assertTrue(second.answer().endsWith("/2"));
            }
        }
    }

    @Test
    void listensOnAUnixSocketWithItsModeAndTakesALeftOverOne() throws IOException {
        final Path path = folder.resolve("f.sock");
        try (TestServer server = TestServer.echoing()) {
            final String text = HttpStreamTest.config(server.port(), "")
                .replaceFirst("bind 127.0.0.1:\\d+", "bind " + path + " mode 600");
            for (int i = 0; i < 2; i++) {
                try (Rig rig = new Rig(1, text)) {
                    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
                    assertTrue(ask(path).endsWith("/unix"));
                    final String message = assertThrows(UncheckedIOException.class, () -> new Rig(1, text)).getMessage();
                    assertTrue(message.contains("Address already in use"), message);
                }
            }
            assertFalse(Files.exists(folder.resolve("f.sock." + ProcessHandle.current().pid() + ".tmp")));
        }
    }

    private static String ask(final Path path) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(path));
            channel.write(ByteBuffer.wrap("GET /unix HTTP/1.0\r\n\r\n".getBytes()));
            final ByteBuffer buffer = ByteBuffer.allocate(4096);
            int more = channel.read(buffer);
            while (more >= 0) {
                more = channel.read(buffer);
            }
            return new String(buffer.array(), 0, buffer.position());
        }
    }
}
