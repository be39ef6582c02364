package io.usher.proxy.generation;

import io.usher.proxy.seat.SeatAddress;
import io.usher.proxy.seat.Seats;
import io.usher.proxy.seat.Take;
import io.usher.proxy.seat.TakeId;

/** Nobody is overtaken: neither by who waits in the same process, nor over generations by the successor's own arrivals. */
final class SimulatedOrder {
    private final SimulatedTraffic traffic;

    SimulatedOrder(final SimulatedTraffic traffic) {
        this.traffic = traffic;
    }

    /** @param queued it had waited; else it is a newcomer that got a seat directly */
    void check(final SimulatedQuery q, final Take t, final boolean queued) {
        if (q.isCheck()) {
            return;
        }
        if (traffic.at.ledger.mayTake()) {
            for (final SimulatedQuery other : traffic.queries) {
                if (other != q && waits(other) && other.queued() && mayUse(traffic, other, t.seats().address())
                    && (!queued || other.arrivalNanos() - q.arrivalNanos() < 0)) {
                    throw new SimulationFailure(q + " gets " + t + " before " + other);
                }
            }
        }
        if (!q.moved) {
            checkPredecessor(q, t);
        }
    }

    private static boolean waits(final SimulatedQuery q) {
        return !q.isCheck() && !q.request.left && q.status == SimulatedQuery.Status.WAITING;
    }

    private static boolean mayUse(final SimulatedTraffic in, final SimulatedQuery q, final SeatAddress address) {
        for (final SimulatedTraffic.Line line : in.queues.get(q.request.queue).used()) {
            if (line.seats().address().equals(address)) {
                return true;
            }
        }
        return false;
    }

    private void checkPredecessor(final SimulatedQuery q, final Take t) {
        final SimulatedGeneration p = traffic.host.predecessorOf(traffic.at);
        if (p == null) {
            return;
        }
        final SimulatedTraffic theirs = traffic.host.traffic(p);
        for (final SimulatedQuery other : theirs.queries) {
            final boolean waits = other.atCommit && !other.excused && !other.request.left && other.request.arriving != traffic.at
                && other.request.holder == other
                && (other.status == SimulatedQuery.Status.WAITING || other.status == SimulatedQuery.Status.AWAY);
            if (waits && !cameLater(other, theirs, q) && mayUse(theirs, other, t.seats().address()) && !grantUnderWay(p)) {
                throw new SimulationFailure(q + " gets " + t + " before " + other + ", which waited at COMMIT");
            }
        }
    }

    /** In reverse both had requests at COMMIT: whether the other generation's came after that one, as this one counts its age. */
    private boolean cameLater(final SimulatedQuery other, final SimulatedTraffic theirs, final SimulatedQuery q) {
        return traffic.at.ledger.predecessor().arrivalNanos(theirs.commitNanos - other.arrivalNanos()) - q.arrivalNanos() > 0;
    }

    /** A seat that is the predecessor's in this ledger and not yet, or no more, in its own: it may be any request's. */
    private boolean grantUnderWay(final SimulatedGeneration p) {
        for (final Take t : traffic.at.ledger.predecessor().takes()) {
            if (t.id().generation() == traffic.at.number && !has(p, t.id())) {
                return true;
            }
        }
        return false;
    }

    private static boolean has(final SimulatedGeneration p, final TakeId id) {
        for (final Seats s : p.ledger.allSeats()) {
            for (final Take t : s.takes()) {
                if (t.id().equals(id)) {
                    return true;
                }
            }
        }
        return false;
    }
}
