package io.usher.proxy.generation;

import io.usher.proxy.seat.PredecessorSeats;

/** Whether the predecessor answers, and what its silence means for the seats. Thread: {@code generation}. */
final class PredecessorPulse {
    /**
     * PINGs without an answer before requests are served whatever the predecessor's queue holds: one that hangs on its way to
     * QUEUE-END loses its place in the order, and nobody else a seat that is free.
     */
    private static final int UNORDERED_PINGS = 2;

    private final Parts parts;
    private final Pulse pulse = new Pulse();
    /** PINGs in a row that it left without a word. */
    private int silence;

    PredecessorPulse(final Parts parts) {
        this.parts = parts;
    }

    void heard() {
        pulse.heard();
    }

    /**
     * Sends a PING.
     *
     * @param seats its seats; null = it has none any more
     * @return whether it has been heard since the last call
     */
    boolean ping(final Peer peer, final PredecessorSeats seats) {
        final boolean heard = pulse.ping(peer);
        final boolean wasSilent = silence >= GenerationCourse.SILENT_PINGS;
        silence = heard ? 0 : silence + 1;
        if (seats != null && silence == UNORDERED_PINGS) {
            parts.locked(seats::queueEnd);
        }
        if (seats != null && wasSilent != (silence >= GenerationCourse.SILENT_PINGS)) {
            parts.locked(() -> seats.silent(!heard));
        }
        return heard;
    }
}
