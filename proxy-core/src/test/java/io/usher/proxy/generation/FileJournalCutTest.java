package io.usher.proxy.generation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.proxy.seat.JournalEntry;
import io.usher.proxy.seat.Ledger;
import io.usher.proxy.seat.LedgerEvents;
import io.usher.proxy.seat.SeatAddress;
import io.usher.proxy.seat.Take;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an heir reads when the generation is killed between any two stores to its journal. */
class FileJournalCutTest {
    private static final String ADDRESS = "127.0.0.1:9001";

    @TempDir
    Path temp;
    private InstanceFolder folder;
    private InstanceFolder heirs;
    private RecordedStores stores;
    private FileJournal journal;
    private Ledger ledger;
    private Ledger other;
    private final Set<Take> takes = new LinkedHashSet<>();

    @BeforeEach
    void make() throws Exception {
        heirs = InstanceFolder.open(temp.resolve("heirs"), ProcessIdentity.current(-1, -1));
        open("seats", true);
    }

    private void open(final String name, final boolean ordered) throws Exception {
        takes.clear();
        folder = InstanceFolder.open(temp.resolve(name), ProcessIdentity.current(-1, -1));
        stores = new RecordedStores(ordered);
        journal = FileJournal.create(folder, 7, stores);
        ledger = new Ledger(7, journal, () -> 1, LedgerEvents.NONE);
        other = new Ledger(9, journal, () -> 1, LedgerEvents.NONE); // Names of another generation in the same slots.
    }

    @AfterEach
    void everyStoreWasSeen() throws IOException {
        assertArrayEquals(Files.readAllBytes(folder.journalFile(7)), stores.file());
    }

    private Take take(final Ledger from, final String address) {
        final Take taken = from.take(from.seats(new SeatAddress(address)), "line", null);
        takes.add(taken);
        return taken;
    }

    private Set<JournalEntry> standing() {
        final Set<JournalEntry> entries = new HashSet<>();
        for (final Take t : takes) {
            if (t.state() != Take.State.RELEASED) {
                entries.add(new JournalEntry(t.id(), t.seats().address(), t.state() == Take.State.IDLE));
            }
        }
        return entries;
    }

    /** Every state on the way has all that stood before or all that stands after, nothing between and nothing else. */
    private void wholeAtEveryCut(final Runnable work) {
        final Set<JournalEntry> before = standing();
        final List<byte[]> cuts = stores.during(work);
        final Set<JournalEntry> after = standing();
        assertTrue(cuts.size() >= 2, "no store was seen");
        assertEquals(before, read(cuts.get(0)));
        for (final byte[] cut : cuts) {
            final Set<JournalEntry> read = read(cut);
            assertTrue(read.equals(before) || read.equals(after), () -> "torn: " + differences(read, before));
        }
        assertEquals(after, read(cuts.get(cuts.size() - 1)));
    }

    private static Set<JournalEntry> differences(final Set<JournalEntry> read, final Set<JournalEntry> expected) {
        final Set<JournalEntry> different = new HashSet<>(read);
        different.addAll(expected);
        different.removeIf(e -> read.contains(e) && expected.contains(e));
        return different;
    }

    private Set<JournalEntry> read(final byte[] file) {
        try {
            Files.write(heirs.journalFile(7), file);
            final JournalReader reader = JournalReader.open(heirs, 7);
            final List<JournalEntry> entries = reader.entries();
            final Optional<String> damage = reader.damage();
            reader.delete();
            assertEquals(Optional.empty(), damage);
            assertEquals(entries.size(), new HashSet<>(entries).size());
            return new HashSet<>(entries);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void takeIsThereWhollyOrNotAtAll() {
        wholeAtEveryCut(() -> take(ledger, ADDRESS));
        wholeAtEveryCut(() -> take(ledger, ADDRESS));
        wholeAtEveryCut(() -> take(ledger, "[::1]:9002"));
        wholeAtEveryCut(() -> take(other, ADDRESS));
    }

    @Test
    void clearedTakeIsGoneWithOneStoreAndTheOthersStay() {
        take(ledger, ADDRESS);
        final Take middle = take(ledger, ADDRESS);
        take(ledger, "[::1]:9002");

        wholeAtEveryCut(() -> ledger.release(middle));
    }

    @Test
    void slotUsedAgainNeverShowsTheOldNameAtTheNewAddress() {
        usesASlotAgain();
    }

    private void usesASlotAgain() {
        take(ledger, "[::1]:9002");
        for (int i = 0; i < 3; i++) {
            final Take old = take(ledger, ADDRESS);
            wholeAtEveryCut(() -> ledger.release(old));
            wholeAtEveryCut(() -> take(other, "[::1]:9002"));
            final Take further = take(other, ADDRESS);
            wholeAtEveryCut(() -> other.release(further));
            wholeAtEveryCut(() -> take(ledger, "10.0.0.1:80"));
        }
    }

    @Test
    void idleMarkChangesNothingElse() {
        take(ledger, ADDRESS);
        final Take t = take(ledger, "[::1]:9002");
        ledger.connected(t, new SilentConnection());
        wholeAtEveryCut(() -> assertTrue(ledger.idle(t)));
        wholeAtEveryCut(() -> assertEquals(t, take(ledger, "[::1]:9002")));
    }

    @Test
    void seatsAreReadWhileABlockOfSlotsIsAdded() {
        for (int i = 0; i < JournalLayout.SLOTS_PER_BLOCK; i++) {
            take(ledger, ADDRESS);
        }
        final int size = stores.file().length;

        wholeAtEveryCut(() -> take(ledger, "[::1]:9002"));

        assertEquals(size + JournalLayout.BLOCK, stores.file().length);
        wholeAtEveryCut(() -> take(other, "10.0.0.1:80"));
    }

    @Test
    void seatsAreReadWhileAddressesAndABlockOfThemAreAdded() {
        final int size = stores.file().length;
        for (int i = 0; stores.file().length == size; i++) {
            final String address = "unix:" + i + ":" + "7".repeat(JournalLayout.LONGEST_ADDRESS - 40 - i);
            wholeAtEveryCut(() -> take(ledger, address));
        }
        assertEquals(size + JournalLayout.BLOCK, stores.file().length);
        wholeAtEveryCut(() -> take(ledger, "10.0.0.1:80"));
    }

    @Test
    void successorIsNamedWithOneStore() {
        take(ledger, ADDRESS);
        assertEquals(2, stores.during(() -> journal.handingTo(8)).size());
        assertEquals(standing(), read(stores.file()));
    }

    @Test
    void withoutFencesACutWouldTearAnEntry() throws Exception {
        open("unordered", false);

        final AssertionError torn = assertThrows(AssertionError.class, this::usesASlotAgain);

        assertTrue(torn.getMessage().contains("torn") || torn.getMessage().contains("a seat"), torn.getMessage());
    }
}
