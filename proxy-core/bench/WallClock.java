import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A wall clock for one program's processes that can be set while they run; the machine's own is left alone. One thread. */
final class WallClock {

    private static final Path SOURCE = Path.of("").toAbsolutePath().resolve("proxy-core/bench/clock.c");
    private static final int HOUR = 3600;

    private final Path library;
    private final Path offset;

    /** Compiles what the processes are to load; needs {@code cc}. */
    WallClock(final Path folder) throws IOException, InterruptedException {
        library = folder.resolve("clock.so");
        offset = folder.resolve("clock-offset");
        set(0);
        Processes.run("cc", "-shared", "-fPIC", "-O2", "-o", library.toString(), SOURCE.toString());
    }

    /** Whether there is a compiler. */
    static boolean available() {
        try {
            return new ProcessBuilder("cc", "--version").redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start().waitFor(10, TimeUnit.SECONDS);
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What a process must have in its environment. */
    Map<String, String> environment() {
        return Map.of("LD_PRELOAD", library.toString(), "CLOCK_OFFSET", offset.toString());
    }

    /** An hour ahead at odd ticks, an hour late at even ones. */
    void jump(final int tick) throws IOException {
        set(tick % 2 == 1 ? HOUR : -HOUR);
    }

    /** In place: the processes have the file in their memory. */
    private void set(final long seconds) throws IOException {
        try (var file = Files.newByteChannel(offset, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(seconds).flip());
        }
    }
}
