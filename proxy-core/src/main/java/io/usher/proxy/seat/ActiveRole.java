package io.usher.proxy.seat;

/** The active generation, with or without a predecessor that still wants seats. */
final class ActiveRole extends ServingRole {

    ActiveRole(final Books books, final Turns turns) {
        super(books, turns);
    }

    @Override
    String name() {
        return "active";
    }

    @Override
    boolean mayTake() {
        return true;
    }

    @Override
    void arrived(final WaitQueue q, final Want w) {
        books.enqueue(q, w, false);
        turns.settle(q, 1);
    }
}
