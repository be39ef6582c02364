package io.usher.proxy.generation;

/** A client's request, in whichever processes it has been: it gets one answer. */
final class SimulatedRequest {
    final int id;
    final String queue;
    /** A health check: its answer is nobody's but the process's that sent it. */
    final boolean check;
    /** It was in a process that died, or on its way when the stream was cut: nobody owes it an answer. */
    boolean harmed;
    /** Its client left. */
    boolean left;
    int answers;
    /** Where it is being looked at as a newcomer; null = nowhere. */
    SimulatedGeneration arriving;
    /** Who has it, or had it last. */
    SimulatedQuery holder;

    SimulatedRequest(final int id, final String queue, final boolean check) {
        this.id = id;
        this.queue = queue;
        this.check = check;
    }

    void answered() {
        answers++;
        if (answers > 1) {
            throw new SimulationFailure(this + " is answered twice");
        }
    }

    boolean isOwed() {
        return !check && answers == 0 && !left && !harmed;
    }

    @Override
    public String toString() {
        return "r" + id;
    }
}
