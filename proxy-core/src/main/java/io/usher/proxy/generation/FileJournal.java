package io.usher.proxy.generation;

import io.usher.proxy.seat.JournalFullException;
import io.usher.proxy.seat.SeatAddress;
import io.usher.proxy.seat.SeatJournal;
import io.usher.proxy.seat.Take;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * This generation's journal of taken seats: a mapped file with a lock of its own, held for life, so that whoever can take
 * the lock knows that this generation is dead and reads what it had taken. A write or a clear is two stores to memory;
 * the kernel keeps them when the process dies. They are not forced to the disk: a journal survives the process, not a
 * power cut. {@link #write} and {@link #clear} are called with the instance lock held, {@link #handingTo} by the thread
 * {@code generation}.
 */
public final class FileJournal implements SeatJournal, OwnJournal {

    private final InstanceFolder folder;
    private final Path path;
    private final int generation;
    private final FileChannel file;
    /** Kept for life; the kernel frees it with the process. */
    private final FileLock lock;
    private final MappedByteBuffer header;
    private final List<MappedByteBuffer> slots = new ArrayList<>();
    private final Map<SeatAddress, Integer> addresses = new HashMap<>();
    private MappedByteBuffer addressBlock;
    private int addressAt;
    /** Free slots, a stack; a slot's number is its block times slots per block plus its place there. */
    private int[] free = new int[JournalLayout.SLOTS_PER_BLOCK];
    private int freeCount;
    private int blocks = 1;
    private int taken;
    private final Object key;

    private FileJournal(final InstanceFolder folder, final Path path, final int generation, final FileChannel file,
                        final FileLock lock, final Object key) throws IOException {
        this.folder = folder;
        this.path = path;
        this.generation = generation;
        this.file = file;
        this.lock = lock;
        this.key = key;
        this.header = map(0);
    }

    /**
     * Makes the journal of a generation. It gets its name only when it is locked, so that nobody finds it unlocked.
     *
     * @throws IOException if the file exists, or cannot be made or locked
     */
    public static FileJournal create(final InstanceFolder folder, final int generation) throws IOException {
        final Path path = folder.journalFile(generation);
        if (folder.exists(path)) {
            throw new IOException(path + ": exists (expected: no journal of generation " + generation + " yet)");
        }
        final Path begun = folder.begun(path);
        folder.delete(begun);
        final FileChannel file = folder.openFile(begun, true, true);
        try {
            final FileLock lock = file.tryLock();
            if (lock == null) {
                throw new IOException(begun + ": locked by another process");
            }
            writeHeader(file, generation);
            final FileJournal journal = new FileJournal(folder, path, generation, file, lock, folder.key(begun));
            journal.growAddresses();
            journal.growSlots();
            folder.rename(begun, path);
            return journal;
        } catch (final JournalFullException e) {
            file.close();
            folder.delete(begun);
            throw new IOException(e.getMessage(), e);
        } catch (final IOException e) {
            file.close();
            folder.delete(begun);
            throw e;
        }
    }

    private static void writeHeader(final FileChannel file, final int generation) throws IOException {
        final ByteBuffer header = ByteBuffer.allocate(JournalLayout.BLOCK).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(0, JournalLayout.MAGIC).putInt(JournalLayout.GENERATION_AT, generation)
            .putLong(JournalLayout.PID_AT, ProcessHandle.current().pid());
        writeFully(file, header, 0);
    }

    private static void writeFully(final FileChannel file, final ByteBuffer bytes, final long at) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes, at + bytes.position());
        }
    }

    private MappedByteBuffer map(final int block) throws IOException {
        final MappedByteBuffer mapped = file.map(FileChannel.MapMode.READ_WRITE, (long) block * JournalLayout.BLOCK,
            JournalLayout.BLOCK);
        mapped.order(ByteOrder.LITTLE_ENDIAN);
        return mapped;
    }

    /** Writes a block before it is mapped: a store to a block the disk has no room for would end in a fault, not an exception. */
    private MappedByteBuffer grow(final long kind) throws JournalFullException {
        try {
            final ByteBuffer block = ByteBuffer.allocate(JournalLayout.BLOCK).order(ByteOrder.LITTLE_ENDIAN);
            block.putLong(0, kind);
            writeFully(file, block, (long) blocks * JournalLayout.BLOCK);
            final MappedByteBuffer mapped = map(blocks);
            blocks++;
            return mapped;
        } catch (final IOException e) {
            throw new JournalFullException(path + ": cannot grow beyond " + taken + " seats: " + e.getMessage(), e);
        }
    }

    private void growSlots() throws JournalFullException {
        final MappedByteBuffer block = grow(JournalLayout.SLOTS);
        final int first = slots.size() * JournalLayout.SLOTS_PER_BLOCK;
        slots.add(block);
        if (free.length < first + JournalLayout.SLOTS_PER_BLOCK) {
            free = java.util.Arrays.copyOf(free, Math.max(free.length * 2, first + JournalLayout.SLOTS_PER_BLOCK));
        }
        for (int i = JournalLayout.SLOTS_PER_BLOCK - 1; i >= 0; i--) {
            free[freeCount++] = first + i;
        }
    }

    private void growAddresses() throws JournalFullException {
        addressBlock = grow(JournalLayout.ADDRESSES);
        addressAt = JournalLayout.FIRST_AT;
    }

    private int number(final SeatAddress address) throws JournalFullException {
        final Integer known = addresses.get(address);
        if (known != null) {
            return known;
        }
        final byte[] text = address.key().getBytes(StandardCharsets.UTF_8);
        if (text.length > JournalLayout.LONGEST_ADDRESS) {
            throw new JournalFullException(path + ": address of " + text.length + " bytes (expected: at most "
                + JournalLayout.LONGEST_ADDRESS + ")");
        }
        if (addressAt + 2 + text.length > JournalLayout.BLOCK) {
            growAddresses();
        }
        addressBlock.put(addressAt + 2, text);
        VarHandle.releaseFence();
        addressBlock.putShort(addressAt, (short) text.length);
        addressAt += 2 + text.length;
        final int number = addresses.size() + 1;
        addresses.put(address, number);
        return number;
    }

    @Override
    public void write(final Take take) throws JournalFullException {
        final int address = number(take.seats().address());
        if (freeCount == 0) {
            growSlots();
        }
        final int slot = free[--freeCount];
        final MappedByteBuffer block = slots.get(slot / JournalLayout.SLOTS_PER_BLOCK);
        final int at = JournalLayout.FIRST_AT + slot % JournalLayout.SLOTS_PER_BLOCK * JournalLayout.SLOT;
        block.putLong(at, take.id().counter());
        block.putInt(at + JournalLayout.TAKE_GENERATION_IN_SLOT, take.id().generation());
        VarHandle.releaseFence();
        block.putInt(at + JournalLayout.ADDRESS_IN_SLOT, address);
        VarHandle.fullFence();
        taken++;
        take.journalSlot(slot);
    }

    @Override
    public void clear(final Take take) {
        final int slot = (int) take.journalSlot();
        final MappedByteBuffer block = slots.get(slot / JournalLayout.SLOTS_PER_BLOCK);
        final int at = JournalLayout.FIRST_AT + slot % JournalLayout.SLOTS_PER_BLOCK * JournalLayout.SLOT;
        block.putInt(at + JournalLayout.ADDRESS_IN_SLOT, 0);
        VarHandle.fullFence();
        free[freeCount++] = slot;
        taken--;
    }

    /** {@inheritDoc} One store, which the kernel keeps when the process dies; the request is written after it. */
    @Override
    public void markIdle(final Take take, final boolean idle) {
        final int slot = (int) take.journalSlot();
        final MappedByteBuffer block = slots.get(slot / JournalLayout.SLOTS_PER_BLOCK);
        final int at = JournalLayout.FIRST_AT + slot % JournalLayout.SLOTS_PER_BLOCK * JournalLayout.SLOT
            + JournalLayout.ADDRESS_IN_SLOT;
        final int address = block.getInt(at) & ~JournalLayout.IDLE;
        block.putInt(at, idle ? address | JournalLayout.IDLE : address);
        VarHandle.fullFence();
    }

    @Override
    public void handingTo(final int successor) {
        header.putInt(JournalLayout.HANDING_TO_AT, successor);
        VarHandle.fullFence();
    }

    @Override
    public Optional<String> astray() {
        return folder.astray(path, key);
    }

    /** {@return the generation whose journal it is} */
    public int generation() {
        return generation;
    }

    /** {@return how many seats stand in it; with the instance lock held} */
    public int taken() {
        return taken;
    }

    /** Deletes the file if no seat stands in it: a file with takes survives every exit. With the instance lock held. */
    @Override
    public void deleteIfEmpty() {
        if (taken > 0) {
            return;
        }
        try {
            folder.delete(path);
        } catch (final IOException e) {
            throw new UncheckedIOException(path + ": cannot be deleted: " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return path + (lock.isValid() ? "" : " (unlocked)");
    }
}
