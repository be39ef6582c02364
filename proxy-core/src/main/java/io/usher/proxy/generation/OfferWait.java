package io.usher.proxy.generation;

import java.util.function.Consumer;

/**
 * Who offers all that it has, and hears no READY: for as long as a start may take, but not of one that was stopped (SIGSTOP).
 * That keeps every other successor away, by its place here and by listeners that it has bound: it is killed. Thread:
 * {@code generation}.
 */
final class OfferWait {
    /** How long a start may take, ms. */
    static final long LIMIT = 120_000;
    /** How often it is looked at, ms. */
    static final long LOOK = 500;
    /** Looks in a row that find it stopped before it is given up: it may be somebody's who only looks into it. */
    private static final int LOOKS = 3;

    private final Parts parts;
    private final TimeLimit limit;
    private final int to;
    private final long pid;
    private final Consumer<String> late;
    private long left = LIMIT;
    private int stopped;

    /**
     * @param limit renewed here; its owner cancels it when READY has come
     * @param to    the generation that starts
     * @param pid   of its process
     * @param late  told why it is given up, as a predicate
     */
    OfferWait(final Parts parts, final TimeLimit limit, final int to, final long pid, final Consumer<String> late) {
        this.parts = parts;
        this.limit = limit;
        this.to = to;
        this.pid = pid;
        this.late = late;
    }

    /** From now on READY is waited for. */
    void begin() {
        limit.renew(LOOK, this::look);
    }

    private void look() {
        left -= LOOK;
        stopped = parts.journals().stopped(pid) ? stopped + 1 : 0;
        if (stopped == LOOKS) {
            late.accept("was stopped");
            Fence.killStopped(parts, to);
        } else if (left <= 0) {
            late.accept("was not ready within " + LIMIT / 1000 + " s");
        } else {
            begin();
        }
    }
}
