package io.usher.proxy.generation;

/** What the state machines do to their own journal. Thread: {@code generation}. */
interface OwnJournal {

    /** Writes into the header to which generation this one is handing over; 0 = to none. */
    void handingTo(int successor);

    /** Deletes the file if no seat stands in it. */
    void deleteIfEmpty();
}
