package io.usher.proxy.seat;

/** That a queue's wants may use a line's seats, and what they would find there now. */
final class Service {

    /** What a want of this queue finds at the address. */
    enum Offer {
        /** No seat but by waiting. */
        NOTHING,
        /** An idle connection of another line, which must close first. */
        TO_CLOSE,
        /** A free seat, or an idle connection of this line. */
        SEAT
    }

    final WaitQueue queue;
    final Object line;
    final Seats seats;
    Offer offer = Offer.NOTHING;
    /** Its place in the queue's list of services with the same offer. */
    int index;

    Service(final WaitQueue queue, final Object line, final Seats seats) {
        this.queue = queue;
        this.line = line;
        this.seats = seats;
    }
}
