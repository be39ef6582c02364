package io.usher.proxy.seat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The seats of one address: how many there are, who has taken them, and which queues wait for them. Made by
 * {@link Ledger#seats}; guarded by the instance's lock. Unlimited addresses are counted too, as a limit may come at any time.
 */
public final class Seats {

    private final SeatAddress address;
    private final Ledger ledger;
    private final LedgerEvents events;
    private final List<Service> services = new ArrayList<>(2);
    private final List<IdleConnections> idleByLine = new ArrayList<>(1);
    private Take firstTake;
    private int taken;
    private int idle;
    private int closing;
    private Service.Offer lastOffer = Service.Offer.SEAT;

    final SeatLimit limit = new SeatLimit();
    /** Known only because a predecessor uses it: forgotten with its last take. */
    boolean foreign;
    /** The last line that named it is gone: likewise. */
    boolean retired;

    Seats(final SeatAddress address, final Ledger ledger, final LedgerEvents events) {
        this.address = address;
        this.ledger = ledger;
        this.events = events;
    }

    public SeatAddress address() {
        return address;
    }

    /** Smallest non-zero maxconn over all lines of the active generation at this address; 0 = no limit. */
    public int limit() {
        return limit.value();
    }

    /** Whether no line names it any more: what is taken still counts, as the next line to name it may set a limit. */
    public boolean isRetired() {
        return retired;
    }

    /** Seats taken, over all generations: at work, idle, closing and on hold. May exceed a limit that was lowered. */
    public int taken() {
        return taken;
    }

    /** Taken seats whose connection is idle. */
    public int idle() {
        return idle;
    }

    /**
     * Whether this line may get a seat here without waiting for a request to end: a free one, or an idle connection that can be
     * reused or closed. False while this generation may take none.
     */
    public boolean available(final Object line) {
        return ledger.mayTake() && (isFree() || idle > 0);
    }

    /** Whether all that a newcomer of this line can get here is the seat of another line's idle connection, once closed. */
    public boolean availableByClosing(final Object line) {
        if (isFree() || idle == 0) {
            return false;
        }
        final IdleConnections own = idleOf(line);
        return own == null || own.count() == 0;
    }

    /** Every take of this address now, newest first; a copy. */
    public Collection<Take> takes() {
        final List<Take> all = new ArrayList<>(taken);
        for (Take t = firstTake; t != null; t = t.after) {
            all.add(t);
        }
        return all;
    }

    /** The take of that name; null = none. O(taken). */
    Take take(final TakeId id) {
        for (Take t = firstTake; t != null; t = t.after) {
            if (t.id().equals(id)) {
                return t;
            }
        }
        return null;
    }

    boolean isFree() {
        return limit.value() == 0 || taken < limit.value();
    }

    /** Taken seats that no connection about to close will free, above the limit. */
    boolean isOverLimit() {
        return limit.value() > 0 && taken - closing > limit.value();
    }

    void add(final Take t) {
        t.after = firstTake;
        if (firstTake != null) {
            firstTake.before = t;
        }
        firstTake = t;
        taken++;
        offersChanged();
    }

    void remove(final Take t) {
        if (t.before == null) {
            firstTake = t.after;
        } else {
            t.before.after = t.after;
        }
        if (t.after != null) {
            t.after.before = t.before;
        }
        t.before = null;
        t.after = null;
        taken--;
        offersChanged();
    }

    void stateChanged(final Take.State from, final Take.State to) {
        closing += (to == Take.State.CLOSING ? 1 : 0) - (from == Take.State.CLOSING ? 1 : 0);
    }

    // ---- idle connections

    void addIdle(final Take t) {
        IdleConnections of = idleOf(t.line());
        if (of == null) {
            of = new IdleConnections(t.line());
            idleByLine.add(of);
        }
        of.add(t);
        idle++;
        offersChanged();
    }

    void removeIdle(final Take t) {
        final IdleConnections of = idleOf(t.line());
        of.remove(t);
        if (of.count() == 0 && !limit.has(t.line())) {
            idleByLine.remove(of);
        }
        idle--;
        offersChanged();
    }

    Take idle(final Object line, final int shelf) {
        final IdleConnections of = idle == 0 ? null : idleOf(line);
        return of == null ? null : of.best(shelf);
    }

    /** The idle connection to close first; null = none. */
    Take idleToClose() {
        if (idle > 0) {
            for (final IdleConnections of : idleByLine) {
                if (of.count() > 0) {
                    return of.worst();
                }
            }
        }
        return null;
    }

    /** Forgets where a line's idle connections lay, once it names this address no more. */
    void forgetLine(final Object line) {
        final IdleConnections of = idleOf(line);
        if (of != null && of.count() == 0) {
            idleByLine.remove(of);
        }
    }

    private IdleConnections idleOf(final Object line) {
        for (final IdleConnections of : idleByLine) {
            if (of.line == line) {
                return of;
            }
        }
        return null;
    }

    // ---- who waits here

    List<Service> services() {
        return services;
    }

    void add(final Service s) {
        services.add(s);
        s.queue.offer(s, offerTo(s));
    }

    void remove(final Service s) {
        services.remove(s);
    }

    /** O(services of this address): two, as a rule. */
    void offersChanged() {
        for (int i = 0; i < services.size(); i++) {
            final Service s = services.get(i);
            s.queue.offer(s, offerTo(s));
        }
        final Service.Offer now = isFree() ? Service.Offer.SEAT
            : idle > 0 ? Service.Offer.TO_CLOSE : Service.Offer.NOTHING;
        if (now != lastOffer) {
            lastOffer = now;
            events.availabilityChanged(this);
        }
    }

    private Service.Offer offerTo(final Service s) {
        if (isFree()) {
            return Service.Offer.SEAT;
        }
        if (idle == 0) {
            return Service.Offer.NOTHING;
        }
        final IdleConnections own = idleOf(s.line);
        return own != null && own.count() > 0 ? Service.Offer.SEAT : Service.Offer.TO_CLOSE;
    }

    @Override
    public String toString() {
        return address + " " + taken + "/" + limit.value();
    }
}
