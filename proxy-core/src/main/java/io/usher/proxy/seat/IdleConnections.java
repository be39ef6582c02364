package io.usher.proxy.seat;

import java.util.Arrays;

/**
 * The idle connections of one line at one address, newest first on each shelf. O(1), but O(shelves) to look beyond one's own.
 * Guarded by the instance's lock, as are the links in the takes.
 */
final class IdleConnections {

    final Object line;
    private Take[] newest = new Take[0];
    private Take[] oldest = new Take[0];
    private int count;

    IdleConnections(final Object line) {
        this.line = line;
    }

    int count() {
        return count;
    }

    void add(final Take t) {
        final int shelf = Math.max(0, t.connection().shelf());
        if (shelf >= newest.length) {
            newest = Arrays.copyOf(newest, shelf + 1);
            oldest = Arrays.copyOf(oldest, shelf + 1);
        }
        t.idleShelf = shelf;
        t.idleAfter = newest[shelf];
        t.idleBefore = null;
        if (newest[shelf] == null) {
            oldest[shelf] = t;
        } else {
            newest[shelf].idleBefore = t;
        }
        newest[shelf] = t;
        count++;
    }

    void remove(final Take t) {
        if (t.idleBefore == null) {
            newest[t.idleShelf] = t.idleAfter;
        } else {
            t.idleBefore.idleAfter = t.idleAfter;
        }
        if (t.idleAfter == null) {
            oldest[t.idleShelf] = t.idleBefore;
        } else {
            t.idleAfter.idleBefore = t.idleBefore;
        }
        t.idleBefore = null;
        t.idleAfter = null;
        count--;
    }

    /** The best to reuse from that shelf; null = none at all. */
    Take best(final int shelf) {
        if (count == 0) {
            return null;
        }
        if (shelf >= 0 && shelf < newest.length && newest[shelf] != null) {
            return newest[shelf];
        }
        return any(newest);
    }

    /** The best to close; null = none. */
    Take worst() {
        return count == 0 ? null : any(oldest);
    }

    private static Take any(final Take[] of) {
        for (final Take t : of) {
            if (t != null) {
                return t;
            }
        }
        return null;
    }
}
