package io.usher.proxy.generation;

import io.usher.proxy.seat.Take;
import io.usher.proxy.seat.Want;
import io.usher.proxy.seat.WantFailure;
import io.usher.proxy.traffic.Arrival;
import io.usher.proxy.traffic.Departure;
import io.usher.proxy.traffic.MovableWant;

/** A request of a simulated generation, whose client can move: the test is the client's loop, and knows who touches it. */
final class SimulatedWant extends Want implements MovableWant {
    private static final int FIRST_DESCRIPTOR = 100_000;

    /** What happens when it is told to leave. */
    enum Leaving { PACKED, STAYS, ENDED, NEVER }

    private final SimulatedGeneration at;
    private final String name;
    Take take;
    WantFailure failure;
    Leaving leaving = Leaving.PACKED;
    /** Sent, or about to be. */
    boolean away;
    /** Nobody here has it any more. */
    boolean over;
    int refusals;
    private boolean told;
    private boolean called;
    SimulatedWant movedTo;

    SimulatedWant(final SimulatedGeneration at, final String name) {
        this(at, name, at.world.now);
    }

    private SimulatedWant(final SimulatedGeneration at, final String name, final long arrival) {
        super(0, arrival);
        this.at = at;
        this.name = name;
    }

    @Override
    public void granted(final Take t) {
        untouched("granted");
        take = t;
        at.granted.add(this);
        at.world.atWork.add(this);
        at.world.peak = Math.max(at.world.peak, at.world.atWork.size());
    }

    @Override
    public void failed(final WantFailure why) {
        if (!over) {
            untouched("failed");
        }
        failure = why;
        at.failed.add(this);
    }

    private void untouched(final String how) {
        if (away || over) {
            throw new AssertionError(name + " is " + how + " in generation " + at.number + " while it is "
                + (over ? "over" : "away"));
        }
    }

    /** The server has answered and closed. */
    void done() {
        at.world.atWork.remove(this);
        if (!at.alive) {
            return;
        }
        at.lock.lock();
        try {
            at.ledger.release(take);
        } finally {
            at.lock.unlock();
        }
    }

    SimulatedGeneration at() {
        return at;
    }

    /** {@return who has it now} */
    SimulatedWant current() {
        return movedTo == null ? this : movedTo.current();
    }

    /** {@return whether that generation has still to do with it} */
    boolean keeps(final SimulatedGeneration g) {
        final SimulatedWant now = current();
        return now.at == g && (now.waits() || g.world.atWork.contains(now)) || at == g && away
            || movedTo != null && movedTo.keeps(g);
    }

    /** {@return whether it has neither been served nor failed, in a process that lives} */
    boolean waits() {
        return movedTo != null ? movedTo.waits() : at.alive && take == null && failure == null && !over;
    }

    boolean served() {
        return current().take != null;
    }

    // ---- moving

    @Override
    public Departure departure() {
        return !at.world.moving ? null : new Departure() {
            @Override
            public void leave(final Answer answer) {
                told = true;
                at.post(() -> leave0(answer));
            }

            @Override
            public void gone() {
                at.post(() -> end());
            }

            @Override
            public void refused() {
                refusals++;
                away = false; // At once: what the ledger does next finds it here.
            }

            @Override
            public void back() {
                if (movedTo != null && movedTo.at.alive) {
                    throw new AssertionError(name + " is back in generation " + at.number + " and lives in " + movedTo.at.number);
                }
                called = told; // Its loop runs this behind what it was told first.
                away = false;
            }

            @Override
            public void close() {
                over = true; // At once, as above.
                away = false;
            }
        };
    }

    private void end() {
        over = true;
        away = false;
    }

    private void leave0(final Departure.Answer answer) {
        told = false;
        if (called) {
            called = false;
            answer.ended();
            return;
        }
        switch (leaving) {
            case PACKED -> {
                away = true;
                final int descriptor = FIRST_DESCRIPTOR + at.world.clients.size();
                at.world.clients.put(descriptor, this);
                answer.packed(descriptor, name);
            }
            case STAYS -> answer.stays();
            case ENDED -> {
                over = true;
                answer.ended();
            }
            default -> {
                // The loop is busy.
            }
        }
    }

    /** How a generation looks at clients that come. */
    static SimulatedServing.Arrivals arrivals(final SimulatedGeneration g) {
        return (descriptor, luggage, arrival) -> {
            final SimulatedWant old = g.world.clients.get(descriptor);
            if (!old.name.equals(luggage)) {
                throw new AssertionError("descriptor of " + old + " came with the luggage of " + luggage);
            }
            if (g.refuses.contains(luggage)) {
                throw new IllegalArgumentException("no backend for " + luggage);
            }
            return old.entering(g, arrival);
        };
    }

    private Arrival entering(final SimulatedGeneration g, final long arrival) {
        return () -> {
            if (movedTo != null || take != null || !away && !over && at.alive) {
                throw new AssertionError(name + " enters generation " + g.number + " and is " + (movedTo == null ? "still in "
                    + at.number : "in " + movedTo.at.number));
            }
            movedTo = new SimulatedWant(g, name, arrival);
            g.lock.lock();
            try {
                g.ledger.enqueueMoved(g.queue, movedTo);
            } finally {
                g.lock.unlock();
            }
        };
    }

    @Override
    public String toString() {
        return name;
    }
}
