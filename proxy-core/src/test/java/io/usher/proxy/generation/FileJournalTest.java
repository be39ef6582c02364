package io.usher.proxy.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.proxy.seat.JournalEntry;
import io.usher.proxy.seat.Ledger;
import io.usher.proxy.seat.LedgerEvents;
import io.usher.proxy.seat.SeatAddress;
import io.usher.proxy.seat.Seats;
import io.usher.proxy.seat.Take;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileJournalTest {
    @TempDir
    Path temp;
    private InstanceFolder folder;
    private FileJournal journal;
    private Ledger ledger;

    @BeforeEach
    void make() throws Exception {
        folder = InstanceFolder.open(temp.resolve("seats"), ProcessIdentity.current(-1, -1));
        journal = FileJournal.create(folder, 7);
        ledger = new Ledger(7, journal, () -> 1, LedgerEvents.NONE);
    }

    private Take take(final String address) {
        final Seats seats = ledger.seats(new SeatAddress(address));
        return ledger.take(seats, "line", null);
    }

    /** What another generation would read: through a copy, since a second handle of the file would cost its lock. */
    private Set<JournalEntry> read() throws IOException {
        final Path copy = temp.resolve("copy-" + System.nanoTime());
        final InstanceFolder other;
        try {
            other = InstanceFolder.open(copy, ProcessIdentity.current(-1, -1));
        } catch (final StartRefusedException e) {
            throw new AssertionError(e);
        }
        Files.copy(folder.journalFile(7), other.journalFile(7));
        return new HashSet<>(JournalReader.open(other, 7).entries());
    }

    @Test
    void newJournalHasNoSeats() throws Exception {
        assertEquals(Set.of(), read());
    }

    @Test
    void takenSeatsAreReadBackWithTheirAddresses() throws Exception {
        final Take a = take("127.0.0.1:9001");
        final Take b = take("[::1]:9002");
        final Take c = take("127.0.0.1:9001");

        assertEquals(Set.of(new JournalEntry(a.id(), a.seats().address()), new JournalEntry(b.id(), b.seats().address()),
            new JournalEntry(c.id(), c.seats().address())), read());
    }

    @Test
    void releasedSeatsAreGoneAndTheirPlacesAreUsedAgain() throws Exception {
        final long size = Files.size(folder.journalFile(7));
        for (int i = 0; i < 5000; i++) {
            ledger.release(take("127.0.0.1:" + (9000 + i % 100)));
        }
        final Take last = take("127.0.0.1:9001");

        assertEquals(Set.of(new JournalEntry(last.id(), last.seats().address())), read());
        assertEquals(size, Files.size(folder.journalFile(7)));
    }

    @Test
    void growsWithTheNumberOfSeatsAndAddresses() throws Exception {
        final List<Take> takes = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            takes.add(take("10.0." + i / 250 + "." + i % 250 + ":" + (10_000 + i)));
        }
        assertEquals(5000, read().size());

        takes.forEach(ledger::release);

        assertEquals(Set.of(), read());
        assertEquals(0, journal.taken());
    }

    @Test
    void fileWithTakesSurvivesTheExit() {
        final Take t = take("127.0.0.1:9001");
        journal.deleteIfEmpty();
        assertTrue(Files.exists(folder.journalFile(7)));

        ledger.release(t);
        journal.deleteIfEmpty();

        assertFalse(Files.exists(folder.journalFile(7)));
    }

    @Test
    void refusesANumberThatHasAJournal() {
        final IOException e = assertThrows(IOException.class, () -> FileJournal.create(folder, 7));

        assertTrue(e.getMessage().contains("expected: no journal of generation 7 yet"), e.getMessage());
    }

    @Test
    void aFileThatIsNoJournalIsADamagedOne() throws Exception {
        Files.write(folder.journalFile(8), new byte[JournalLayout.BLOCK]);

        final JournalReader reader = JournalReader.open(folder, 8);

        assertTrue(reader.damage().orElse("").contains("no journal of seats"), reader.damage().toString());
        assertTrue(reader.dead());
        assertEquals(0, reader.handingTo());
    }

    @Test
    void anotherGenerationsFileIsADamagedOne() throws Exception {
        Files.copy(folder.journalFile(7), folder.journalFile(8));

        final JournalReader reader = JournalReader.open(folder, 8);

        assertTrue(reader.damage().orElse("").contains("journal of generation 7 (expected: 8)"), reader.damage().toString());
    }

    @Test
    void aSeatWithoutAnAddressIsDamageAndTheOthersAreRead() throws Exception {
        take("127.0.0.1:9001");
        final Take whole = take("127.0.0.1:9001");
        Files.copy(folder.journalFile(7), temp.resolve("j"));
        try (FileChannel f = FileChannel.open(temp.resolve("j"), StandardOpenOption.WRITE)) {
            final ByteBuffer word = ByteBuffer.allocate(4).order(java.nio.ByteOrder.LITTLE_ENDIAN).putInt(0, 99);
            f.write(word, 2L * JournalLayout.BLOCK + JournalLayout.FIRST_AT + JournalLayout.ADDRESS_IN_SLOT);
        }
        final InstanceFolder other = InstanceFolder.open(temp.resolve("other"), ProcessIdentity.current(-1, -1));
        Files.copy(temp.resolve("j"), other.journalFile(7));

        final JournalReader reader = JournalReader.open(other, 7);
        assertTrue(reader.damage().orElse("").contains("address number 99 (expected: 1 to 1)"), reader.damage().toString());
        assertEquals(List.of(new JournalEntry(whole.id(), whole.seats().address())), reader.entries());

        reader.delete();
        assertTrue(Files.exists(temp.resolve("other/journal-7.damaged")));
        assertEquals(List.of(), other.journals());
    }

    @Test
    void idleConnectionIsMarkedUntilItsNextRequest() throws Exception {
        final Take t = take("127.0.0.1:9001");
        ledger.connected(t, new SilentConnection());
        assertTrue(ledger.idle(t));
        assertEquals(Set.of(new JournalEntry(t.id(), t.seats().address(), true)), read());

        assertEquals(t, ledger.take(t.seats(), "line", null));
        assertEquals(Set.of(new JournalEntry(t.id(), t.seats().address(), false)), read());
    }

    @Test
    void filesBegunByProcessesThatAreGoneAreDeletedAndNoOthers() throws Exception {
        final Path gone = Files.write(temp.resolve("seats/journal-8.new-" + Long.MAX_VALUE / 16), new byte[1]);
        final Path living = Files.write(temp.resolve("seats/journal-9.new-" + ProcessHandle.current().pid()), new byte[1]);
        final Path other = Files.write(temp.resolve("seats/journal-9.news"), new byte[1]);
        List.of(gone, living, other).forEach(f -> assertTrue(f.toFile().setWritable(true)));

        folder.deleteBegun();

        assertFalse(Files.exists(gone));
        assertTrue(Files.exists(living) && Files.exists(other) && Files.exists(folder.journalFile(7)));
    }
}
