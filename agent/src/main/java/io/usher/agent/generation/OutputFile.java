package io.usher.agent.generation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What a generation writes to standard error, kept under a size: the file is emptied in place when it has grown (the
 * generation appends, so it goes on at the new end), its last part kept beside it.
 */
final class OutputFile {
    static final long MAX_BYTES = 1 << 20;
    private static final int KEPT_BYTES = 256 << 10;
    private static final int MAX_MESSAGE_BYTES = 16 << 10;
    private final Path path;

    OutputFile(final Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    /** Its length now; 0 if there is none. */
    long length() {
        try {
            return Files.exists(path) ? Files.size(path) : 0;
        } catch (final IOException e) {
            return 0;
        }
    }

    /** What was written behind a place, at most the last 16 KiB of it. */
    String since(final long offset) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return read(channel, Math.max(offset, channel.size() - MAX_MESSAGE_BYTES)).strip();
        } catch (final IOException e) {
            return "(its output in " + path + " cannot be read: " + e.getMessage() + ")";
        }
    }

    /** Empties it where it has grown too large. */
    void cap() throws IOException {
        if (length() <= MAX_BYTES) {
            return;
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            Files.writeString(path.resolveSibling(path.getFileName() + ".before"),
                    read(channel, channel.size() - KEPT_BYTES), StandardCharsets.UTF_8);
            channel.truncate(0);
        }
    }

    private static String read(final FileChannel channel, final long from) throws IOException {
        final ByteBuffer bytes = ByteBuffer.allocate((int) Math.max(0, Math.min(KEPT_BYTES, channel.size() - from)));
        while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) > 0) {
            // until full, or the file has become shorter meanwhile
        }
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }
}
