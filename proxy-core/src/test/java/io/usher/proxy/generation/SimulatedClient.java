package io.usher.proxy.generation;

/** A client that keeps its connection between requests, in whichever processes it has been: one of them reads it. */
final class SimulatedClient {
    private final int id;
    /** It was in a process that died, or on its way when the stream was cut: nobody owes it anything. */
    boolean harmed;
    /** It has closed, or has had its last answer. */
    boolean left;
    /** Where it is being looked at as a newcomer; null = nowhere. */
    SimulatedGeneration arriving;
    /** Who has it, or had it last. */
    SimulatedIdle holder;

    SimulatedClient(final int id) {
        this.id = id;
    }

    /** What is wrong with it once all is at rest; null = nothing. */
    String complaint() {
        return left || harmed || holder.isHere() && holder.process().alive ? null
            : this + " is lost; it was last " + holder.status() + " in generation " + holder.process().number;
    }

    @Override
    public String toString() {
        return "c" + id;
    }
}
