package io.usher.proxy.seat;

/**
 * A successor before its predecessor's QUEUE-END, or before it is active at all: its own arrivals wait apart, so that none
 * overtakes what was queued at COMMIT; what the predecessor asks for or has moved here is served.
 */
final class WaitingRole extends ServingRole {

    private final String name;

    WaitingRole(final Books books, final Turns turns, final String name) {
        super(books, turns);
        this.name = name;
    }

    @Override
    String name() {
        return name;
    }

    @Override
    void arrived(final WaitQueue q, final Want w) {
        books.enqueue(q, w, !w.older);
        if (w.older) {
            turns.settle(q, 1);
        }
    }
}
