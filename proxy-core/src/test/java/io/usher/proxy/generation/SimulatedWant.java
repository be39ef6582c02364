package io.usher.proxy.generation;

import io.usher.proxy.seat.Take;
import io.usher.proxy.seat.Want;
import io.usher.proxy.seat.WantFailure;

/** A request of a simulated generation. */
final class SimulatedWant extends Want {
    private final SimulatedGeneration at;
    private final String name;
    Take take;
    WantFailure failure;

    SimulatedWant(final SimulatedGeneration at, final String name) {
        super(0, at.world.now);
        this.at = at;
        this.name = name;
    }

    @Override
    public void granted(final Take t) {
        take = t;
        at.granted.add(this);
        at.world.atWork.add(this);
        at.world.peak = Math.max(at.world.peak, at.world.atWork.size());
    }

    @Override
    public void failed(final WantFailure why) {
        failure = why;
        at.failed.add(this);
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

    /** {@return whether it has neither been served nor failed, in a process that lives} */
    boolean waits() {
        return at.alive && take == null && failure == null;
    }

    boolean served() {
        return take != null;
    }

    @Override
    public String toString() {
        return name;
    }
}
