package io.usher.proxy.seat;

/** One server connection, and the truth about it: the job at the server outlives the proxy that sent it. */
final class SimConnection implements SeatConnection {

    enum Phase { TOOK, SENT, ANSWERED, ANSWERED_AND_CLOSED, IDLE, CLOSING, GONE }

    SimGeneration owner;
    final String where;
    final int shelf;
    Take take;
    Phase phase = Phase.TOOK;
    /** Its descriptor is under way to the successor: nobody reads it. */
    boolean passing;
    /** The server is at work. */
    boolean working;
    /** When the server will have ended at the latest. */
    long deadline;

    SimConnection(final SimGeneration owner, final String where, final int shelf, final Take take) {
        this.owner = owner;
        this.where = where;
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
            throw new SimViolation("a connection that is " + phase + " is asked to close");
        }
        phase = Phase.CLOSING;
    }

    /** Whether it counts at the server: a job, or a connection that its living owner can use. */
    boolean counts() {
        return working || owner.alive() && !owner.dying && phase != Phase.GONE;
    }
}
