package io.usher.proxy.generation;

/** Who hears what comes from a {@link Peer}; another one when the handover runs in reverse. Thread: {@code generation}. */
interface Hearer {

    /** A line on C. */
    void received(Message m);

    /**
     * A descriptor on D.
     *
     * @param n          its number since this one hears, from 1
     * @param descriptor -1 = it was lost on the way, which consumes its number
     */
    void descriptor(long n, int descriptor);

    /** The stream has ended and everything that was sent has been heard, or it is of no use; why, as a predicate. */
    void ended(String why);
}
