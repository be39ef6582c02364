package io.usher.proxy.generation;

import io.usher.proxy.seat.JournalEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
        final List<JournalEntry> entries = once(dead);
        final boolean written = parts.underLock(() -> {
            parts.ledger().activate(entries, parts.bound());
            return parts.ledger().unwritten().isEmpty();
        });
        if (!written) {
            throw new StartRefusedException("seats of dead generations cannot be written to the journal in " + parts.folder()
                + ": no room?");
        }
        dead.forEach(OtherJournal::delete);
        if (!entries.isEmpty()) {
            parts.log().warning(entries.size() + " seats of dead generations "
                + dead.stream().map(OtherJournal::generation).toList() + " are on hold");
        }
        return entries.size();
    }

    /** A hold that passed from one dead generation to another stands in both files: it is one seat. */
    private static List<JournalEntry> once(final List<OtherJournal> dead) {
        final Map<Object, JournalEntry> byId = new HashMap<>();
        for (final OtherJournal j : dead) {
            for (final JournalEntry e : j.entries()) {
                byId.putIfAbsent(e.id(), e);
            }
        }
        return new ArrayList<>(byId.values());
    }
}
