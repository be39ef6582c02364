package io.usher.proxy.generation;

import io.usher.proxy.seat.TakenList;
import java.util.Optional;

/**
 * A finishing generation on its way to be active again, by an operator's wish: keeps its clients, waits until none is on its
 * way to the successor, asks by RESUME, and becomes active by the same lock and the same words as any successor. Until COMMIT it
 * finishes as before; what the successor answers other than COMMIT leaves it where it was. Knows no sockets, clocks nor
 * threads; every method runs on the thread {@code generation}.
 */
final class Resumption {

    private enum Step {
        /** Clients are on their way to the successor. */
        SETTLING,
        /** RESUME is sent. */
        ASKED,
        /** COMMIT is here: the lock is tried. */
        COMMITTED,
        /** The successor had taken the lock back: its word on that follows, or the end of its stream. */
        TAKEN_BACK,
        OVER
    }

    /** How it ends: at most one call. */
    interface Outcome {

        /**
         * The lock is held here, and the ledger has come.
         *
         * @param last the highest generation number given out
         * @return false if the journal has no room for seats that pass: nothing has changed
         */
        boolean passed(TakenList ledger, int last, boolean streamLost);

        /** All is as before, and why. */
        void refused(String why);

        /** The stream has ended, whoever has the lock now. */
        void streamLost(String why);
    }

    private final Parts parts;
    private final Peer peer;
    private final int successor;
    private final Outcome outcome;
    private final TimeLimit limit;
    private final TakenMessages ledger = new TakenMessages();
    private Step step = Step.SETTLING;
    private int last;
    /** Why the stream has ended; null = it has not. */
    private String lost;

    Resumption(final Parts parts, final Peer peer, final int successor, final Outcome outcome) {
        this.parts = parts;
        this.peer = peer;
        this.successor = successor;
        this.outcome = outcome;
        limit = new TimeLimit(parts.timers());
    }

    void begin(final ClientMoves moves) {
        parts.log().notice("generation " + parts.number() + " asks generation " + successor + " to hand back");
        parts.serving().keepClients();
        moves.settle(this::ask);
    }

    private void ask() {
        if (step == Step.SETTLING) {
            step = Step.ASKED;
            peer.send(Message.of(MessageType.RESUME));
        }
    }

    /** BACK, TAKEN, LIMIT, COMMIT or REFUSED. */
    void received(final Message m) throws MalformedMessageException {
        switch (m.type()) {
            case BACK -> {
                require(m, step == Step.ASKED);
                last = m.number(0);
            }
            case TAKEN -> {
                require(m, step == Step.ASKED);
                ledger.taken(m);
            }
            case LIMIT -> {
                require(m, step == Step.ASKED);
                ledger.limit(m);
            }
            case COMMIT -> {
                require(m, step == Step.ASKED && ledger.complete(m));
                step = Step.COMMITTED;
                tryToBeActive();
            }
            default -> {
                require(m, step != Step.SETTLING);
                over();
                outcome.refused(m.text(0));
            }
        }
    }

    private void require(final Message m, final boolean allowed) throws MalformedMessageException {
        if (!allowed) {
            throw new MalformedMessageException(m.type().word() + ": has no place in state " + step + " (" + ledger + ")");
        }
    }

    /** {@return whether nothing is asked for any more: the successor has frozen, and granted what it would} */
    boolean committed() {
        return step == Step.COMMITTED;
    }

    private void tryToBeActive() {
        if (step != Step.COMMITTED) {
            return;
        }
        final Optional<OtherJournal> journal = parts.journals().of(successor);
        final boolean locked = parts.owner().tryLock();
        final boolean meant = journal.map(j -> j.handingTo() == parts.number()).orElse(false);
        if (locked && meant) {
            become();
        } else if (!locked && (meant || journal.map(OtherJournal::dead).orElse(true))) {
            limit.renew(Successor.RETRY, this::tryToBeActive);
        } else if (lost == null) {
            // If the lock is free it is dead since: what it said last may be unread, that it ends on purpose too.
            step = Step.TAKEN_BACK;
        } else {
            streamLost(lost);
        }
    }

    private void become() {
        final boolean streamLost = lost != null;
        over();
        if (!outcome.passed(ledger.list(), last, streamLost)) {
            final String why = "has no room in its journal for seats on hold";
            parts.owner().unlock();
            peer.send(Message.of(MessageType.REFUSED, why));
            if (streamLost) {
                outcome.streamLost(lost);
            } else {
                outcome.refused("it " + why);
            }
        }
    }

    /** The stream has ended, and everything that came has been handled: once COMMIT is here, the lock decides. */
    void streamLost(final String why) {
        if (step == Step.COMMITTED && lost == null && !parts.owner().held()) {
            lost = why;
        } else if (step != Step.OVER) {
            over();
            outcome.streamLost(why);
        }
    }

    /** This generation is to end: nothing that still comes of it matters. */
    void cancel() {
        over();
    }

    private void over() {
        step = Step.OVER;
        limit.cancel();
    }
}
