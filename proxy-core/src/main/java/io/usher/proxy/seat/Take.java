package io.usher.proxy.seat;

/**
 * One taken seat: from before connect until {@link Ledger#release}. A connection that is kept alive keeps its take from
 * request to request. Guarded by the instance's lock; only the ledger changes its state.
 */
public final class Take {

    /** What becomes of a taken seat. */
    public enum State {
        /** A request is at work on it, or about to connect. */
        IN_WORK,
        /** Its connection is open and waits for a request; the server is not at work. */
        IDLE,
        /** Its connection is being closed; the seat is taken until the server's FIN or RST. */
        CLOSING,
        /** Its request was given up while the server is, or may be, at work. */
        ON_HOLD,
        /** Another living generation has it. */
        ELSEWHERE,
        /** It is over: the seat is free, or belongs to somebody else by now. */
        RELEASED
    }

    private final TakeId id;
    private final Seats seats;
    private final long sinceNanos;
    private State state;
    private long stateSinceNanos;
    private HoldReason holdReason;
    private long holdUntilNanos;
    private Object holder;
    private SeatConnection connection;
    private long journalSlot = -1;

    private final Object line;

    /** Whether the journal has its word. */
    boolean journaled;
    /** The queue whose want made this idle connection close; null = none. */
    WaitQueue closedFor;
    /** Where it lies while idle. */
    int idleShelf;
    /** Neighbours among the takes of the address. */
    Take before;
    Take after;
    /** Neighbours among the idle connections of one line and shelf. */
    Take idleBefore;
    Take idleAfter;

    Take(final TakeId id, final Seats seats, final Object line, final State state, final long sinceNanos,
         final long nowNanos) {
        this.id = id;
        this.seats = seats;
        this.line = line;
        this.state = state;
        this.sinceNanos = sinceNanos;
        this.stateSinceNanos = nowNanos;
    }

    /** Its name in journal and handover. */
    public TakeId id() {
        return id;
    }

    /** Where. */
    public Seats seats() {
        return seats;
    }

    /** The server line it was taken for (a {@code live.Server}); null for seats of other generations, dead or alive. */
    public Object line() {
        return line;
    }

    public State state() {
        return state;
    }

    /** When the seat was taken, on the ledger's clock. */
    public long sinceNanos() {
        return sinceNanos;
    }

    /** When its present state began, on the ledger's clock. */
    public long stateSinceNanos() {
        return stateSinceNanos;
    }

    /** Why it is on hold (also of a predecessor's seat that was on hold at COMMIT); null = it is not. */
    public HoldReason holdReason() {
        return holdReason;
    }

    /** When its hold ends by itself, on the ledger's clock; 0 = no bound. */
    public long holdUntilNanos() {
        return holdUntilNanos;
    }

    /** The stream or check that uses it; its {@code toString} describes the request in {@code show seats}. Null = none. */
    public Object holder() {
        return holder;
    }

    public void holder(final Object newHolder) {
        this.holder = newHolder;
    }

    /** The open connection that belongs to it; null = none (yet). */
    public SeatConnection connection() {
        return connection;
    }

    /** The journal's own note of where its word stands; -1 = none. */
    public long journalSlot() {
        return journalSlot;
    }

    public void journalSlot(final long slot) {
        this.journalSlot = slot;
    }

    void connection(final SeatConnection c) {
        this.connection = c;
    }

    void enter(final State next, final long nowNanos) {
        change(next, nowNanos);
        holdReason = null;
        holdUntilNanos = 0;
    }

    /** Ends it; what it was last stays readable for the log. */
    void end(final long nowNanos) {
        change(State.RELEASED, nowNanos);
    }

    private void change(final State next, final long nowNanos) {
        seats.stateChanged(state, next);
        state = next;
        stateSinceNanos = nowNanos;
    }

    void onHold(final State next, final HoldReason why, final long untilNanos, final long nowNanos) {
        enter(next, nowNanos);
        holdReason = why;
        holdUntilNanos = untilNanos;
    }

    @Override
    public String toString() {
        return id + " " + seats.address() + " " + state;
    }
}
