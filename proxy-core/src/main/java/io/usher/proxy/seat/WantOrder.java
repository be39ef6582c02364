package io.usher.proxy.seat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Wants in arrival order. Those that come in order, nearly all, stand in a linked list: O(1) to add, to take and to remove
 * from the middle. One that comes out of turn (a retry, a predecessor's late want, two loops racing for the lock) stands in
 * a tree: O(log n).
 */
final class WantOrder {

    private Want first;
    private Want last;
    private TreeSet<Want> outOfTurn;
    private int size;

    int size() {
        return size;
    }

    /** The oldest; null = none. */
    Want first() {
        if (outOfTurn == null || outOfTurn.isEmpty()) {
            return first;
        }
        final Want other = outOfTurn.first();
        return first == null || other.isBefore(first) ? other : first;
    }

    void add(final Want w) {
        size++;
        w.order = this;
        w.outOfTurn = last != null && w.isBefore(last);
        if (w.outOfTurn) {
            if (outOfTurn == null) {
                outOfTurn = new TreeSet<>(Want::compare);
            }
            outOfTurn.add(w);
            return;
        }
        w.before = last;
        w.after = null;
        if (last == null) {
            first = w;
        } else {
            last.after = w;
        }
        last = w;
    }

    void remove(final Want w) {
        size--;
        w.order = null;
        if (w.outOfTurn) {
            outOfTurn.remove(w);
            return;
        }
        if (w.before == null) {
            first = w.after;
        } else {
            w.before.after = w.after;
        }
        if (w.after == null) {
            last = w.before;
        } else {
            w.after.before = w.before;
        }
        w.before = null;
        w.after = null;
    }

    /** All of them, oldest first. */
    List<Want> toList() {
        final List<Want> all = new ArrayList<>(size);
        for (Want w = first; w != null; w = w.after) {
            all.add(w);
        }
        if (outOfTurn != null && !outOfTurn.isEmpty()) {
            all.addAll(outOfTurn);
            all.sort(Want::compare);
        }
        return all;
    }
}
