package io.usher.proxy.generation;

import io.usher.proxy.seat.JournalEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What dead generations' journals leave to this one. Thread: {@code generation}. */
final class Remains {
    private final Parts parts;
    private final List<JournalEntry> entries;
    private final boolean damaged;

    private Remains(final Parts parts, final List<JournalEntry> entries, final boolean damaged) {
        this.parts = parts;
        this.entries = entries;
        this.damaged = damaged;
    }

    /** Reads the journals; a damaged one is reported, and does not keep the others from being read. */
    static Remains of(final Parts parts, final Collection<OtherJournal> dead) {
        // A hold that passed from one dead generation to another stands in both files: it is one seat.
        final Map<Object, JournalEntry> byId = new LinkedHashMap<>();
        boolean damaged = false;
        for (final OtherJournal j : dead) {
            j.entries().forEach(e -> byId.merge(e.id(), e, (a, b) -> a.idle() ? b : a));
            final Optional<String> damage = j.damage();
            if (damage.isPresent()) {
                damaged = true;
                parts.log().warning("the journal of generation " + j.generation() + " (" + j + ") is damaged: " + damage.get()
                    + "; more seats than it names may have been taken");
            }
        }
        return new Remains(parts, new ArrayList<>(byId.values()), damaged);
    }

    /** {@return the seats that can be read} */
    List<JournalEntry> entries() {
        return entries;
    }

    /** {@return whether there may be others} */
    boolean damaged() {
        return damaged;
    }

    /** Where a journal could not be read in full, any free seat may be taken: all are held. Instance lock held. */
    void holdUnread() {
        if (damaged) {
            parts.log().warning(parts.ledger().holdFree(parts.bound()) + " free seats are on hold for what cannot be read");
        }
    }

    /** {@return how many of the seats were in work, or may have been, as a text} */
    String shown() {
        final long idle = entries.stream().filter(JournalEntry::idle).count();
        return (entries.size() - idle) + " of its seats are on hold"
            + (idle == 0 ? "" : ", and " + idle + " idle ones for a moment");
    }
}
