package io.usher.proxy.seat;

/**
 * The memory of takes that outlives this process: one word per take, written before connect and cleared before anybody may learn
 * of the release. Called with the instance's lock held, so it must not block on a disk (a mapped file does not).
 */
public interface SeatJournal {

    /**
     * Remembers a take. The journal may note its own place for it with {@link Take#journalSlot(long)}.
     *
     * @throws JournalFullException if it cannot; the take is then refused
     */
    void write(Take take) throws JournalFullException;

    /** Forgets a take that {@link #write} remembered. Never fails, and is called once per written take. */
    void clear(Take take);

    /**
     * Marks a remembered take: its connection is idle, so that the server has nothing in work for it; or not any more. The mark
     * is gone before the connection is given to a request, hence before a byte of it can be written. A journal that keeps no
     * such mark has the idle seats of the dead held like all others.
     */
    default void markIdle(final Take take, final boolean idle) {
    }
}
