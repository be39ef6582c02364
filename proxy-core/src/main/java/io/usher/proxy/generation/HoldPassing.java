package io.usher.proxy.generation;

import io.usher.proxy.seat.HoldReason;
import io.usher.proxy.seat.Take;
import io.usher.proxy.seat.TakeId;
import io.usher.proxy.traffic.HoldDeparture;
import io.usher.proxy.traffic.HoldExit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The hard stop of a generation whose successor is active: cuts its sessions, and passes the connections of the seats that are
 * left to the successor, numbered on from the clients by their order on D. A seat leaves the journal with its ACK; what was not
 * acknowledged stays there. Knows no sockets. Thread: {@code generation}, except {@link #offer}.
 */
final class HoldPassing implements HoldExit {
    private final Parts parts;
    private final Peer peer;
    private final ClientMoves numbers;
    private final LongSupplier clock;
    private final Runnable over;
    /** Offered, and not sent yet. */
    private final Deque<HoldDeparture> waiting = new ArrayDeque<>();
    /** Offered and neither ended nor answered: they are offered again and again meanwhile. */
    private final Set<TakeId> known = new HashSet<>();
    private final Map<Long, HoldDeparture> unanswered = new HashMap<>();
    private int leaving;
    private int passed;
    private boolean stopped;

    /**
     * @param numbers counts the descriptors on D
     * @param clock   the ledger's clock
     * @param over    runs once nothing is left here that could pass
     */
    HoldPassing(final Parts parts, final Peer peer, final ClientMoves numbers, final LongSupplier clock, final Runnable over) {
        this.parts = parts;
        this.peer = peer;
        this.numbers = numbers;
        this.clock = clock;
        this.over = over;
    }

    void start() {
        parts.serving().cutSessions();
        look();
    }

    /** Sessions end, and connections come to be established, for some moments yet. */
    private void look() {
        if (stopped) {
            return;
        }
        if (parts.underLock(() -> parts.ledger().empty()) && parts.serving().connections() == 0) {
            stopped = true;
            over.run();
            return;
        }
        parts.serving().passHolds(this);
        parts.timers().after(Predecessor.WATCH, this::look);
    }

    @Override
    public void offer(final HoldDeparture hold) {
        parts.timers().post(() -> {
            if (!stopped && known.add(hold.take().id())) {
                waiting.add(hold);
                go();
            }
        });
    }

    private void go() {
        while (!stopped && !waiting.isEmpty() && leaving + unanswered.size() + numbers.underWay() < ListenerOffer.WINDOW) {
            final HoldDeparture next = waiting.remove();
            leaving++;
            next.leave(new Told(next));
        }
    }

    /** Hears from the connection's loop what became of it. */
    private final class Told implements HoldDeparture.Answer {
        private final HoldDeparture hold;

        Told(final HoldDeparture hold) {
            this.hold = hold;
        }

        @Override
        public void packed(final int descriptor, final String watch) {
            parts.timers().post(() -> {
                leaving--;
                if (stopped) {
                    hold.stays();
                } else {
                    send(hold, descriptor, watch);
                    go();
                }
            });
        }

        @Override
        public void ended() {
            parts.timers().post(() -> {
                leaving--;
                known.remove(hold.take().id());
                go();
            });
        }
    }

    private void send(final HoldDeparture hold, final int descriptor, final String watch) {
        final Message message = parts.underLock(() -> message(hold.take(), watch));
        if (message == null) {
            hold.stays(); // Its time ran out a moment ago: the connection is of no more use.
            known.remove(hold.take().id());
            return;
        }
        unanswered.put(message.count(0), hold);
        peer.send(message);
        peer.sendDescriptor(descriptor);
    }

    /** Instance lock held; null = the seat is free by now. */
    private Message message(final Take t, final String watch) {
        if (t.state() == Take.State.RELEASED) {
            return null;
        }
        final HoldReason why = t.holdReason() == null ? HoldReason.CLOSE_AWAITED : t.holdReason();
        final long remaining = t.holdUntilNanos() == 0 ? 0 : Math.max(1, t.holdUntilNanos() - clock.getAsLong());
        return Message.of(MessageType.HOLD, numbers.next(), t.id(), why.name(), remaining, watch);
    }

    /** {@return whether that descriptor is one of these} */
    boolean sent(final long descriptor) {
        return unanswered.containsKey(descriptor);
    }

    /** ACK or NAK of one of these. */
    void answered(final Message m) {
        final HoldDeparture hold = unanswered.remove(m.count(0));
        if (m.type() == MessageType.ACK) {
            passed++;
            parts.locked(() -> parts.ledger().holdPassed(hold.take()));
            hold.gone();
        } else {
            hold.stays(); // Known for good: what was refused once is not offered again.
        }
        go();
    }

    /** The stream is over, or the time: what was not acknowledged stays in the journal. */
    void stop() {
        if (!stopped) {
            stopped = true;
            unanswered.values().forEach(HoldDeparture::stays);
            unanswered.clear();
        }
    }

    /** {@return how many seats the successor has got} */
    int passed() {
        return passed;
    }
}
