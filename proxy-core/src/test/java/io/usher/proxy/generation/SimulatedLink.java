package io.usher.proxy.generation;

import io.usher.proxy.seat.SeatConnection;
import io.usher.proxy.seat.Take;

/** One server connection and the truth about it: the job at the server outlives the process that sent it. */
final class SimulatedLink implements SeatConnection {

    enum Phase { TOOK, SENT, ANSWERED, ANSWERED_AND_CLOSED, IDLE, CLOSING, GONE }

    SimulatedTraffic owner;
    final SimulatedServer server;
    final int shelf;
    Take take;
    Phase phase = Phase.TOOK;
    /** Not connected before; false once a connection is reused. */
    boolean fresh = true;
    /** Whom it serves; null = nobody any more. */
    SimulatedQuery query;
    /** Its descriptor is on its way to the next generation: nobody reads it. */
    boolean passing;
    /** Its hold's bound passed while it was on its way: by the premise the server is done. */
    boolean pastBound;
    /** The server is at work. */
    boolean working;
    /** When the server will have ended at the latest. */
    long deadline;

    SimulatedLink(final SimulatedTraffic owner, final SimulatedServer server, final int shelf, final Take take) {
        this.owner = owner;
        this.server = server;
        this.shelf = shelf;
        this.take = take;
    }

    @Override
    public int shelf() {
        return shelf;
    }

    @Override
    public void closeIdle() {
        if (phase != Phase.IDLE) {
            throw new SimulationFailure("a connection that is " + phase + " is asked to close: " + this);
        }
        owner.closes(this);
    }

    /** Whether it counts at the server: a job, or a connection that its living owner can use. */
    boolean counts() {
        return working || owner.at.alive && phase != Phase.GONE && !pastBound;
    }

    @Override
    public String toString() {
        return take.id() + " of generation " + owner.at.number + " at " + server + " (" + phase + (working ? ", at work" : "")
            + ")";
    }
}
