package io.usher.proxy.traffic;

/** The moments in the life of one HTTP request, and the timers HAProxy logs made of them (configuration manual, 8.4). */
final class HttpTimes {

    /** Not reached. */
    private static final long NEVER = Long.MIN_VALUE;

    /** How many moments go with a client that moves. */
    static final int CARRIED = 4;

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

    /** What goes with a client to the next generation, as ages: before any server answered there are no other moments. */
    void pack(final long[] ages, final long now) {
        final long[] moments = {accepted, firstByte, headComplete, assigned};
        for (int i = 0; i < CARRIED; i++) {
            ages[i] = moments[i] == NEVER ? Luggage.NEVER : now - moments[i];
        }
    }

    /** The counterpart of {@link #pack}, on the clock of this process. */
    void unpack(final long[] ages, final long now) {
        start(now - ages[0]);
        firstByte = moment(ages[1], now);
        headComplete = moment(ages[2], now);
        assigned = moment(ages[3], now);
    }

    private static long moment(final long age, final long now) {
        return age == Luggage.NEVER ? NEVER : now - age;
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

    /** The connection is of no more use: another one is sought. */
    void notConnected() {
        connected = NEVER;
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
