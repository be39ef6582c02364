package io.usher.proxy.seat;

/**
 * A wish for a seat: a request's, or a check's. It ends granted, failed or withdrawn. A want that was granted or withdrawn may be
 * used again (a retry); one that failed may not. Guarded by the instance's lock.
 */
public abstract class Want {

    /** Who goes first when a seat comes free. */
    public enum Priority {
        /** Before all requests: a check that was deferred too long. */
        NEXT,
        /** In arrival order. */
        REQUEST,
        /** When no request waits: a check that is due. */
        WHEN_FREE
    }

    enum State { NEW, QUEUED, GRANTED, WITHDRAWN, FAILED }

    private final int shelf;
    private final long arrivalNanos;
    private Priority priority;

    State state = State.NEW;
    /** Asked for by, or moved here from, the predecessor: first among equals, and served before QUEUE-END. */
    boolean older;
    /** The queue it waits in; null = none. */
    WaitQueue queue;
    /** The order within the queue it waits in. */
    WantOrder order;
    /** Counts enqueuings of the ledger: breaks ties. */
    long sequence;
    /** Requests served from the queue before it came. */
    long servedBefore;
    /** See {@link WaitQueue#position}. */
    long position;
    /** Its number on the stream to the successor; 0 = not sent. */
    long request;
    /** Sent by MOVE and not acknowledged. */
    boolean moving;
    /** It stands in {@link WantOrder}'s tree instead of its list. */
    boolean outOfTurn;
    Want before;
    Want after;

    /**
     * A request's want.
     *
     * @param shelf        the event loop that will use the connection, from 0; -1 = any
     * @param arrivalNanos when the request asked for a seat first, on the ledger's clock: its place in the order
     */
    protected Want(final int shelf, final long arrivalNanos) {
        this(shelf, arrivalNanos, Priority.REQUEST);
    }

    /** As above, with a priority. */
    protected Want(final int shelf, final long arrivalNanos, final Priority priority) {
        this.shelf = shelf;
        this.arrivalNanos = arrivalNanos;
        this.priority = priority;
    }

    public final int shelf() {
        return shelf;
    }

    public final long arrivalNanos() {
        return arrivalNanos;
    }

    public final Priority priority() {
        return priority;
    }

    /** Whether it waits in a queue now. */
    public final boolean queued() {
        return state == State.QUEUED;
    }

    /** Whether it failed; it can never be granted or queued again. */
    public final boolean hasFailed() {
        return state == State.FAILED;
    }

    final void priority(final Priority p) {
        this.priority = p;
    }

    final boolean isRequest() {
        return priority == Priority.REQUEST;
    }

    /** Whether its seat goes to the predecessor, which journals it. */
    boolean grantsElsewhere() {
        return false;
    }

    /** Whether it goes before another of the same priority. */
    final boolean isBefore(final Want other) {
        return compare(this, other) < 0;
    }

    /** Arrival order; ties: the older generation, then the order of enqueuing. Differences only: nanoTime may wrap. */
    static int compare(final Want a, final Want b) {
        final long apart = a.arrivalNanos - b.arrivalNanos;
        if (apart != 0) {
            return apart < 0 ? -1 : 1;
        }
        if (a.older != b.older) {
            return a.older ? -1 : 1;
        }
        return Long.compare(a.sequence, b.sequence);
    }

    final void fail(final WantFailure why) {
        state = State.FAILED;
        failed(why);
    }

    /**
     * A seat for a want that was queued. {@code take.connection() != null}: an idle connection comes with it, else connect
     * anew, to that very address. Lock held: only posts.
     */
    public abstract void granted(Take take);

    /** It ended without a seat. Lock held: only posts. */
    public abstract void failed(WantFailure why);
}
