package io.usher.proxy.launch;

import io.usher.proxy.config.LogTarget.Severity;
import io.usher.proxy.config.Proxy;
import io.usher.proxy.live.Instance;
import io.usher.proxy.live.InstanceEvents;
import io.usher.proxy.live.SeatCounters.Event;
import io.usher.proxy.live.Server;
import io.usher.proxy.seat.HoldReason;
import io.usher.proxy.seat.JournalFullException;
import io.usher.proxy.seat.LedgerEvents;
import io.usher.proxy.seat.SeatAddress;
import io.usher.proxy.seat.Seats;
import io.usher.proxy.seat.Take;

/**
 * Passes what the ledger reports on to log, balancers and generation. Called with the instance lock held; nothing here
 * waits. The ledger is made before the instance, so this is told of it afterwards.
 */
final class SeatEvents implements LedgerEvents {
    private final InstanceEvents log;
    private final LedgerEvents generation;
    /** Set once by the main thread before anything can take a seat. */
    private Instance instance;

    SeatEvents(final InstanceEvents log, final LedgerEvents generation) {
        this.log = log;
        this.generation = generation;
    }

    void instance(final Instance made) {
        instance = made;
    }

    @Override
    public void held(final Take take) {
        if (take.holdReason() == HoldReason.CLOSE_AWAITED) {
            return; // Nothing was given up: the connection's own end is only slow.
        }
        count(Event.HELD);
        say(Severity.INFO, take, "on hold (" + take.holdReason() + ")" + whose(take));
    }

    @Override
    public void holdEnded(final Take take) {
        if (take.holdReason() != HoldReason.CLOSE_AWAITED) {
            count(Event.RECLAIMED);
            say(Severity.INFO, take, "reclaimed, the server is done with it (" + take.holdReason() + ")");
        }
    }

    private static String whose(final Take take) {
        return take.holder() == null ? "" : ", for " + take.holder();
    }

    /** The ledger may speak before there is an instance, but not of seats. */
    private void count(final Event event) {
        if (instance != null) {
            instance.seatCounters().count(event);
        }
    }

    @Override
    public void holdExpired(final Take take) {
        count(Event.EXPIRED);
        if (take.holdReason().mayBeAtWork()) {
            say(Severity.WARNING, take, "hold expired (" + take.holdReason() + "): a possible double sale");
        } else {
            say(Severity.NOTICE, take, "hold ended as planned (" + take.holdReason() + ")");
        }
    }

    @Override
    public void holdReleased(final Take take) {
        count(Event.RELEASED);
        say(Severity.WARNING, take, "hold released by an operator (" + take.holdReason() + "): a possible double sale");
    }

    private void say(final Severity severity, final Take take, final String what) {
        final Server server = take.line() instanceof Server named ? named : null;
        final Proxy section = server == null ? null : server.backend().section();
        final String where = server == null ? "" : " of " + server.backend().name() + "/" + server.name();
        log.event(severity, section, "Seat " + take.id() + where + " at " + take.seats().address() + ": " + what + ".");
    }

    @Override
    public void journalFull(final SeatAddress address, final JournalFullException why) {
        count(Event.TAKE_REFUSED);
        log.event(Severity.ALERT, null, "No seat at " + address + ": " + why.getMessage() + ".");
    }

    @Override
    public void availabilityChanged(final Seats seats) {
        if (instance != null) {
            instance.availabilityChanged(seats);
        }
    }

    @Override
    public void emptied() {
        generation.emptied();
    }
}
