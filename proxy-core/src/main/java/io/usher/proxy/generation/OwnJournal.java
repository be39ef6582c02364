package io.usher.proxy.generation;

import java.util.Optional;

/** What the state machines do to their own journal. Thread: {@code generation}. */
interface OwnJournal {

    /** Writes into the header to which generation this one is handing over; 0 = to none. */
    void handingTo(int successor);

    /** Deletes the file if no seat stands in it. */
    void deleteIfEmpty();

    /** {@return why others do not find it any more; empty = they do} */
    default Optional<String> astray() {
        return Optional.empty(); // Where files cannot be removed from under a process.
    }
}
