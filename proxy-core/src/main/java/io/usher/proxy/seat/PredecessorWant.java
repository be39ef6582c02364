package io.usher.proxy.seat;

import java.util.function.BiConsumer;

/** A request that waits in the predecessor; its seat goes there. */
final class PredecessorWant extends Want {

    final long number;
    private final BiConsumer<PredecessorWant, Take> grant;

    PredecessorWant(final long number, final long arrivalNanos, final BiConsumer<PredecessorWant, Take> grant) {
        super(-1, arrivalNanos);
        this.number = number;
        this.grant = grant;
        this.older = true;
    }

    @Override
    boolean grantsElsewhere() {
        return true;
    }

    @Override
    public void granted(final Take take) {
        grant.accept(this, take);
    }

    /** Cannot happen: no journal of ours, no queue that an operator or a server's state could fail. */
    @Override
    public void failed(final WantFailure why) {
        throw new IllegalStateException("the want " + number + " of the predecessor failed here: " + why);
    }
}
