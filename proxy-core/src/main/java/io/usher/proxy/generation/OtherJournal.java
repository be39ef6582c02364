package io.usher.proxy.generation;

import io.usher.proxy.seat.JournalEntry;
import java.util.List;
import java.util.Optional;

/** Another generation's journal. Thread: {@code generation}. */
interface OtherJournal {

    /** {@return the generation's number} */
    int generation();

    /** {@return whether its generation is dead: the lock it holds for life could be taken} */
    boolean dead();

    /** {@return whether its generation lives and has been stopped (SIGSTOP): it does nothing until somebody lets it go on} */
    default boolean stopped() {
        return false;
    }

    /** Ends its generation's process (SIGKILL), if it lives: nothing that it does can collide with others any more. */
    default void kill() {
    }

    /** {@return the generation it is handing over to; 0 = none} */
    int handingTo();

    /** {@return its taken seats, as far as they can be read; exact once its generation is dead} */
    List<JournalEntry> entries();

    /** {@return why there may be taken seats that {@link #entries} does not have; empty = it has all} */
    default Optional<String> damage() {
        return Optional.empty();
    }

    /**
     * Deletes the file of a dead generation: only when its seats stand in the heir's own journal. A damaged one is set aside
     * under another name instead.
     */
    void delete();
}
