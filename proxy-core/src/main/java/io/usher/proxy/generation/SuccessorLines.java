package io.usher.proxy.generation;

import io.usher.proxy.seat.SeatAddress;
import io.usher.proxy.seat.SuccessorLink;
import io.usher.proxy.seat.TakeId;
import io.usher.proxy.seat.Want;
import java.util.Collection;
import java.util.List;

/**
 * Turns what a finishing ledger wants and releases into lines to the successor. Called with the instance lock held, by
 * any thread; it posts, so that the lines leave in the order of the calls.
 */
final class SuccessorLines implements SuccessorLink {
    /** Addresses in one line, so that a line stays below {@link Message#LONGEST}. */
    private static final int IN_A_LINE = 256;

    private final Peer peer;
    private final Timers timers;
    /** Set on the thread {@code generation}, read there. */
    private boolean cut;

    SuccessorLines(final Peer peer, final Timers timers) {
        this.peer = peer;
        this.timers = timers;
    }

    /** Nothing is sent any more: the stream is void. Thread: {@code generation}. */
    void cut() {
        cut = true;
    }

    private void post(final Message m) {
        timers.post(() -> {
            if (!cut) {
                peer.send(m);
            }
        });
    }

    @Override
    public void place(final long place, final Collection<SeatAddress> addresses) {
        final List<SeatAddress> all = List.copyOf(addresses);
        int at = 0;
        do {
            final int end = Math.min(all.size(), at + IN_A_LINE);
            final Object[] fields = new Object[2 + end - at];
            fields[0] = place;
            fields[1] = end < all.size() ? 1 : 0;
            for (int i = at; i < end; i++) {
                fields[2 + i - at] = all.get(i);
            }
            post(Message.of(MessageType.PLACE, fields));
            at = end;
        } while (at < all.size());
    }

    @Override
    public void want(final long request, final long ageNanos, final long place) {
        post(Message.of(MessageType.WANT, request, ageNanos, place));
    }

    @Override
    public boolean move(final long request, final Want want, final long ageNanos) {
        return false; // Clients do not move yet: each is served here, by WANT.
    }

    @Override
    public void unwant(final long request) {
        post(Message.of(MessageType.UNWANT, request));
    }

    @Override
    public void release(final TakeId take) {
        post(Message.of(MessageType.RELEASE, take));
    }

    @Override
    public void queueEnd() {
        post(Message.of(MessageType.QUEUE_END));
    }
}
