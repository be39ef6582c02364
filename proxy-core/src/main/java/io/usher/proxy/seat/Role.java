package io.usher.proxy.seat;

/**
 * What a ledger may do in the part of the handover it is in: the difference between the states, and nothing that they share.
 * One object per stay in a state.
 */
abstract class Role {

    final Books books;
    final Turns turns;

    Role(final Books books, final Turns turns) {
        this.books = books;
        this.turns = turns;
    }

    /** For messages and {@code show generation}. */
    abstract String name();

    /** Whether newcomers may take seats. */
    boolean mayTake() {
        return false;
    }

    /** Takes a want in: queues it, and serves or passes it on as far as the role goes. */
    abstract void arrived(WaitQueue q, Want w);

    /** A queued want is about to leave its queue; false = it may not, as it is on its way to the successor. */
    boolean leaves(final Want w) {
        return true;
    }

    /** A take has ended here; its journal word is cleared. */
    abstract void freed(Take t);

    /** An answer is complete: whether the connection stays open. */
    abstract boolean idle(Take t);

    /** The lines that a queue may use have changed. */
    void servicesChanged(final WaitQueue q) {
    }

    /** More seats than before at an address. */
    void seatsAdded(final Seats s) {
    }
}
