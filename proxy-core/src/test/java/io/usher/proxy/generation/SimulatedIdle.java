package io.usher.proxy.generation;

import io.usher.proxy.traffic.ClientExit;
import io.usher.proxy.traffic.Departure;

/** A client between two requests, in one process: what its connection knows and does there. */
final class SimulatedIdle {

    enum Status {
        HERE,
        /** It waits for its turn to leave, and takes up no request. */
        OFFERED,
        /** Its descriptor is under way. */
        AWAY,
        /** The successor has it. */
        MOVED,
        CLOSED
    }

    final SimulatedClient client;
    private final SimulatedClients in;
    private final boolean movable;
    private Status status = Status.HERE;
    private Leaving way;
    private ClientExit refusedBy;

    SimulatedIdle(final SimulatedClients in, final SimulatedClient client) {
        this.in = in;
        this.client = client;
        this.movable = !in.host.chance(5);
        client.holder = this;
        client.arriving = null;
    }

    SimulatedGeneration process() {
        return in.at;
    }

    Status status() {
        return status;
    }

    boolean isHere() {
        return status == Status.HERE;
    }

    /** Whether a process that ends now would break it off. */
    boolean isOpen() {
        return status == Status.HERE || status == Status.OFFERED || status == Status.AWAY;
    }

    /** Its loop reads it. */
    void touch() {
        if (client.holder != this) {
            throw new SimulationFailure(client + " is read in generation " + in.at.number + " and lives in "
                + client.holder.in.at.number);
        }
    }

    void offer(final ClientExit exit) {
        if (status == Status.HERE && exit != null && refusedBy != exit && movable && in.host.moving) {
            status = Status.OFFERED;
            way = new Leaving(exit);
            exit.offer(way);
        }
    }

    /** Whether this generation, which finishes, gives it one last answer. */
    boolean isToEnd() {
        final ClientExit exit = in.at.serving.exit;
        return status == Status.HERE && in.at.serving.closing
            && (exit == null || refusedBy == exit || !movable || !in.host.moving);
    }

    /** It goes, or is let go in order. */
    void leave() {
        touch();
        status = Status.CLOSED;
        client.left = true;
    }

    /** Its process is dead. */
    void die() {
        if (isOpen()) {
            client.harmed = true;
            status = status == Status.AWAY ? status : Status.CLOSED;
        }
    }

    /** It comes to the process that it was sent to. */
    void enters(final SimulatedClients next) {
        if (client.holder != this || in.at.alive && (status == Status.HERE || status == Status.OFFERED)) {
            throw new SimulationFailure(client + " enters generation " + next.at.number + " and is " + client.holder.status
                + " in " + client.holder.in.at.number);
        }
        next.add(client);
    }

    private final class Leaving implements Departure {
        private final ClientExit by;
        private int descriptor;
        private boolean told;
        private boolean calledBack;

        Leaving(final ClientExit by) {
            this.by = by;
        }

        @Override
        public void leave(final Answer answer) {
            told = true;
            in.onLoop(() -> leaveNow(answer));
        }

        private void leaveNow(final Answer answer) {
            told = false;
            if (calledBack || way != this || status != Status.OFFERED) {
                answer.ended();
            } else if (in.host.chance(8)) {
                stays();
                answer.stays();
            } else if (in.host.chance(12)) {
                status = Status.HERE;
                SimulatedIdle.this.leave(); // Its client has closed.
                answer.ended();
            } else {
                status = Status.AWAY;
                descriptor = in.host.pack(SimulatedIdle.this);
                answer.packed(descriptor, client.toString());
            }
        }

        private void stays() {
            status = Status.HERE;
            refusedBy = by;
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
            stays();
            touch();
        }

        @Override
        public void back() {
            calledBack = true;
            if (way != this || status != Status.AWAY && status != Status.OFFERED) {
                return;
            }
            if (status == Status.AWAY) {
                in.host.discard(descriptor);
            }
            status = Status.HERE;
            touch();
        }

        @Override
        public void close() {
            require();
            if (in.host.mishaps == 0) {
                throw new SimulationFailure(client + " is broken off in generation " + in.at.number
                    + ", where nothing has happened");
            }
            status = Status.CLOSED;
            client.harmed = true;
            in.host.discard(descriptor);
        }

        private void require() {
            if (way != this || status != Status.AWAY) {
                throw new SimulationFailure(client + " is " + status + " in generation " + in.at.number + " (expected: away)");
            }
        }
    }

    @Override
    public String toString() {
        return client + "@" + in.at.number;
    }
}
