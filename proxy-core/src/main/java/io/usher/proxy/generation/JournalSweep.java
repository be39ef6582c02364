package io.usher.proxy.generation;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Deletes the journals of the dead, once nothing in them counts any more. Only as the owner. Thread: {@code generation}. */
final class JournalSweep {
    private final Parts parts;
    /** Journals of lost successors whose seats stand in the own one: to be deleted once their processes are gone. */
    private final List<OtherJournal> copied = new ArrayList<>();
    /** Why the folder could not be looked after last time, which is told once; empty = it could. */
    private String failure = "";
    /** Why others did not find this generation's own files last time, which is told once; empty = they did. */
    private String astray = "";

    JournalSweep(final Parts parts) {
        this.parts = parts;
    }

    /** The ledger is this generation's again, with what a successor that is lost had taken as holds; {@return that}. */
    Remains takeBack(final int successor) {
        // Read whether it is dead or not: a dying process may lose 'owner' before its journal's lock.
        final Optional<OtherJournal> left = parts.journals().of(successor);
        final Remains remains = Remains.of(parts, left.stream().toList());
        final boolean written = parts.underLock(() -> {
            remains.holdUnread();
            parts.ledger().regain(remains.entries(), parts.bound());
            return parts.ledger().unwritten().isEmpty();
        });
        if (written) {
            left.ifPresent(copied::add);
            deleteCopied();
        }
        return remains;
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

    /**
     * Whether what dead journals name stands in the own one, or is over. All were read when this generation became the owner,
     * or lost its neighbour; a file is still there if the own journal had no room at that moment.
     */
    private boolean stands() {
        return parts.owner().held() && parts.underLock(() -> parts.ledger().unwritten().isEmpty());
    }

    /** Each second of an active generation; {@code sole}: it has no predecessor any more. */
    void run(final boolean sole) {
        lookForOwnFiles();
        if (sole) {
            sweep();
        }
    }

    /** As long as this generation lives its seats are exact without the files: they are for whoever comes after it. */
    private void lookForOwnFiles() {
        final String why = parts.owner().held() ? parts.astray().orElse("") : astray;
        if (why.equals(astray)) {
            return;
        }
        astray = why;
        if (why.isEmpty()) {
            parts.log().notice("the files of generation " + parts.number() + " are back in " + parts.folder());
        } else {
            parts.log().warning(why + ": nobody would know of the seats of generation " + parts.number()
                + " after its death, and it takes no successor (expected: the files it made; put them back, or stop it before"
                + " another one starts)");
        }
    }

    /** Deletes those that were copied, the empty ones of generations that never came to be active, and unfinished ones. */
    private void sweep() {
        try {
            deleteCopied();
            parts.journals().deleteBegun();
            for (final OtherJournal j : parts.journals().others()) {
                if (j.dead() && j.damage().isEmpty() && (j.entries().isEmpty() || stands())) {
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
