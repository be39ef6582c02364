package io.usher.proxy.generation;

import java.util.Optional;

/**
 * The end of a neighbour that does not end by itself: it hangs, or was stopped. Nobody may use the seats of a process that could
 * wake up, so it is killed first; its journal then says what is on hold. Thread: {@code generation}.
 */
final class Fence {
    /** How much longer than its own {@code hard-stop-after} a predecessor gets: it passes its seats on hold meanwhile, ms. */
    static final long HARD_STOP_GRACE = 3_000;
    /** How long a drained predecessor may take to end when it is told so, ms. */
    static final long END_LIMIT = 2_000;

    private final Parts parts;
    private final int predecessor;
    private final TimeLimit limit;
    private long active;

    Fence(final Parts parts, final int predecessor) {
        this.parts = parts;
        this.predecessor = predecessor;
        limit = new TimeLimit(parts.timers());
    }

    /**
     * The predecessor finishes from now on, or from when this was called first.
     *
     * @param hardStop ms it may take by its configuration, or by this one's as long as it has not said; 0 = no limit
     */
    void finishing(final long hardStop) {
        final long now = parts.ledger().clock().nanoTime();
        active = active == 0 ? now : active;
        limit.cancel();
        if (hardStop > 0) {
            final long since = (now - active) / 1_000_000;
            limit.renew(Math.max(1, hardStop + HARD_STOP_GRACE - since), () -> kill("has outlived its hard-stop-after of "
                + hardStop + " ms"));
        }
    }

    /** It was told to end. */
    void ending() {
        limit.renew(END_LIMIT, () -> kill("is drained, and does not end"));
    }

    /** It is gone, or drained and in nobody's way. */
    void off() {
        limit.cancel();
    }

    /**
     * Kills a successor that was stopped (SIGSTOP) before it was active: it cannot say so, and may have the owner lock.
     *
     * @return whether it was
     */
    static boolean killStopped(final Parts parts, final int successor) {
        final Optional<OtherJournal> stopped = parts.journals().of(successor).filter(OtherJournal::stopped);
        stopped.ifPresent(journal -> {
            parts.log().warning("generation " + successor + " was stopped before it was active: it is killed");
            journal.kill();
        });
        return stopped.isPresent();
    }

    private void kill(final String why) {
        parts.log().warning("generation " + predecessor + " " + why + ": it is killed");
        parts.journals().of(predecessor).ifPresent(OtherJournal::kill);
    }
}
