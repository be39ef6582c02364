package io.usher.proxy.generation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The file lock {@code owner}: whoever holds it is the active generation, and the kernel frees it when that process
 * dies. The file is opened once and stays open: closing any second handle of it would drop the lock (fcntl(2), POSIX
 * record locks). Used on the thread {@code generation}, or on the main thread before that one runs.
 */
public final class OwnerLock implements Ownership, AutoCloseable {
    private static final int LONGEST = 64 * 1024;

    private final InstanceFolder folder;
    private final FileChannel file;
    private final Object key;
    private FileLock lock;

    private OwnerLock(final InstanceFolder folder, final FileChannel file) throws IOException {
        this.folder = folder;
        this.file = file;
        this.key = folder.key(folder.ownerFile());
    }

    /** Opens the file, without locking it. */
    public static OwnerLock open(final InstanceFolder folder) throws IOException {
        return new OwnerLock(folder, folder.openFile(folder.ownerFile(), true, false));
    }

    @Override
    public boolean tryLock() {
        try {
            if (lock == null) {
                lock = file.tryLock();
            }
            return lock != null;
        } catch (final IOException e) {
            throw new UncheckedIOException(folder.ownerFile() + ": cannot be locked: " + e.getMessage(), e);
        }
    }

    @Override
    public void unlock() {
        if (lock == null) {
            return;
        }
        try {
            lock.release();
            lock = null;
        } catch (final IOException e) {
            throw new UncheckedIOException(folder.ownerFile() + ": cannot be unlocked: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean held() {
        return lock != null;
    }

    @Override
    public Optional<String> astray() {
        return folder.astray(folder.ownerFile(), key);
    }

    /** {@return what the file says, empty if nobody has ever been owner here} */
    public Optional<OwnerRecord> record() throws IOException {
        final ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(file.size(), LONGEST));
        long at = 0;
        while (bytes.hasRemaining()) {
            final int n = file.read(bytes, at);
            if (n < 0) {
                break;
            }
            at += n;
        }
        if (bytes.position() == 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(OwnerRecord.parse(new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8)));
        } catch (final IllegalArgumentException e) {
            throw new IOException(folder.ownerFile() + ": " + e.getMessage(), e);
        }
    }

    /** Says who holds the lock: to be called by the holder only. */
    @Override
    public void announce(final int generation, final int last, final List<String> sockets) {
        final OwnerRecord record = new OwnerRecord(generation, last, ProcessHandle.current().pid(), sockets);
        final byte[] text = record.text().getBytes(StandardCharsets.UTF_8);
        try {
            // One write, so that a reader sees the old text or the new; the line 'end' guards what is left behind it.
            file.write(ByteBuffer.wrap(text), 0);
        } catch (final IOException e) {
            throw new UncheckedIOException(folder.ownerFile() + ": cannot be written: " + e.getMessage(), e);
        }
    }

    /** Frees the lock and closes the file. */
    @Override
    public void close() throws IOException {
        lock = null;
        file.close();
    }
}
