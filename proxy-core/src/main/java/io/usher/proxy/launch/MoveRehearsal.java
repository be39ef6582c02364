package io.usher.proxy.launch;

import io.netty.channel.unix.FileDescriptor;
import io.usher.proxy.live.Instance;
import io.usher.proxy.seat.SeatAddress;
import io.usher.proxy.seat.SuccessorLink;
import io.usher.proxy.seat.TakeId;
import io.usher.proxy.seat.Want;
import io.usher.proxy.traffic.Arrival;
import io.usher.proxy.traffic.Departure;
import io.usher.proxy.traffic.MovableWant;
import io.usher.proxy.traffic.TrafficEngine;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Clients of one private proxy pass to another one of this process, as at a handover but without its messages: their
 * descriptors stay what they are. Part of {@link WarmUp}, on its thread.
 */
final class MoveRehearsal implements SuccessorLink {
    private static final int LIMIT_SECONDS = 10;

    /** What became of a client: a descriptor and what is known of it, or nothing. */
    private record Packed(int descriptor, String luggage) {
        private static final Packed NOTHING = new Packed(-1, "");
    }

    private final Instance from;
    private final TrafficEngine fromEngine;
    private final TrafficEngine toEngine;
    /** Departures by their request; filled and read by the warm-up's thread. */
    private final Map<Long, Departure> queued = new LinkedHashMap<>();
    /** Clients between two requests, from their loops. */
    private final BlockingQueue<Departure> idle = new LinkedBlockingQueue<>();

    MoveRehearsal(final Instance from, final TrafficEngine fromEngine, final TrafficEngine toEngine) {
        this.from = from;
        this.fromEngine = fromEngine;
        this.toEngine = toEngine;
    }

    /** Moves the clients whose requests are queued. */
    void moveQueued() throws IOException {
        from.lock().lock();
        try {
            from.ledger().freeze();
            from.ledger().takenList();
            from.ledger().finishing(this);
        } finally {
            from.lock().unlock();
        }
        fromEngine.finishing(idle::add);
        for (final Map.Entry<Long, Departure> one : queued.entrySet()) {
            move(one.getValue());
            from.lock().lock();
            try {
                from.ledger().moveAcknowledged(one.getKey());
            } finally {
                from.lock().unlock();
            }
        }
    }

    /** Moves clients as they get their answers. */
    void moveIdle(final int count) throws IOException {
        for (int i = 0; i < count; i++) {
            move(taken(idle));
        }
    }

    /** {@return how many had a request queued} */
    int queued() {
        return queued.size();
    }

    private void move(final Departure client) throws IOException {
        final BlockingQueue<Packed> answer = new ArrayBlockingQueue<>(1);
        client.leave(new Departure.Answer() {
            @Override
            public void packed(final int descriptor, final String luggage) {
                answer.add(new Packed(descriptor, luggage));
            }

            @Override
            public void stays() {
                answer.add(Packed.NOTHING);
            }

            @Override
            public void ended() {
                answer.add(Packed.NOTHING);
            }
        });
        final Packed packed = taken(answer);
        if (packed == Packed.NOTHING) {
            throw new IOException("a client of the warm-up did not leave");
        }
        enter(packed);
    }

    /** The old channel is forgotten, not closed: the descriptor is the new one's now. */
    private void enter(final Packed client) throws IOException {
        final Arrival arrival;
        try {
            arrival = toEngine.arrival(client.descriptor(), client.luggage(), from.clock().nanoTime());
        } catch (final IllegalArgumentException | IllegalStateException e) {
            new FileDescriptor(client.descriptor()).close();
            throw e;
        }
        arrival.enter();
    }

    private static <T> T taken(final BlockingQueue<T> queue) throws IOException {
        try {
            final T next = queue.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
            if (next == null) {
                throw new IOException("a client of the warm-up did not leave within " + LIMIT_SECONDS + " s");
            }
            return next;
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    // ---- what the ledger asks, with the instance lock held

    @Override
    public boolean move(final long request, final Want want, final long ageNanos) {
        queued.put(request, ((MovableWant) want).departure());
        return true;
    }

    @Override
    public void place(final long place, final Collection<SeatAddress> addresses) {
        // The other proxy knows its own.
    }

    @Override
    public void want(final long request, final long ageNanos, final long place) {
        // All of them move.
    }

    @Override
    public void unwant(final long request) {
        // See above.
    }

    @Override
    public void release(final TakeId take) {
        // The other proxy counts its own.
    }

    @Override
    public void queueEnd() {
        // See above.
    }
}
