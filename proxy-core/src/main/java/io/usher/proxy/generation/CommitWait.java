package io.usher.proxy.generation;

/**
 * Who hands over, and hears no ACTIVE within {@link Predecessor#COMMIT_LIMIT}: whoever has the lock is active. Thread:
 * {@code generation}.
 */
final class CommitWait {
    private final Parts parts;
    private final TimeLimit limit;
    private final int to;
    private final Runnable got;
    private final Runnable longer;
    private boolean told;

    /**
     * @param limit  renewed here; its owner cancels it when ACTIVE has come
     * @param to     the generation that is handed over to
     * @param got    runs if the lock is held here again
     * @param longer runs once, if the other one lives and has the lock
     */
    CommitWait(final Parts parts, final TimeLimit limit, final int to, final Runnable got, final Runnable longer) {
        this.parts = parts;
        this.limit = limit;
        this.to = to;
        this.got = got;
        this.longer = longer;
    }

    /** {@return why it is not active, as a predicate} */
    static String late() {
        return "was not active within " + Predecessor.COMMIT_LIMIT / 1000 + " s";
    }

    /** From now on ACTIVE is waited for. */
    void begin() {
        limit.renew(Predecessor.COMMIT_LIMIT, this::look);
    }

    private void look() {
        if (parts.owner().tryLock()) {
            got.run();
        } else if (Fence.killStopped(parts, to)) {
            limit.renew(Predecessor.WATCH, this::look);
        } else if (dead(parts, to)) {
            limit.renew(1, this::look); // A third process looks at the lock; it will let go.
        } else {
            // Its ledger grants nothing before ACTIVE, and dead generations' holds are not in its journal for certain.
            if (!told) {
                told = true;
                parts.log().warning("generation " + to + " has the owner lock but has not said ACTIVE within "
                    + Predecessor.COMMIT_LIMIT / 1000 + " s; generation " + parts.number() + " waits for it");
                longer.run();
            }
            begin();
        }
    }

    /** {@return whether that generation is dead, by its journal} */
    static boolean dead(final Parts parts, final int generation) {
        return parts.journals().of(generation).map(OtherJournal::dead).orElse(true);
    }
}
