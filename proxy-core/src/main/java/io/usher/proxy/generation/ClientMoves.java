package io.usher.proxy.generation;

import io.usher.proxy.traffic.ClientExit;
import io.usher.proxy.traffic.Departure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The predecessor's sending of clients, and of the requests it asks seats for, in one order: numbered on from the listeners by
 * their order on D, at most {@link ListenerOffer#WINDOW} without an answer, QUEUE-END only when every queued client before it
 * has been answered. Knows no sockets. Thread: {@code generation}, except {@link #offer}.
 */
final class ClientMoves implements ClientExit {

    /** What becomes of a queued request; each takes the instance lock itself. */
    interface Requests {

        /** The request is the successor's, or its client is gone. */
        void moved(long request);

        /** The request stays here, and asks by WANT. */
        void stays(long request);
    }

    /** A client, from its turn on until it is answered. */
    private static final class Slot {
        private final Departure client;
        private final long request;
        private final long age;
        private int descriptor;
        private String luggage;
        private boolean over;

        Slot(final Departure client, final long request, final long age) {
            this.client = client;
            this.request = request;
            this.age = age;
        }
    }

    private final Peer peer;
    private final Timers timers;
    private final Requests requests;
    /** Messages and slots, in the order in which they are sent, before QUEUE-END. */
    private final Deque<Object> first = new ArrayDeque<>();
    /** The same after QUEUE-END. */
    private final Deque<Object> waiting = new ArrayDeque<>();
    /** Told to leave, in order, and not sent yet. */
    private final Deque<Slot> leaving = new ArrayDeque<>();
    private final Map<Long, Slot> unanswered = new HashMap<>();
    private long last;
    /** QUEUE-END, until it is sent: requests that turn out to stay are asked for before it. */
    private Message queueEnd;
    private boolean queueEnded;
    /** Requests that stay, and that the ledger is about to ask for. */
    private int staying;
    private boolean cut;
    /** Told once nothing is on its way; null = clients leave as they come. */
    private Runnable settled;

    /** @param last number of the last descriptor on D */
    ClientMoves(final Peer peer, final Timers timers, final long last, final Requests requests) {
        this.peer = peer;
        this.timers = timers;
        this.last = last;
        this.requests = requests;
    }

    /** {@return the number of the next descriptor on D, for one that is no client} */
    long next() {
        return ++last;
    }

    /** {@return how many descriptors are on their way} */
    int underWay() {
        return leaving.size() + unanswered.size();
    }

    @Override
    public void offer(final Departure client) {
        timers.post(() -> add(client, 0, 0));
    }

    /**
     * A client is to move.
     *
     * @param request its request's number; 0 = it is between requests
     * @param age     ns before COMMIT at which the request arrived
     */
    void add(final Departure client, final long request, final long age) {
        if (cut || settled != null && request == 0) {
            client.back();
            return;
        }
        (request == 0 || queueEnded ? waiting : first).add(new Slot(client, request, age));
        go();
    }

    /** A message that must not overtake the clients before it. */
    void add(final Message m) {
        if (cut) {
            return;
        }
        if (m.type() == MessageType.QUEUE_END) {
            queueEnd = m;
        } else {
            (queueEnded ? waiting : first).add(m);
        }
        go();
    }

    private void go() {
        boolean more = true;
        while (more && !cut) {
            sendPacked();
            more = next(first) || queueEnd() || queueEnded && next(waiting);
        }
        tellSettled();
    }

    /**
     * From now on clients between requests stay here. What was queued goes its way to QUEUE-END.
     *
     * @param told runs once QUEUE-END is sent and every descriptor answered, at once if that is so; messages still pass
     */
    void settle(final Runnable told) {
        settled = told;
        final List<Slot> staying = new ArrayList<>();
        waiting.removeIf(o -> o instanceof Slot s && staying.add(s));
        staying.forEach(s -> s.client.back());
        go();
    }

    /** Clients leave again; whoever was to be told of {@link #settle} is not. */
    void unsettle() {
        settled = null;
    }

    private void tellSettled() {
        if (settled != null && !cut && queueEnded && underWay() == 0) {
            final Runnable told = settled;
            settled = () -> { };
            told.run();
        }
    }

    private boolean next(final Deque<Object> of) {
        final Object next = of.peek();
        if (next instanceof Message m && leaving.isEmpty()) {
            of.remove();
            peer.send(m);
            return true;
        }
        if (next instanceof Slot s && leaving.size() + unanswered.size() < ListenerOffer.WINDOW) {
            of.remove();
            leaving.add(s);
            s.client.leave(new Told(s));
            return true;
        }
        return false;
    }

    private boolean queueEnd() {
        if (queueEnd == null || !first.isEmpty() || !leaving.isEmpty() || !unanswered.isEmpty() || staying > 0) {
            return false;
        }
        peer.send(queueEnd);
        queueEnd = null;
        queueEnded = true;
        return true;
    }

    /** The ledger posts what it asks for; QUEUE-END waits for that. */
    private void stays(final long request) {
        staying++;
        requests.stays(request);
        timers.post(() -> {
            staying--;
            go();
        });
    }

    /** Packed clients leave in the order of their turns, whichever loop was first. */
    private void sendPacked() {
        while (!leaving.isEmpty() && (leaving.peek().over || leaving.peek().luggage != null)) {
            final Slot s = leaving.remove();
            if (!s.over) {
                last++;
                unanswered.put(last, s);
                peer.send(Message.of(MessageType.MOVE, last, s.request, s.age, s.luggage));
                peer.sendDescriptor(s.descriptor);
                s.luggage = null;
            }
        }
    }

    /** Hears from the client's loop what became of it. */
    private final class Told implements Departure.Answer {
        private final Slot slot;

        Told(final Slot slot) {
            this.slot = slot;
        }

        @Override
        public void packed(final int descriptor, final String luggage) {
            timers.post(() -> {
                slot.descriptor = descriptor;
                slot.luggage = luggage;
                go(); // Once cut, it has been called back already.
            });
        }

        @Override
        public void stays() {
            settled(() -> ClientMoves.this.stays(slot.request));
        }

        @Override
        public void ended() {
            settled(() -> requests.moved(slot.request));
        }

        private void settled(final Runnable request) {
            timers.post(() -> {
                slot.over = true;
                if (!cut) {
                    if (slot.request != 0) {
                        request.run();
                    }
                    go();
                }
            });
        }
    }

    /** ACK or NAK. */
    void answered(final Message m) throws MalformedMessageException {
        final Slot s = unanswered.remove(m.count(0));
        if (s == null) {
            throw new MalformedMessageException(m.type().word() + ": descriptor " + m.count(0)
                + " (expected: one that was sent and not answered)");
        }
        if (m.type() == MessageType.ACK) {
            s.client.gone();
            if (s.request != 0) {
                requests.moved(s.request);
            }
        } else {
            s.client.refused(); // Before the request can be granted a seat.
            if (s.request != 0) {
                stays(s.request);
            }
        }
        go();
    }

    /** The stream is over: nothing more is sent, and what was not sent goes on here. */
    void cut() {
        if (cut) {
            return;
        }
        cut = true;
        final List<Object> unsent = new ArrayList<>(leaving);
        unsent.addAll(first);
        unsent.addAll(waiting);
        leaving.clear();
        first.clear();
        waiting.clear();
        unsent.forEach(o -> {
            if (o instanceof Slot s) {
                s.client.back();
            }
        });
    }

    /** After {@link #cut}: the successor is dead, so clients without an answer go on here. */
    void takeBack() {
        unanswered.values().forEach(s -> s.client.back());
        unanswered.clear();
    }

    /** After {@link #cut}: the successor lives and may have them, so nobody here may touch clients without an answer. */
    void forsake() {
        unanswered.values().forEach(s -> s.client.close());
        unanswered.clear();
    }
}
