package io.usher.proxy.seat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A ledger with a clock that stands still, a journal in memory, and a story of what the ledger said. */
final class LedgerFixture implements SeatJournal, LedgerEvents {

    final Map<TakeId, JournalEntry> words = new LinkedHashMap<>();
    final List<String> said = new ArrayList<>();
    final Ledger ledger;
    long now = 5_000;
    boolean full;
    int availabilityChanges;

    LedgerFixture(final int generation) {
        ledger = new Ledger(generation, this, () -> now, this);
    }

    /** A line is its name here. */
    Seats line(final String line, final String address, final int maxconn) {
        final Seats s = ledger.seats(new SeatAddress(address));
        ledger.limit(s, line, maxconn);
        return s;
    }

    WaitQueue queue(final String name, final Object... lineAndSeats) {
        final WaitQueue q = ledger.newQueue(name);
        for (int i = 0; i < lineAndSeats.length; i += 2) {
            ledger.serve(q, lineAndSeats[i], (Seats) lineAndSeats[i + 1]);
        }
        return q;
    }

    Probe want(final String name) {
        return new Probe(name, 0, now++, Want.Priority.REQUEST);
    }

    Probe want(final String name, final Want.Priority priority) {
        return new Probe(name, 0, now++, priority);
    }

    Probe queued(final String name, final WaitQueue q) {
        final Probe w = want(name);
        ledger.enqueue(q, w);
        return w;
    }

    /** A take whose request has been answered, so that its connection is idle on that shelf. */
    Take idle(final Seats s, final String line, final int shelf) {
        final Take t = ledger.take(s, line, null);
        ledger.connected(t, new Wire(shelf));
        ledger.idle(t);
        return t;
    }

    /** What was said since the last call. */
    List<String> heard() {
        final List<String> all = List.copyOf(said);
        said.clear();
        return all;
    }

    @Override
    public void write(final Take take) throws JournalFullException {
        if (full) {
            throw new JournalFullException("full");
        }
        words.put(take.id(), new JournalEntry(take.id(), take.seats().address()));
    }

    @Override
    public void clear(final Take take) {
        words.remove(take.id());
    }

    @Override
    public void markIdle(final Take take, final boolean idle) {
        words.put(take.id(), new JournalEntry(take.id(), take.seats().address(), idle));
    }

    @Override
    public void holdExpired(final Take take) {
        said.add("hold of " + take.id() + " expired");
    }

    @Override
    public void holdReleased(final Take take) {
        said.add("hold of " + take.id() + " released");
    }

    @Override
    public void journalFull(final SeatAddress address, final JournalFullException why) {
        said.add("journal full at " + address);
    }

    @Override
    public void availabilityChanged(final Seats seats) {
        availabilityChanges++;
    }

    @Override
    public void emptied() {
        said.add("emptied");
    }

    /** A connection that only remembers. */
    static final class Wire implements SeatConnection {
        final int shelf;
        boolean askedToClose;

        Wire(final int shelf) {
            this.shelf = shelf;
        }

        @Override
        public int shelf() {
            return shelf;
        }

        @Override
        public void closeIdle() {
            askedToClose = true;
        }
    }

    /** A want that remembers how it ended. */
    final class Probe extends Want {
        final String name;
        Take take;
        WantFailure failure;

        Probe(final String name, final int shelf, final long arrival, final Priority priority) {
            super(shelf, arrival, priority);
            this.name = name;
        }

        @Override
        public void granted(final Take t) {
            take = t;
            said.add(name + " granted");
        }

        @Override
        public void failed(final WantFailure why) {
            failure = why;
            said.add(name + " failed " + why);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** The messages of a finishing ledger, as text. */
    static final class Lines implements SuccessorLink {
        final List<String> sent = new ArrayList<>();
        String movable = "";

        @Override
        public void place(final long place, final java.util.Collection<SeatAddress> addresses) {
            sent.add("PLACE " + place + " " + addresses);
        }

        @Override
        public void want(final long request, final long ageNanos, final long place) {
            sent.add("WANT " + request + " " + ageNanos + " " + place);
        }

        @Override
        public boolean move(final long request, final Want want, final long ageNanos) {
            if (!movable.contains(want.toString())) {
                return false;
            }
            sent.add("MOVE " + request + " " + ageNanos);
            return true;
        }

        @Override
        public void unwant(final long request) {
            sent.add("UNWANT " + request);
        }

        @Override
        public void release(final TakeId take) {
            sent.add("RELEASE " + take);
        }

        @Override
        public void queueEnd() {
            sent.add("QUEUE-END");
        }

        List<String> heard() {
            final List<String> all = List.copyOf(sent);
            sent.clear();
            return all;
        }
    }
}
