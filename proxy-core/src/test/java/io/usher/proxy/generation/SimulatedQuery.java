package io.usher.proxy.generation;

import io.usher.proxy.seat.Take;
import io.usher.proxy.seat.Want;
import io.usher.proxy.seat.WantFailure;
import io.usher.proxy.traffic.Departure;
import io.usher.proxy.traffic.MovableWant;

/** A request, or a check, in one process: what its stream knows and does there. */
final class SimulatedQuery extends Want implements MovableWant {

    enum Status {
        WAITING, IN_WORK, DONE, FAILED,
        /** Its client left. */
        LEFT,
        /** Its descriptor is under way. */
        AWAY,
        /** The successor has it. */
        MOVED,
        /** Closed here since nobody could tell who has it, or its process died. */
        LOST
    }

    final SimulatedTraffic in;
    final SimulatedRequest request;
    final Priority kind;
    /** It came by MOVE. */
    final boolean moved;
    private final boolean movable;
    Status status = Status.WAITING;
    SimulatedLink link;
    /** It waited when its generation froze. */
    boolean atCommit;
    /** No order can be demanded for it: what its queue may use changed while it waited, or its process stood still. */
    boolean excused;
    boolean told;
    private boolean calledBack;

    SimulatedQuery(final SimulatedTraffic in, final SimulatedRequest request, final int shelf, final long arrival,
                   final Priority kind, final boolean moved) {
        super(shelf, arrival, kind);
        this.in = in;
        this.request = request;
        this.kind = kind;
        this.moved = moved;
        this.movable = in.host.chance(3) || in.host.chance(2);
    }

    boolean isCheck() {
        return kind != Priority.REQUEST;
    }

    boolean unsettled() {
        return status == Status.WAITING || status == Status.IN_WORK || status == Status.AWAY;
    }

    @Override
    public void granted(final Take take) {
        if (status == Status.LEFT) {
            in.returnUnused(take); // Its client left while it was on its way out, and the ledger has not heard of it yet.
            return;
        }
        in.order.check(this, take, true);
        in.begin(this, take);
    }

    @Override
    public void failed(final WantFailure why) {
        if (status == Status.LOST || status == Status.LEFT) {
            return;
        }
        if (status == Status.WAITING && request.left) {
            status = Status.LEFT;
            return;
        }
        if (status != Status.WAITING) {
            throw new SimulationFailure(this + " fails (" + why + ") while it is " + status);
        }
        status = Status.FAILED;
        request.answered();
        in.host.failed(this, why);
    }

    // ---- moving

    @Override
    public Departure departure() {
        return !movable || isCheck() || !in.host.moving ? null : new Leaving();
    }

    private final class Leaving implements Departure {
        private int descriptor;

        @Override
        public void leave(final Answer answer) {
            told = true;
            in.loop.add(() -> leaveNow(answer));
        }

        private void leaveNow(final Answer answer) {
            told = false;
            if (calledBack || status != Status.WAITING || request.left) {
                calledBack = false;
                if (request.left && status == Status.WAITING) {
                    status = Status.LEFT;
                }
                answer.ended();
            } else if (in.host.chance(6)) {
                answer.stays();
            } else {
                status = Status.AWAY;
                descriptor = in.host.pack(SimulatedQuery.this);
                answer.packed(descriptor, request.toString());
            }
        }

        @Override
        public void gone() {
            require();
            status = Status.MOVED;
            in.host.discard(descriptor);
        }

        @Override
        public void refused() {
            require();
            status = Status.WAITING;
        }

        @Override
        public void back() {
            if (request.holder != SimulatedQuery.this) {
                throw new SimulationFailure(request + " is back in generation " + in.at.number + " and was touched in "
                    + request.holder.in.at.number);
            }
            calledBack = told; // Its loop runs this behind what it was told first.
            if (status == Status.AWAY) {
                status = Status.WAITING;
                in.host.discard(descriptor);
            }
        }

        @Override
        public void close() {
            require();
            status = Status.LOST;
            request.harmed = true;
            in.host.discard(descriptor);
        }

        private void require() {
            if (status != Status.AWAY) {
                throw new SimulationFailure(SimulatedQuery.this + " is " + status + " (expected: away)");
            }
        }
    }

    @Override
    public String toString() {
        return (isCheck() ? "check " : "") + request + "@" + in.at.number;
    }
}
