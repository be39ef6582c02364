package io.usher.proxy.generation;

import io.usher.proxy.seat.JournalFullException;
import io.usher.proxy.seat.SeatAddress;
import io.usher.proxy.seat.SeatJournal;
import io.usher.proxy.seat.Take;
import java.io.IOException;
import java.io.UncheckedIOException;
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
 * power cut. {@link #write}, {@link #clear} and {@link #markIdle} are called with the instance lock held, by whichever thread
 * has it; {@link #handingTo} and {@link #astray} by the thread {@code generation}, without it: they touch nothing the others
 * write. What an heir may find after a death at any moment is a matter of the order of the stores: see {@link JournalStores}.
 */
public final class FileJournal implements SeatJournal, OwnJournal {

    private final InstanceFolder folder;
    private final Path path;
    private final int generation;
    private final FileChannel file;
    private final JournalStores stores;
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
                        final FileLock lock, final Object key, final JournalStores stores) throws IOException {
        this.folder = folder;
        this.path = path;
        this.generation = generation;
        this.file = file;
        this.lock = lock;
        this.key = key;
        this.stores = stores;
        this.header = stores.map(file, 0);
    }

    /**
     * Makes the journal of a generation. It gets its name only when it is locked, so that nobody finds it unlocked.
     *
     * @throws IOException if the file exists, or cannot be made or locked
     */
    public static FileJournal create(final InstanceFolder folder, final int generation) throws IOException {
        return create(folder, generation, new JournalStores());
    }

    /** As {@link #create(InstanceFolder, int)}, by stores that a test may watch. */
    static FileJournal create(final InstanceFolder folder, final int generation, final JournalStores stores)
        throws IOException {
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
            writeHeader(stores, file, generation);
            final FileJournal journal = new FileJournal(folder, path, generation, file, lock,
                folder.key(begun), stores);
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

    private static void writeHeader(final JournalStores stores, final FileChannel file, final int generation) throws IOException {
        final ByteBuffer header = ByteBuffer.allocate(JournalLayout.BLOCK).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(0, JournalLayout.MAGIC).putInt(JournalLayout.GENERATION_AT, generation)
            .putLong(JournalLayout.PID_AT, ProcessHandle.current().pid());
        stores.write(file, header, 0);
    }

    /** Writes a block before it is mapped: a store to a block the disk has no room for would end in a fault, not an exception. */
    private MappedByteBuffer grow(final long kind) throws JournalFullException {
        try {
            final ByteBuffer block = ByteBuffer.allocate(JournalLayout.BLOCK).order(ByteOrder.LITTLE_ENDIAN);
            block.putLong(0, kind);
            stores.write(file, block, (long) blocks * JournalLayout.BLOCK);
            final MappedByteBuffer mapped = stores.map(file, blocks);
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
        stores.put(addressBlock, addressAt + 2, text);
        stores.before();
        stores.putShort(addressBlock, addressAt, (short) text.length);
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
        stores.putLong(block, at, take.id().counter());
        stores.putInt(block, at + JournalLayout.TAKE_GENERATION_IN_SLOT, take.id().generation());
        stores.before();
        stores.putInt(block, at + JournalLayout.ADDRESS_IN_SLOT, address);
        stores.done();
        taken++;
        take.journalSlot(slot);
    }

    @Override
    public void clear(final Take take) {
        final int slot = (int) take.journalSlot();
        final MappedByteBuffer block = slots.get(slot / JournalLayout.SLOTS_PER_BLOCK);
        final int at = JournalLayout.FIRST_AT + slot % JournalLayout.SLOTS_PER_BLOCK * JournalLayout.SLOT;
        stores.putInt(block, at + JournalLayout.ADDRESS_IN_SLOT, 0);
        stores.done();
        free[freeCount++] = slot;
        taken--;
    }

    /**
     * {@inheritDoc} One store, which the kernel keeps when the process dies; the request is written after it. Any thread with
     * the instance lock, as {@link #write}: an event loop, mostly.
     */
    @Override
    public void markIdle(final Take take, final boolean idle) {
        final int slot = (int) take.journalSlot();
        final MappedByteBuffer block = slots.get(slot / JournalLayout.SLOTS_PER_BLOCK);
        final int at = JournalLayout.FIRST_AT + slot % JournalLayout.SLOTS_PER_BLOCK * JournalLayout.SLOT
            + JournalLayout.ADDRESS_IN_SLOT;
        final int address = block.getInt(at) & ~JournalLayout.IDLE;
        stores.putInt(block, at, idle ? address | JournalLayout.IDLE : address);
        stores.done();
    }

    @Override
    public void handingTo(final int successor) {
        stores.putInt(header, JournalLayout.HANDING_TO_AT, successor);
        stores.done();
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
