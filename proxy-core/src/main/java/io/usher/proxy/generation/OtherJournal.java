package io.usher.proxy.generation;

import io.usher.proxy.seat.JournalEntry;
import java.util.List;

/** Another generation's journal. Thread: {@code generation}. */
interface OtherJournal {

    /** {@return the generation's number} */
    int generation();

    /** {@return whether its generation is dead: the lock it holds for life could be taken} */
    boolean dead();

    /** {@return the generation it is handing over to; 0 = none} */
    int handingTo();

    /** {@return its taken seats; exact once its generation is dead} */
    List<JournalEntry> entries();

    /** Deletes the file of a dead generation: only when its seats stand in the heir's own journal. */
    void delete();
}
