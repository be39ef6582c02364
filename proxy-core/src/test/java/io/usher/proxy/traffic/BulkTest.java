package io.usher.proxy.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.internal.PlatformDependent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bodies far larger than the buffers, with one side slower than the other. */
@Timeout(60)
class BulkTest {

    private static final int BLOCK = 64 * 1024;
    private static final long LENGTH = 64L * 1024 * 1024;
    /**
     * What the allocator may grow by, by far: it grows by chunks of up to 8 MiB, and what earlier tests left is its as well. A
     * proxy that reads ahead would hold most of the 64 MiB.
     */
    private static final long MOST_HELD = 16L * 1024 * 1024;
    private final long heldBefore = held();

    @Test
    void passesALargeAnswerNoFasterThanTheClientReads() {
        try (TestServer server = new TestServer((client, s) -> {
            client.head();
            client.send("HTTP/1.1 200 OK\r\nContent-Length: " + LENGTH + "\r\n\r\n");
            final byte[] block = new byte[BLOCK];
            for (long sent = 0; sent < LENGTH; sent += BLOCK) {
                client.send(block);
                s.working.incrementAndGet();
            }
            client.head();
        }); Rig rig = new Rig(1, HttpStreamTest.config(server.port(), "")); Peer client = Peer.to(rig.port(0))) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").head();
            awaitStandstill(server);
            assertTrue(server.working.get() < LENGTH / BLOCK, "the whole answer was taken while nobody read");
            assertTrue(held() - heldBefore < MOST_HELD, () -> "bytes held: " + held() + ", before: " + heldBefore);
            assertEquals(LENGTH, client.drain());
            assertEquals("----", rig.awaitLine(0).termination());
        }
    }

    @Test
    void passesALargeRequestNoFasterThanTheServerReads() throws InterruptedException {
        try (TestServer server = new TestServer((client, s) -> {
            client.head();
            s.work();
            for (long got = 0; got < LENGTH; got += BLOCK) {
                client.exactly(BLOCK);
            }
            client.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            client.head();
        }); Rig rig = new Rig(1, HttpStreamTest.config(server.port(), "")); Peer client = Peer.to(rig.port(0))) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + LENGTH + "\r\n\r\n");
            final Thread sender = new Thread(() -> {
                final byte[] block = new byte[BLOCK];
                for (long sent = 0; sent < LENGTH; sent += BLOCK) {
                    client.send(block);
                    server.open.incrementAndGet();
                }
            });
            sender.start();
            awaitStandstill(server);
            assertTrue(held() - heldBefore < MOST_HELD, () -> "bytes held: " + held() + ", before: " + heldBefore);
            server.permits.release();
            assertTrue(client.answer().endsWith("ok"));
            sender.join();
        }
    }

    /** The blocks counted do not grow any more: everything in between is full. */
    private static void awaitStandstill(final TestServer server) {
        final int[] last = {-1, 0};
        Rig.await("standstill", () -> {
            final int now = server.working.get() + server.open.get();
            last[1] = now == last[0] && now > 2 ? last[1] + 1 : 0;
            last[0] = now;
            return last[1] > 500;
        });
    }

    private static long held() {
        return Math.max(PlatformDependent.usedDirectMemory(), 0);
    }

    static {
        assertTrue(ByteBufAllocator.DEFAULT.isDirectBufferPooled());
    }
}
