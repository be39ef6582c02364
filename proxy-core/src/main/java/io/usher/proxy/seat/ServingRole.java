package io.usher.proxy.seat;

/** The keeper of the ledger: seats are handed out here. Active, and waiting for QUEUE-END. */
abstract class ServingRole extends Role {

    ServingRole(final Books books, final Turns turns) {
        super(books, turns);
    }

    @Override
    final void freed(final Take t) {
        turns.freed(t);
    }

    @Override
    final boolean idle(final Take t) {
        return turns.idle(t);
    }

    @Override
    final void servicesChanged(final WaitQueue q) {
        turns.settle(q, q.waiting());
    }

    @Override
    final void seatsAdded(final Seats s) {
        turns.serve(s);
    }
}
