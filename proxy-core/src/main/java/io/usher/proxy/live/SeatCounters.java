package io.usher.proxy.live;

import io.usher.proxy.seat.SeatAddress;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How often something worth a line has become of seats, since the process began. Lock-free, any thread. */
public final class SeatCounters {

    /** What is counted. */
    public enum Event {
        /** A seat was put on hold: its request was given up, or its generation died, while the server may be at work. */
        HELD,
        /** A hold ended as the server answered or closed. */
        RECLAIMED,
        /** A hold ended as its time was up. */
        EXPIRED,
        /** A hold was ended by {@code release seats}. */
        RELEASED,
        /** A health check's round had to wait for a seat. */
        CHECK_DEFERRED,
        /** A take was refused, since the journal had no room for it. */
        TAKE_REFUSED,
        /** A successor was refused. */
        HANDOVER_REFUSED,
        /** A handover was rolled back. */
        ROLLED_BACK,
        /**
         * A server closed a connection without a byte of an answer, while it rightly was ours: see
         * {@link SeatCounters#contested(SeatAddress)}.
         */
        CONTESTED;

        /** The word in {@code show generation}: {@code CHECK_DEFERRED} is {@code check-deferred}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final LongAdder[] sums = new LongAdder[Event.values().length];
    /** As many as there are addresses where it ever happened. */
    private final Map<SeatAddress, LongAdder> contested = new ConcurrentHashMap<>();

    SeatCounters() {
        for (int i = 0; i < sums.length; i++) {
            sums[i] = new LongAdder();
        }
    }

    /** Counts one. */
    public void count(final Event event) {
        sums[event.ordinal()].increment();
    }

    /** How often it happened. */
    public long sum(final Event event) {
        return sums[event.ordinal()].sum();
    }

    void contested(final Server server, final SeatAddress at) {
        count(Event.CONTESTED);
        contested.computeIfAbsent(at, address -> new LongAdder()).increment();
        server.counters().contested.increment();
    }

    /**
     * How often a server at that address closed a connection without a byte of an answer, after it had accepted it and a
     * request, or a part of one, had been sent over it as the connection's first. Not counted: connections that were idle
     * before (they end for keep-alive's reasons), those that Usher had given up or half-closed, refused connects, and health
     * checks. The server has failed, or somebody else was at it.
     */
    public long contested(final SeatAddress address) {
        final LongAdder sum = contested.get(address);
        return sum == null ? 0 : sum.sum();
    }
}
