package io.usher.proxy.generation;

import io.usher.proxy.seat.SeatAddress;
import io.usher.proxy.seat.SuccessorLink;
import io.usher.proxy.seat.TakeId;
import io.usher.proxy.seat.Want;
import io.usher.proxy.traffic.Departure;
import io.usher.proxy.traffic.MovableWant;
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
    private final ClientMoves moves;
    /** Set on the thread {@code generation}, read there. */
    private boolean cut;

    SuccessorLines(final Peer peer, final Timers timers, final ClientMoves moves) {
        this.peer = peer;
        this.timers = timers;
        this.moves = moves;
    }

    /** Nothing is sent any more: the stream is void. Thread: {@code generation}. */
    void cut() {
        cut = true;
    }

    /** In the order of the queue, behind clients that move. */
    private void queue(final Message m) {
        timers.post(() -> moves.add(m));
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
            queue(Message.of(MessageType.PLACE, fields));
            at = end;
        } while (at < all.size());
    }

    @Override
    public void want(final long request, final long ageNanos, final long place) {
        queue(Message.of(MessageType.WANT, request, ageNanos, place));
    }

    @Override
    public boolean move(final long request, final Want want, final long ageNanos) {
        final Departure departure = want instanceof MovableWant client ? client.departure() : null;
        if (departure == null) {
            return false;
        }
        timers.post(() -> moves.add(departure, request, ageNanos));
        return true;
    }

    @Override
    public void unwant(final long request) {
        queue(Message.of(MessageType.UNWANT, request));
    }

    @Override
    public void release(final TakeId take) {
        post(Message.of(MessageType.RELEASE, take));
    }

    @Override
    public void queueEnd() {
        queue(Message.of(MessageType.QUEUE_END));
    }
}
