package io.usher.proxy.traffic;

/**
 * A point in time at which something is given up, unless it is moved or cleared before. Belongs to the event loop of its
 * {@link Deadlines}; set, moved and cleared only there.
 */
final class Deadline {

    /** Nanoseconds in a millisecond, the unit of the configuration. */
    static final long MILLI = 1_000_000L;

    private final Deadlines deadlines;
    private final Runnable reached;
    private boolean set;
    private boolean ended;
    private long at;

    /** Place in the heap of {@link Deadlines}, which alone writes it; -1 = not watched. */
    int place = -1;
    /** The time the heap orders this by, never later than {@link #at()}; written by {@link Deadlines}. */
    long watchedFor;

    /**
     * Makes a deadline that is not set.
     *
     * @param deadlines where it is watched
     * @param reached   what happens when it is reached; it is cleared then
     */
    Deadline(final Deadlines deadlines, final Runnable reached) {
        this.deadlines = deadlines;
        this.reached = reached;
    }

    /** Whether a time is set. */
    boolean isSet() {
        return set;
    }

    /** The time, of the {@link Deadlines}' clock; meaningless unless set. */
    long at() {
        return at;
    }

    /**
     * Sets or moves it; does nothing after {@link #end()}.
     *
     * @param now    the time now
     * @param millis from then, in milliseconds; 0 or less clears it, as an unset timeout means no limit
     */
    void in(final long now, final long millis) {
        if (millis <= 0 || ended) {
            set = false;
            return;
        }
        set = true;
        at = now + millis * MILLI;
        if (place < 0 || watchedFor - at > 0) {
            deadlines.watch(this, at);
        }
    }

    /** What is left of it, ns, at least 1; 0 = it is not set. */
    long left(final long now) {
        return set ? Math.max(1, at - now) : 0;
    }

    /** Sets it to what {@link #left} said; 0 clears it. */
    void nanos(final long now, final long left) {
        in(now, (left + MILLI - 1) / MILLI);
    }

    /** Clears it; it may be set again. */
    void clear() {
        set = false;
    }

    /** Clears it for good: what it belongs to is no longer kept in memory by it. */
    void end() {
        set = false;
        ended = true;
        deadlines.remove(this);
    }

    /** Called by {@link Deadlines} when the time has come. */
    void fire() {
        set = false;
        reached.run();
    }
}
