package io.usher.proxy.generation;

import io.usher.proxy.seat.JournalEntry;
import java.util.List;
import java.util.Optional;

/**
 * Becomes active where no living generation hands over: the dead ones' seats become holds here. Runs with the owner lock
 * held, on the thread {@code generation}.
 */
final class Heir {
    private final Parts parts;

    Heir(final Parts parts) {
        this.parts = parts;
    }

    /** {@return the journal of a generation that lives, which makes it wrong to inherit; empty = all others are dead} */
    Optional<OtherJournal> living() {
        return parts.journals().others().stream().filter(j -> !j.dead()).findFirst();
    }

    /**
     * Copies the seats of all dead journals as holds into the own journal, makes the ledger active, and only then deletes
     * the files.
     *
     * @return how many seats are on hold
     * @throws StartRefusedException if a seat cannot be written: its file stays
     */
    int inherit() throws StartRefusedException {
        // One that lives is a successor of a dead generation, which finds the owner lock held here and ends.
        final List<OtherJournal> dead = parts.journals().others().stream().filter(OtherJournal::dead).toList();
        final Remains remains = Remains.of(parts, dead);
        final List<JournalEntry> entries = remains.entries();
        final boolean written = parts.underLock(() -> {
            remains.holdUnread();
            parts.ledger().activate(entries, parts.bound());
            return parts.ledger().unwritten().isEmpty();
        });
        if (!written) {
            throw new StartRefusedException("seats of dead generations cannot be written to the journal in " + parts.folder()
                + ": no room?");
        }
        dead.forEach(OtherJournal::delete);
        if (!entries.isEmpty()) {
            parts.log().warning("dead generations " + dead.stream().map(OtherJournal::generation).toList() + ": "
                + remains.shown().replace("its", "their"));
        }
        return entries.size();
    }
}
