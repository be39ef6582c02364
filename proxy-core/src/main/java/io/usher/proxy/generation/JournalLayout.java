package io.usher.proxy.generation;

import io.usher.proxy.seat.JournalEntry;
import io.usher.proxy.seat.SeatAddress;
import io.usher.proxy.seat.TakeId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The form of a journal file: blocks of {@link #BLOCK} bytes, little-endian, zero where nothing has been written.
 *
 * <pre>
 * block 0   magic(8)  generation(4)  handing-to(4)  pid(8)
 * slots     1(8)  unused(8)  then slots of 16 bytes: counter of the take(8)  its generation(4)  address number(4)
 * addresses 2(8)  unused(8)  then texts: length(2) bytes; length 0 ends the block
 * </pre>
 *
 * Addresses are numbered from 1 in the order of the file. A slot is taken while its address number is not 0; that word
 * is written last, so that a death at any moment leaves a slot whole or free.
 */
final class JournalLayout {
    /** Bytes per block: one write and one mapping each. */
    static final int BLOCK = 16 * 1024;
    static final long MAGIC = 0x314c4e4a52485355L; // "USHRJNL1"
    static final int GENERATION_AT = 8;
    static final int HANDING_TO_AT = 12;
    static final int PID_AT = 16;
    static final long SLOTS = 1;
    static final long ADDRESSES = 2;
    static final int FIRST_AT = 16;
    static final int SLOT = 16;
    static final int SLOTS_PER_BLOCK = (BLOCK - FIRST_AT) / SLOT;
    static final int TAKE_GENERATION_IN_SLOT = 8;
    static final int ADDRESS_IN_SLOT = 12;
    static final int LONGEST_ADDRESS = 1024;

    private JournalLayout() {
    }

    /** Checks the first block of a file of that generation. */
    static void checkHeader(final ByteBuffer header, final int generation) throws IOException {
        if (header.remaining() < BLOCK || header.order(ByteOrder.LITTLE_ENDIAN).getLong(0) != MAGIC) {
            throw new IOException("no journal of seats, or one of another version");
        }
        if (header.getInt(GENERATION_AT) != generation) {
            throw new IOException("journal of generation " + header.getInt(GENERATION_AT) + " (expected: " + generation + ")");
        }
    }

    /** {@return the taken seats in the blocks behind the header} */
    static List<JournalEntry> entries(final List<ByteBuffer> blocks) throws IOException {
        final List<SeatAddress> addresses = new ArrayList<>();
        for (final ByteBuffer b : blocks) {
            if (b.order(ByteOrder.LITTLE_ENDIAN).getLong(0) == ADDRESSES) {
                readAddresses(b, addresses);
            }
        }
        final List<JournalEntry> entries = new ArrayList<>();
        for (final ByteBuffer b : blocks) {
            if (b.getLong(0) == SLOTS) {
                readSlots(b, addresses, entries);
            }
        }
        return entries;
    }

    private static void readAddresses(final ByteBuffer block, final List<SeatAddress> addresses) {
        int at = FIRST_AT;
        while (at + 2 <= BLOCK) {
            final int length = block.getShort(at);
            if (length <= 0 || at + 2 + length > BLOCK) {
                return;
            }
            final byte[] text = new byte[length];
            block.get(at + 2, text);
            addresses.add(new SeatAddress(new String(text, StandardCharsets.UTF_8)));
            at += 2 + length;
        }
    }

    private static void readSlots(final ByteBuffer block, final List<SeatAddress> addresses, final List<JournalEntry> entries)
            throws IOException {
        for (int at = FIRST_AT; at + SLOT <= BLOCK; at += SLOT) {
            final int address = block.getInt(at + ADDRESS_IN_SLOT);
            if (address == 0) {
                continue;
            }
            if (address < 0 || address > addresses.size()) {
                throw new IOException("a seat of address number " + address + " (expected: 1 to " + addresses.size() + ")");
            }
            entries.add(new JournalEntry(new TakeId(block.getInt(at + TAKE_GENERATION_IN_SLOT), block.getLong(at)),
                addresses.get(address - 1)));
        }
    }
}
