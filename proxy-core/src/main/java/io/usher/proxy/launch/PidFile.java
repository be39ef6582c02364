package io.usher.proxy.launch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The pid file: opened with the rights of the start, written when the process serves. */
final class PidFile {
    private final Path path;
    private final FileChannel channel;

    private PidFile(final Path path, final FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Opens it and leaves it as it is.
     *
     * @throws StartFailedException if it cannot be opened
     */
    static PidFile open(final String name) throws StartFailedException {
        final Path path = Path.of(name);
        try {
            return new PidFile(path, FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
        } catch (final IOException e) {
            throw new StartFailedException("Cannot create pidfile " + name + ": " + e.getMessage(), e);
        }
    }

    /** Writes the pid and a line end. @throws IOException if the file cannot be written */
    void write(final long pid) throws IOException {
        final byte[] text = (pid + "\n").getBytes(StandardCharsets.US_ASCII);
        channel.write(ByteBuffer.wrap(text), 0);
        channel.truncate(text.length);
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
