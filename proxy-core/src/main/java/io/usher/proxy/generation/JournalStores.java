package io.usher.proxy.generation;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Every store that {@link FileJournal} makes to its file, one method each: a process may be killed between any two, and an heir
 * reads what is there then. Stores that no {@link #before} or {@link #done} parts may reach the file in any order. Stateless;
 * threads as the journal's. Not final so that a test can see each store.
 */
class JournalStores {

    /** Writes to the file itself, where it may not reach yet. A death in the midst leaves a part of it, from its beginning. */
    void write(final FileChannel file, final ByteBuffer bytes, final long at) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes, at + bytes.position());
        }
    }

    /** {@return a block of the file, mapped} */
    MappedByteBuffer map(final FileChannel file, final int block) throws IOException {
        final MappedByteBuffer mapped = file.map(FileChannel.MapMode.READ_WRITE, (long) block * JournalLayout.BLOCK,
            JournalLayout.BLOCK);
        mapped.order(ByteOrder.LITTLE_ENDIAN);
        return mapped;
    }

    /** Not one store: a death in the midst may leave any part of it. */
    void put(final MappedByteBuffer block, final int at, final byte[] bytes) {
        block.put(at, bytes);
    }

    /** Not one store where {@code at} is odd. */
    void putShort(final MappedByteBuffer block, final int at, final short value) {
        block.putShort(at, value);
    }

    /** One store; {@code at} is a multiple of 4. */
    void putInt(final MappedByteBuffer block, final int at, final int value) {
        block.putInt(at, value);
    }

    /** One store; {@code at} is a multiple of 8. */
    void putLong(final MappedByteBuffer block, final int at, final long value) {
        block.putLong(at, value);
    }

    /** What was stored so far stands in the file before anything that is stored from now on. */
    void before() {
        VarHandle.releaseFence();
    }

    /** What was stored so far stands in the file before anything that this thread does from now on. */
    void done() {
        VarHandle.fullFence();
    }
}
