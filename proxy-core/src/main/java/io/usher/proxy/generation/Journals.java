package io.usher.proxy.generation;

import java.util.List;
import java.util.Optional;

/** The journals of the instance's other generations. Thread: {@code generation}. */
interface Journals {

    /** {@return that generation's journal, empty if there is no such file}; the same object each time */
    Optional<OtherJournal> of(int generation);

    /** {@return all that exist but one's own, oldest first} */
    List<OtherJournal> others();

    /** {@return whether a process that may have no journal yet was stopped (SIGSTOP); false where that cannot be seen} */
    default boolean stopped(final long pid) {
        return false;
    }

    /** Deletes journals that were begun, and never named, by processes that are gone. */
    default void deleteBegun() {
    }
}
