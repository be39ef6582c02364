package io.usher.proxy.generation;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Deletes the journals of the dead, once nothing in them counts any more. Only as the owner. Thread: {@code generation}. */
final class JournalSweep {
    private final Parts parts;
    /** Journals of lost successors whose seats stand in the own one: to be deleted once their processes are gone. */
    private final List<OtherJournal> copied = new ArrayList<>();
    /** Why the folder could not be looked after last time, which is told once; empty = it could. */
    private String failure = "";

    JournalSweep(final Parts parts) {
        this.parts = parts;
    }

    /** The seats of that journal stand in the own one now. */
    void copied(final OtherJournal journal) {
        copied.add(journal);
        deleteCopied();
    }

    private void deleteCopied() {
        copied.removeIf(journal -> {
            final boolean dead = journal.dead();
            if (dead) {
                journal.delete();
            }
            return dead;
        });
    }

    /** Deletes those that were copied, the empty ones of generations that never came to be active, and unfinished ones. */
    void run() {
        try {
            deleteCopied();
            parts.journals().deleteBegun();
            for (final OtherJournal j : parts.journals().others()) {
                if (j.dead() && j.entries().isEmpty() && j.damage().isEmpty()) {
                    j.delete();
                }
            }
            failure = "";
        } catch (final UncheckedIOException e) {
            if (!failure.equals(e.getMessage())) {
                failure = e.getMessage();
                parts.log().warning(failure + ": journals of dead generations are not looked after");
            }
        }
    }
}
