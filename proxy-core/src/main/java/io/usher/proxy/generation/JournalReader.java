package io.usher.proxy.generation;

import io.usher.proxy.seat.JournalEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Another generation's journal file, opened once and for as long as this process lives. Thread: {@code generation}, or
 * the main thread before that one runs.
 */
final class JournalReader implements OtherJournal {
    private final InstanceFolder folder;
    private final Path path;
    private final int generation;
    private final FileChannel file;
    /** Why it is no journal of that generation; null = it is one. */
    private final String noJournal;

    private JournalReader(final InstanceFolder folder, final Path path, final int generation, final FileChannel file,
                          final String noJournal) {
        this.folder = folder;
        this.path = path;
        this.generation = generation;
        this.file = file;
        this.noJournal = noJournal;
    }

    static JournalReader open(final InstanceFolder folder, final int generation) throws IOException {
        final Path path = folder.journalFile(generation);
        final FileChannel file = folder.openFile(path, false, false);
        String noJournal = null;
        try {
            JournalLayout.checkHeader(block(file, 0), generation);
        } catch (final IOException e) {
            noJournal = e.getMessage(); // Its generation may live all the same, and may have taken seats.
        }
        return new JournalReader(folder, path, generation, file, noJournal);
    }

    /** {@return the process that wrote a journal}; through a handle of its own, so never for a file this process locks. */
    static long pidOf(final InstanceFolder folder, final int generation) throws IOException {
        try (FileChannel file = folder.openFile(folder.journalFile(generation), false, false)) {
            final ByteBuffer header = block(file, 0);
            JournalLayout.checkHeader(header, generation);
            return header.getLong(JournalLayout.PID_AT);
        }
    }

    private static ByteBuffer block(final FileChannel file, final int number) throws IOException {
        final ByteBuffer block = ByteBuffer.allocate(JournalLayout.BLOCK).order(ByteOrder.LITTLE_ENDIAN);
        final long at = (long) number * JournalLayout.BLOCK;
        while (block.hasRemaining() && file.read(block, at + block.position()) >= 0) {
            continue;
        }
        return block.flip();
    }

    @Override
    public int generation() {
        return generation;
    }

    /** Takes a shared lock and gives it back at once: two who look at the same time do not take each other for the owner. */
    @Override
    public boolean dead() {
        try (FileLock probe = file.tryLock(0, Long.MAX_VALUE, true)) {
            return probe != null;
        } catch (final IOException e) {
            throw new UncheckedIOException(path + ": cannot be locked: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean stopped() {
        try {
            return noJournal == null && !dead() && ProcessState.stopped(pid());
        } catch (final IOException e) {
            return false; // Its file cannot be read any more: then it counts as one that goes on.
        }
    }

    /** The lock says that the process lives, so the number in its header is its own still. */
    @Override
    public void kill() {
        try {
            if (noJournal == null && !dead()) {
                ProcessHandle.of(pid()).ifPresent(ProcessHandle::destroyForcibly);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(path + ": cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public int handingTo() {
        if (noJournal != null) {
            return 0;
        }
        try {
            final ByteBuffer field = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            file.read(field, JournalLayout.HANDING_TO_AT);
            return field.getInt(0);
        } catch (final IOException e) {
            throw new UncheckedIOException(path + ": cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public List<JournalEntry> entries() {
        return content().entries();
    }

    @Override
    public Optional<String> damage() {
        return content().damage();
    }

    private JournalLayout.Content content() {
        if (noJournal != null) {
            return new JournalLayout.Content(List.of(), Optional.of(noJournal));
        }
        try {
            final List<ByteBuffer> blocks = new ArrayList<>();
            final int count = (int) (file.size() / JournalLayout.BLOCK);
            for (int i = 1; i < count; i++) {
                blocks.add(block(file, i));
            }
            return JournalLayout.read(blocks);
        } catch (final IOException e) {
            return new JournalLayout.Content(List.of(), Optional.of("cannot be read: " + e.getMessage()));
        }
    }

    /** {@return whether it has been deleted here} */
    boolean deleted() {
        return !file.isOpen();
    }

    /** {@return the process that wrote it} */
    long pid() throws IOException {
        return block(file, 0).getLong(JournalLayout.PID_AT);
    }

    @Override
    public void delete() {
        try {
            if (damage().isPresent()) {
                folder.rename(path, path.resolveSibling(path.getFileName() + ".damaged"));
            } else {
                folder.delete(path);
            }
            file.close();
        } catch (final IOException e) {
            throw new UncheckedIOException(path + ": cannot be deleted: " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
