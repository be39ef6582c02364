package io.usher.proxy.seat;

import java.util.List;

/** Whose turn it is: hands free seats and idle connections to the oldest wants that may use them. */
final class Turns {

    private final Books books;
    /** Nothing is handed out, whatever comes free. */
    private boolean paused;

    Turns(final Books books) {
        this.books = books;
    }

    /** Hands out nothing from now on, or again what {@link #settleAll} finds. */
    void pause(final boolean now) {
        paused = now;
    }

    /** A seat for a newcomer, who overtakes nobody; null = it must wait. */
    Take direct(final Seats s, final Object line, final int shelf) throws JournalFullException {
        final Take idle = s.idle(line, shelf);
        if (idle != null && !isAwaited(s)) {
            books.reuse(idle);
            return idle;
        }
        return s.isFree() ? books.open(s, line) : null;
    }

    private static boolean isAwaited(final Seats s) {
        for (final Service service : s.services()) {
            if (service.queue.blocksNewcomers()) {
                return true;
            }
        }
        return false;
    }

    /** Whose turn it is at an address; null = nobody waits. O(services of the address). */
    private static Want oldest(final Seats s) {
        Want best = null;
        for (final Service service : s.services()) {
            final Want w = service.queue.first();
            if (w != null && (best == null || goesFirst(w, best))) {
                best = w;
            }
        }
        return best;
    }

    private static boolean goesFirst(final Want a, final Want b) {
        final int byPriority = a.priority().compareTo(b.priority());
        return byPriority != 0 ? byPriority < 0 : a.isBefore(b);
    }

    /** Serves who waits at an address as far as its seats reach; answers how many wants ended. */
    int serve(final Seats s) {
        int ended = 0;
        for (Want w = paused ? null : oldest(s); w != null && serve(w, s); w = oldest(s)) {
            ended++;
        }
        return ended;
    }

    private boolean serve(final Want w, final Seats s) {
        final boolean elsewhere = w.grantsElsewhere();
        final Take idle = elsewhere ? null : idleFor(w, s);
        if (idle != null) {
            books.reuse(idle);
            give(w, idle);
            return true;
        }
        if (!s.isFree()) {
            return false;
        }
        if (elsewhere) {
            give(w, books.openElsewhere(s));
            return true;
        }
        try {
            give(w, books.open(s, serviceOf(w.queue, s).line));
        } catch (JournalFullException e) {
            books.dequeue(w, Want.State.FAILED);
            w.fail(WantFailure.JOURNAL_FULL);
        }
        return true;
    }

    void give(final Want w, final Take t) {
        final WaitQueue q = w.queue;
        books.dequeue(w, Want.State.GRANTED);
        q.served(w);
        w.granted(t);
    }

    private static Take idleFor(final Want w, final Seats s) {
        for (final Service service : s.services()) {
            final Take idle = service.queue == w.queue ? s.idle(service.line, w.shelf()) : null;
            if (idle != null) {
                return idle;
            }
        }
        return null;
    }

    /** By which line a queue uses an address; null = by none. */
    static Service serviceOf(final WaitQueue q, final Seats s) {
        for (final Service service : s.services()) {
            if (service.queue == q) {
                return service;
            }
        }
        return null;
    }

    /**
     * Serves what a queue's addresses offer, then has up to so many idle connections closed for wants that still wait.
     */
    void settle(final WaitQueue q, final int closings) {
        if (paused) {
            return;
        }
        final List<Service> offers = q.withSeat();
        int i = 0;
        while (q.waiting() > 0 && i < offers.size()) {
            i = serve(offers.get(i).seats) > 0 ? 0 : i + 1;
        }
        for (int n = Math.min(closings, q.waiting()); n > 0 && closeOneFor(q); n--) {
            continue;
        }
    }

    private boolean closeOneFor(final WaitQueue q) {
        final List<Service> from = q.toClose().isEmpty() ? q.withSeat() : q.toClose();
        for (final Service service : from) {
            final Take t = service.seats.idleToClose();
            if (t != null) {
                books.close(t, q);
                return true;
            }
        }
        return false;
    }

    /** A seat came free: serves its address. Who had a connection closed for it and went away empty has another one closed. */
    void freed(final Take t) {
        final WaitQueue forWhom = t.closedFor;
        final int waited = forWhom == null ? 0 : forWhom.waiting();
        serve(t.seats());
        if (forWhom != null && waited > 0 && forWhom.waiting() == waited) {
            settle(forWhom, 1);
        }
    }

    /** An answer is complete: whether its connection stays open, for the next want of the line or idle. */
    boolean idle(final Take t) {
        final Seats s = t.seats();
        if (s.isOverLimit()) {
            return false;
        }
        final Want w = paused ? null : oldest(s);
        if (w == null) {
            books.keepIdle(t);
            return true;
        }
        if (w.grantsElsewhere() || !uses(w.queue, t.line(), s)) {
            return false;
        }
        books.enter(t, Take.State.IN_WORK);
        give(w, t);
        return true;
    }

    private static boolean uses(final WaitQueue q, final Object line, final Seats s) {
        final Service service = q.service(line);
        return service != null && service.seats == s;
    }

    /** A limit was lowered: idle connections above it close. */
    void shrink(final Seats s) {
        while (s.isOverLimit() && s.idle() > 0) {
            books.close(s.idleToClose(), null);
        }
    }

    /** Serves every queue anew, after a time in which nothing was served. */
    void settleAll() {
        for (final WaitQueue q : List.copyOf(books.queues())) {
            settle(q, q.waiting());
        }
    }
}
