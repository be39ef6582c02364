package io.usher.proxy.exactness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A wall clock that is set forth and back an hour several times a second, for the processes that have {@link #environment()};
 * the machine's own is left alone. They load {@code bench/clock.c} first, which needs a C compiler.
 */
final class JumpingClock implements AutoCloseable {
    private static final Path SOURCE = Path.of("bench/clock.c");
    private static final long[] OFFSETS = {3600, 0, -3600, 0};
    private static final int EVERY_MILLIS = 150;

    private final Path library;
    private final Path offset;
    private final FileChannel file;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "jumping-clock");
    /** Written by the clock's thread, read by the test's. */
    private volatile int jumps;

    /** It jumps from now on. */
    JumpingClock(final Path folder) throws IOException, InterruptedException {
        library = folder.resolve("clock.so");
        offset = folder.resolve("clock-offset");
        compile(folder.resolve("cc.out"));
        file = FileChannel.open(offset, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        set(0); // Whoever loads the library finds the whole number there.
        thread.setDaemon(true);
        thread.start();
    }

    /** {@return whether there is a C compiler} */
    static boolean available() throws InterruptedException {
        try {
            return new ProcessBuilder("cc", "--version").redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (final IOException e) {
            return false; // No such program.
        }
    }

    private void compile(final Path said) throws IOException, InterruptedException {
        final int status = new ProcessBuilder("cc", "-shared", "-fPIC", "-O2", "-o", library.toString(),
            SOURCE.toAbsolutePath().toString()).redirectErrorStream(true).redirectOutput(said.toFile()).start().waitFor();
        if (status != 0) {
            throw new IOException("cc ended with status " + status + " on " + SOURCE + ": " + Files.readString(said));
        }
    }

    /** {@return what a process must have in its environment; its local time is UTC} */
    Map<String, String> environment() {
        return Map.of("LD_PRELOAD", library.toString(), "CLOCK_OFFSET", offset.toString(), "TZ", "UTC");
    }

    /** {@return how often it has jumped} */
    int jumps() {
        return jumps;
    }

    private void run() {
        try {
            for (int i = 0; !stop.await(EVERY_MILLIS, TimeUnit.MILLISECONDS); i++) {
                set(OFFSETS[i % OFFSETS.length]);
                jumps = i + 1;
            }
        } catch (final IOException e) {
            throw new UncheckedIOException("the clock stands still: " + offset, e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** In place: the processes have the file in their memory. */
    private void set(final long seconds) throws IOException {
        file.write(ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(seconds).flip(), 0);
    }

    /** Leaves the clock as it is. */
    @Override
    public void close() throws IOException, InterruptedException {
        stop.countDown();
        thread.join();
        file.close();
    }
}
