package io.usher.proxy.generation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a journal's stores and keeps every state in which a kill could leave the file: each set of the stores since the last
 * fence, on top of all that stood before it.
 */
final class RecordedStores extends JournalStores {

    private static final int PAGE = 4096;

    private record Store(int at, byte[] bytes) {
    }

    private final Map<MappedByteBuffer, Integer> places = new IdentityHashMap<>();
    private final List<Store> pending = new ArrayList<>();
    private final List<byte[]> cuts = new ArrayList<>();
    private final boolean ordered;
    private boolean cutting;
    private byte[] file = new byte[0];

    /** @param ordered false = as if the journal had no fence before a last word */
    RecordedStores(final boolean ordered) {
        this.ordered = ordered;
    }

    /** {@return the states that a kill during that work could leave, the last one being the end of it} */
    List<byte[]> during(final Runnable work) {
        cuts.clear();
        cutting = true;
        work.run();
        cutting = false;
        if (!pending.isEmpty()) {
            throw new AssertionError("stores without a fence behind them");
        }
        return List.copyOf(cuts);
    }

    /** {@return the file as all stores made it} */
    byte[] file() {
        return file;
    }

    @Override
    void write(final FileChannel channel, final ByteBuffer bytes, final long at) throws IOException {
        settle(); // A call into the kernel: no store passes it.
        final byte[] written = new byte[bytes.remaining()];
        bytes.duplicate().get(written);
        super.write(channel, bytes, at);
        final byte[] before = file;
        for (int length = PAGE; length <= written.length; length += PAGE) {
            file = with(before, (int) at, Arrays.copyOf(written, length));
            cut(file);
        }
    }

    @Override
    MappedByteBuffer map(final FileChannel channel, final int block) throws IOException {
        final MappedByteBuffer mapped = super.map(channel, block);
        places.put(mapped, block * JournalLayout.BLOCK);
        return mapped;
    }

    @Override
    void put(final MappedByteBuffer block, final int at, final byte[] bytes) {
        super.put(block, at, bytes);
        final int half = bytes.length / 2;
        pending.add(new Store(places.get(block) + at, Arrays.copyOf(bytes, half)));
        pending.add(new Store(places.get(block) + at + half, Arrays.copyOfRange(bytes, half, bytes.length)));
    }

    @Override
    void putShort(final MappedByteBuffer block, final int at, final short value) {
        super.putShort(block, at, value);
        pending.add(new Store(places.get(block) + at, new byte[] {(byte) value}));
        pending.add(new Store(places.get(block) + at + 1, new byte[] {(byte) (value >> 8)}));
    }

    @Override
    void putInt(final MappedByteBuffer block, final int at, final int value) {
        super.putInt(block, at, value);
        whole(block, at, Integer.BYTES, ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value));
    }

    @Override
    void putLong(final MappedByteBuffer block, final int at, final long value) {
        super.putLong(block, at, value);
        whole(block, at, Long.BYTES, ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value));
    }

    private void whole(final MappedByteBuffer block, final int at, final int size, final ByteBuffer value) {
        if (at % size != 0) {
            throw new AssertionError(size + " bytes at " + at + " (expected: a multiple of it, else it is not one store)");
        }
        pending.add(new Store(places.get(block) + at, value.array()));
    }

    @Override
    void before() {
        super.before();
        if (ordered) {
            settle();
        }
    }

    @Override
    void done() {
        super.done();
        settle();
    }

    private void settle() {
        final byte[] before = file;
        for (int set = cutting ? 0 : (1 << pending.size()) - 1; set < 1 << pending.size(); set++) {
            file = before;
            for (int i = 0; i < pending.size(); i++) {
                if ((set & 1 << i) != 0) {
                    file = with(file, pending.get(i).at, pending.get(i).bytes);
                }
            }
            cut(file);
        }
        pending.clear();
    }

    private void cut(final byte[] state) {
        if (cutting) {
            cuts.add(state);
        }
    }

    private static byte[] with(final byte[] before, final int at, final byte[] bytes) {
        final byte[] after = Arrays.copyOf(before, Math.max(before.length, at + bytes.length));
        System.arraycopy(bytes, 0, after, at, bytes.length);
        return after;
    }
}
