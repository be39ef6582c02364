package io.usher.proxy.seat;

/**
 * The ledger's part of a handover in reverse: S, which is active, gives the ledger back to P, which still finishes. P knows its
 * own seats and keeps what waits in it, so only S's own seats pass. Guarded by the instance's lock.
 * <table>
 * <caption>Which call belongs to which message</caption>
 * <tr><th>message or event</th><th>S calls</th><th>P calls</th></tr>
 * <tr><td>RESUME, and the accept loops have stopped</td><td>{@link #freeze()}</td><td>–</td></tr>
 * <tr><td>TAKEN, COMMIT</td><td>{@link Ledger#takenList()}, behind every GRANT that was posted before</td>
 *     <td>with the lock: {@link #resume}; null = exit from it without ACTIVE</td></tr>
 * <tr><td>ACTIVE</td><td>{@link #handedBack()}, then {@link Ledger#finishing} or {@link Ledger#alone()}</td><td>send</td></tr>
 * <tr><td>the lock is held again instead</td><td>{@link #thaw()}</td><td>–</td></tr>
 * </table>
 * From then on each has the other's part of the handover, with the calls that belong to it.
 */
public final class ReverseHandover {
    private final Ledger ledger;
    private final Books books;
    private final Turns turns;

    ReverseHandover(final Ledger ledger, final Books books, final Turns turns) {
        this.ledger = ledger;
        this.books = books;
        this.turns = turns;
    }

    // ---- S

    /** {@return whether the ledger can go back: it is active, and whatever waited in the predecessor has been named} */
    public boolean ready() {
        return ledger.role() instanceof ActiveRole;
    }

    /**
     * From now on no seat is taken, handed on nor granted; messages of the predecessor are still taken in.
     *
     * @throws IllegalStateException if this generation is not active
     */
    public void freeze() {
        if (!ready()) {
            throw new IllegalStateException("generation " + books.generation + " cannot hand back while it is "
                + ledger.roleName());
        }
        turns.pause(true);
        ledger.role(new FrozenRole(books, turns));
    }

    /** The predecessor is not active after all: goes on where {@link #freeze} found it. */
    public void thaw() {
        ledger.role(new ActiveRole(books, turns));
        turns.pause(false);
        turns.settleAll();
    }

    /** The predecessor is active: what this ledger has written down of it is its own again. */
    public void handedBack() {
        final PredecessorSeats theirs = ledger.predecessor();
        if (theirs != null) {
            theirs.handedBack();
        }
        turns.pause(false); // What was frozen hands nothing out, and neither does what follows.
    }

    // ---- P

    /**
     * Active again, with the successor as predecessor. Nothing is handed out before QUEUE-END, so that what waits here and what
     * waits there gets its seats in one order.
     *
     * @param list the successor's own seats; those it passes stand in this journal when this returns
     * @return null if the journal has no room for them: then nothing has changed
     * @throws IllegalStateException if this generation does not finish
     */
    public PredecessorSeats resume(final TakenList list, final PredecessorLink link) {
        if (!(ledger.role() instanceof FinishingRole finishing) || ledger.predecessor() != null) {
            throw new IllegalStateException("generation " + books.generation + " cannot be active again while it is "
                + ledger.roleName());
        }
        final PredecessorSeats theirs = new PredecessorSeats(books, turns, ledger, link);
        theirs.enter(list);
        if (!books.unwritten().isEmpty()) {
            undo(theirs, list);
            return null;
        }
        finishing.end();
        turns.pause(true);
        ledger.role(new WaitingRole(books, turns, "waiting for QUEUE-END"));
        ledger.predecessor(theirs);
        return theirs;
    }

    private void undo(final PredecessorSeats theirs, final TakenList list) {
        theirs.handedBack();
        for (final TakenList.TakenSeat seat : list.seats()) {
            final Seats s = books.seats().get(seat.address());
            final Take t = s == null ? null : s.take(seat.id());
            if (t != null) {
                books.end(t);
            }
        }
    }
}
