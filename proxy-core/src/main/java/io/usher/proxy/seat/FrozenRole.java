package io.usher.proxy.seat;

import java.util.ArrayList;
import java.util.List;

/** A predecessor from READY until ACTIVE or roll-back (COMMITTING): no take, no grant; what is released is the successor's. */
final class FrozenRole extends Role {

    private final List<TakeId> released = new ArrayList<>();

    FrozenRole(final Books books, final Turns turns) {
        super(books, turns);
    }

    @Override
    String name() {
        return "frozen";
    }

    @Override
    void arrived(final WaitQueue q, final Want w) {
        books.enqueue(q, w, false);
    }

    /** Remembered even before the TAKEN list is made: the successor ignores a RELEASE of a take that it never heard of. */
    @Override
    void freed(final Take t) {
        released.add(t.id());
    }

    @Override
    boolean idle(final Take t) {
        books.keepIdle(t);
        return true;
    }

    /** Takes that ended since the freeze. */
    List<TakeId> released() {
        return released;
    }
}
