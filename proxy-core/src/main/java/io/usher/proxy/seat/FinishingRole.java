package io.usher.proxy.seat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A predecessor after ACTIVE: its seats come by GRANT and go by RELEASE, its wants wait in the successor's order. */
final class FinishingRole extends Role {

    private final SuccessorLink link;
    private final long commitNanos;
    private final Map<Long, Want> sent = new HashMap<>();
    private long requests;
    private long places;

    FinishingRole(final Books books, final Turns turns, final SuccessorLink link, final long commitNanos) {
        super(books, turns);
        this.link = link;
        this.commitNanos = commitNanos;
    }

    @Override
    String name() {
        return "finishing";
    }

    /** Sends what gathered while frozen, and everything queued in arrival order, QUEUE-END last. */
    void start(final List<TakeId> releasedWhileFrozen) {
        releasedWhileFrozen.forEach(link::release);
        passOrphans();
        closeIdle(books);
        failChecks(books);
        for (final Want w : requestsInOrder(books)) {
            final long request = number(w);
            w.moving = link.move(request, w, age(w));
            if (!w.moving) {
                link.want(request, age(w), place(w.queue));
            }
        }
        link.queueEnd();
    }

    /** The successor has a dead generation's seats in its journal by now, or it would not have said ACTIVE. */
    private void passOrphans() {
        for (final Seats s : List.copyOf(books.seats().values())) {
            for (final Take t : s.takes()) {
                if (!Books.isOwn(t)) {
                    books.end(t);
                }
            }
        }
    }

    static void closeIdle(final Books books) {
        for (final Seats s : books.seats().values()) {
            while (s.idle() > 0) {
                books.close(s.idleToClose(), null);
            }
        }
    }

    static void failChecks(final Books books) {
        for (final WaitQueue q : books.queues()) {
            for (final Want w : q.all()) {
                if (!w.isRequest()) {
                    books.dequeue(w, Want.State.FAILED);
                    w.fail(WantFailure.CHECKS_HANDED_OVER);
                }
            }
        }
    }

    static List<Want> requestsInOrder(final Books books) {
        final List<Want> all = new ArrayList<>();
        for (final WaitQueue q : books.queues()) {
            all.addAll(q.all());
        }
        all.sort(Want::compare);
        return all;
    }

    private long number(final Want w) {
        w.request = ++requests;
        sent.put(w.request, w);
        return w.request;
    }

    private long age(final Want w) {
        return commitNanos - w.arrivalNanos();
    }

    private long place(final WaitQueue q) {
        if (q.place == 0) {
            q.place = ++places;
            link.place(q.place, q.addresses());
        }
        return q.place;
    }

    @Override
    void arrived(final WaitQueue q, final Want w) {
        if (!w.isRequest()) {
            w.fail(WantFailure.CHECKS_HANDED_OVER);
            return;
        }
        books.enqueue(q, w, false);
        link.want(number(w), age(w), place(q));
    }

    @Override
    boolean leaves(final Want w) {
        if (w.moving) {
            return false;
        }
        sent.remove(w.request);
        link.unwant(w.request);
        w.request = 0;
        return true;
    }

    @Override
    void freed(final Take t) {
        link.release(t.id());
    }

    @Override
    boolean idle(final Take t) {
        return false;
    }

    @Override
    void servicesChanged(final WaitQueue q) {
        if (q.place != 0) {
            link.place(q.place, q.addresses());
        }
    }

    // ---- answers of the successor

    void granted(final long request, final TakeId id, final SeatAddress address) {
        final Want w = sent.remove(request);
        if (w == null) {
            link.release(id);
            return;
        }
        w.request = 0;
        final Seats s = books.seats().get(address);
        final Service service = s == null ? null : Turns.serviceOf(w.queue, s);
        if (service == null) {
            // Its queue stopped using that address while the grant was under way: ask for one of those that are left.
            link.release(id);
            link.want(number(w), age(w), place(w.queue));
            return;
        }
        try {
            turns.give(w, books.open(id, s, service.line));
        } catch (JournalFullException e) {
            link.release(id);
            books.dequeue(w, Want.State.FAILED);
            w.fail(WantFailure.JOURNAL_FULL);
        }
    }

    void moveAcknowledged(final long request) {
        final Want w = sent.remove(request);
        if (w != null) {
            books.dequeue(w, Want.State.WITHDRAWN);
            settleMove(w);
        }
    }

    void moveRefused(final long request) {
        final Want w = sent.get(request);
        if (w != null && w.moving) {
            w.moving = false;
            link.want(request, age(w), place(w.queue));
        }
    }

    private static void settleMove(final Want w) {
        w.moving = false;
        w.request = 0;
    }

    /** The stream is over: nothing is sent or moving any more. */
    void end() {
        sent.values().forEach(FinishingRole::settleMove);
        sent.clear();
        for (final WaitQueue q : books.queues()) {
            q.place = 0;
        }
    }
}
