package io.usher.proxy.seat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A journal file as the simulation has it: survives its writer, sometimes refuses to grow. */
final class SimJournal implements SeatJournal {

    private final SimWorld world;
    private final Map<TakeId, JournalEntry> words = new LinkedHashMap<>();
    /** The generation that it is being handed to; 0 = none. */
    int handingTo;
    boolean exists = true;
    /** All its words are another generation's; who copied them may die before deleting it, which holds seats at most. */
    boolean isCopied;

    SimJournal(final SimWorld world) {
        this.world = world;
    }

    @Override
    public void write(final Take take) throws JournalFullException {
        if (world.journalsFill && world.chance(8)) {
            throw new JournalFullException("the simulated disk is full");
        }
        if (words.containsKey(take.id())) {
            throw new SimViolation("take " + take.id() + " is written twice");
        }
        if (!world.has(SimMutant.NO_JOURNAL)) {
            words.put(take.id(), new JournalEntry(take.id(), take.seats().address()));
        }
    }

    @Override
    public void clear(final Take take) {
        if (words.remove(take.id()) == null && !world.has(SimMutant.NO_JOURNAL)) {
            throw new SimViolation("take " + take.id() + " is cleared but was not written");
        }
    }

    List<JournalEntry> entries() {
        return List.copyOf(words.values());
    }

    void delete() {
        exists = false;
        words.clear();
    }
}
