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
import java.util.Optional;

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
 * is written last, so that a death at any moment leaves a slot whole or free. The word's highest bit says that the seat's
 * connection is idle: one store sets or clears it.
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
    /** In the word of the address number. */
    static final int IDLE = 1 << 31;

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

    /** {@return the taken seats in the blocks behind the header, and what of them cannot be read} */
    static Content read(final List<ByteBuffer> blocks) {
        final List<SeatAddress> addresses = new ArrayList<>();
        String damage = null;
        for (final ByteBuffer b : blocks) {
            final long kind = b.remaining() < BLOCK ? 0 : b.order(ByteOrder.LITTLE_ENDIAN).getLong(0);
            if (kind == ADDRESSES) {
                readAddresses(b, addresses);
            } else if (kind != SLOTS) {
                damage = "a block of kind " + kind + " (expected: " + SLOTS + " or " + ADDRESSES + ")";
            }
        }
        final List<JournalEntry> entries = new ArrayList<>();
        for (final ByteBuffer b : blocks) {
            if (b.remaining() == BLOCK && b.getLong(0) == SLOTS) {
                final String broken = readSlots(b, addresses, entries);
                damage = broken == null ? damage : broken;
            }
        }
        return new Content(entries, Optional.ofNullable(damage));
    }

    /**
     * What a journal says.
     *
     * @param entries the taken seats that can be read
     * @param damage  why there may be others; empty = there are none
     */
    record Content(List<JournalEntry> entries, Optional<String> damage) {
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

    /** {@return the first slot that is none, as a text; null = all are whole} */
    private static String readSlots(final ByteBuffer block, final List<SeatAddress> addresses,
                                    final List<JournalEntry> entries) {
        String broken = null;
        for (int at = FIRST_AT; at + SLOT <= BLOCK; at += SLOT) {
            final int word = block.getInt(at + ADDRESS_IN_SLOT);
            final int address = word & ~IDLE;
            final int generation = block.getInt(at + TAKE_GENERATION_IN_SLOT);
            final long counter = block.getLong(at);
            if (word == 0) {
                continue;
            }
            if (address == 0 || address > addresses.size()) {
                broken = "a seat of address number " + address + " (expected: 1 to " + addresses.size() + ")";
            } else if (generation <= 0 || counter <= 0) {
                broken = "a seat named " + generation + "." + counter + " (expected: two numbers from 1)";
            } else {
                entries.add(new JournalEntry(new TakeId(generation, counter), addresses.get(address - 1), word != address));
            }
        }
        return broken;
    }
}
