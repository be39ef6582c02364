package io.usher.proxy.traffic;

/** The moments in the life of one HTTP request, and the timers HAProxy logs made of them (configuration manual, 8.4). */
final class HttpTimes {

    /** Not reached. */
    private static final long NEVER = Long.MIN_VALUE;

    private long accepted;
    private long firstByte = NEVER;
    private long headComplete = NEVER;
    private long assigned = NEVER;
    private long connected = NEVER;
    private long answered = NEVER;

    /** A new request may come from now on. */
    void start(final long now) {
        accepted = now;
        firstByte = NEVER;
        headComplete = NEVER;
        assigned = NEVER;
        connected = NEVER;
        answered = NEVER;
    }

    void firstByte(final long now) {
        if (firstByte == NEVER) {
            firstByte = now;
        }
    }

    boolean begun() {
        return firstByte != NEVER;
    }

    long firstByte() {
        return firstByte == NEVER ? accepted : firstByte;
    }

    void headComplete(final long now) {
        headComplete = now;
    }

    /** HAProxy shows no request time where no backend had looked at the request. */
    void headUnread() {
        headComplete = NEVER;
    }

    void assigned(final long now) {
        assigned = now;
    }

    void connected(final long now) {
        connected = now;
    }

    void answered(final long now) {
        answered = now;
    }

    boolean wasAnswered() {
        return answered != NEVER;
    }

    /** Fills the timers in. HAProxy subtracts whole milliseconds since accept, and so does this. */
    void into(final StreamRecord record, final long now) {
        final long idle = ms(firstByte());
        record.idleTime = idle;
        record.requestTime = headComplete == NEVER ? -1 : ms(headComplete) - idle;
        record.queueTime = assigned == NEVER ? -1 : ms(assigned) - ms(headComplete);
        record.connectTime = connected == NEVER ? -1 : ms(connected) - ms(assigned);
        record.responseTime = answered == NEVER ? -1 : ms(answered) - ms(connected);
        record.totalTime = ms(now);
        record.activeTime = record.totalTime - idle;
    }

    private long ms(final long moment) {
        return (moment - accepted) / Deadline.MILLI;
    }
}
