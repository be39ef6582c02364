package io.usher.proxy.seat;

import java.util.ArrayDeque;

/** The stream between a predecessor and its successor: ordered, slow, and it can end at any moment with messages unread. */
final class SimStream {

    /** A message and what its receiver does with it. */
    record Message(String text, Runnable receive) {
    }

    final SimGeneration p;
    final SimGeneration s;
    final ArrayDeque<Message> toP = new ArrayDeque<>();
    final ArrayDeque<Message> toS = new ArrayDeque<>();
    boolean closedByP;
    boolean closedByS;

    SimStream(final SimGeneration p, final SimGeneration s) {
        this.p = p;
        this.s = s;
    }

    void toP(final String text, final Runnable receive) {
        if (!closedByS && !closedByP && p.alive()) {
            toP.add(new Message(text, receive));
        }
    }

    void toS(final String text, final Runnable receive) {
        if (!closedByP && !closedByS && s.alive()) {
            toS.add(new Message(text, receive));
        }
    }

    boolean endsForP() {
        return !closedByP && (closedByS || !s.alive()) && (toP.isEmpty() || p.world.has(SimMutant.AUTOCLOSE));
    }

    boolean endsForS() {
        return !closedByS && (closedByP || !p.alive()) && (toS.isEmpty() || p.world.has(SimMutant.AUTOCLOSE));
    }

    void closeByP() {
        closedByP = true;
        toP.clear();
    }

    void closeByS() {
        closedByS = true;
        toS.clear();
    }
}
