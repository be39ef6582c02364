package io.usher.proxy.seat;

/** A request, or a check, in one generation. */
final class SimRequest extends Want {

    enum Status { WAITING, IN_WORK, DONE, GONE, FAILED, LOST, MOVED }

    final int id;
    final SimGeneration in;
    final int queueIndex;
    final boolean movable;
    final boolean movedHere;
    Status status = Status.WAITING;
    /** It was queued when its generation froze. */
    boolean atCommit;
    /** The order cannot be demanded for it: its place changed, or its move was refused, after QUEUE-END. */
    boolean excused;
    /** The successor has acknowledged its client. */
    boolean movedAway;
    SimConnection connection;

    SimRequest(final int id, final SimGeneration in, final int queueIndex, final long arrival, final Priority priority,
               final boolean movable, final boolean movedHere) {
        super(in.world.below(2), arrival, priority);
        this.id = id;
        this.in = in;
        this.queueIndex = queueIndex;
        this.movable = movable;
        this.movedHere = movedHere;
    }

    boolean isCheck() {
        return !isRequest();
    }

    @Override
    public void granted(final Take take) {
        in.checkOrder(this, take, true);
        in.begin(this, take);
    }

    @Override
    public void failed(final WantFailure why) {
        if (status != Status.WAITING) {
            throw new SimViolation("r" + id + " fails (" + why + ") while it is " + status);
        }
        refuseIfMoved();
        status = Status.FAILED;
        in.world.failed(this, why);
    }

    void refuseIfMoved() {
        if (movedAway) {
            throw new SimViolation(this + " is touched here though its client has moved");
        }
    }

    @Override
    public String toString() {
        return "r" + id + "@" + in.number;
    }
}
