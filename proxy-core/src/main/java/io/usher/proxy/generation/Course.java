package io.usher.proxy.generation;

import java.util.Optional;
import java.util.Set;

/** What the two roles tell the generation they belong to. Thread: {@code generation}. */
interface Course {

    /** The generation is in that state now. */
    void entered(GenerationState state);

    /** The generation before holds nothing any more; this one may have begun to finish meanwhile. */
    void predecessorGone();

    /** A neighbour is there, gone or not what it was: what others see has changed. */
    void neighbourChanged();

    /** {@return why this active generation cannot hand its ledger back to the one before; empty = it can} */
    Optional<String> refusesToHandBack();

    /** {@return the highest generation number given out here} */
    int lastNumber();

    /** This generation was about to hand back, and stays active. */
    void staysActive();

    /**
     * The generation before is active again: this one finishes.
     *
     * @param stream its stream
     * @param shared keys of the listeners that both have
     * @param lost   why the stream is of no use any more, as a predicate; null = it is
     */
    void handedBack(Peer stream, Neighbour to, Set<String> shared, String lost);

    /** This generation is about to be active again, with its successor as predecessor. */
    void resumed(Successor again);

    /** The process is to end now, with that status. */
    void exit(int status, String why);
}
