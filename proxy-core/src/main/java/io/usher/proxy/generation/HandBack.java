package io.usher.proxy.generation;

import io.usher.proxy.seat.TakenList;

/**
 * The active generation gives the ledger back to its predecessor, which has asked for it by RESUME: as at any handover it stops
 * accepting, freezes, sends its seats, frees the lock, and learns from ACTIVE, or from the lock, who is active. A predecessor
 * that does not get that far costs nothing: the stream goes on as it was. Thread: {@code generation}.
 */
final class HandBack {

    private enum Step { STOPPING, FROZEN, COMMITTED, OVER }

    /** How it ends: exactly one call, from a task of the thread {@code generation}. */
    interface Outcome {

        /** This generation is active as before. */
        void stays();

        /** The predecessor is active, and has said so. */
        void passed();

        /** The predecessor is active, but its stream is lost; why, as a predicate. */
        void passedWithoutStream(String why);
    }

    private final Parts parts;
    private final Peer peer;
    private final int to;
    /** The highest number that this generation has given out. */
    private final int last;
    private final Outcome outcome;
    private final TimeLimit limit;
    private final CommitWait late;
    private Step step = Step.STOPPING;
    private boolean streamLost;

    HandBack(final Parts parts, final Peer peer, final int to, final int last, final Outcome outcome) {
        this.parts = parts;
        this.peer = peer;
        this.to = to;
        this.last = last;
        this.outcome = outcome;
        limit = new TimeLimit(parts.timers());
        late = new CommitWait(parts, limit, to, () -> stay(CommitWait.late()), () -> { });
    }

    /** {@return whether the lock is free for the predecessor, or its own} */
    boolean committed() {
        return step == Step.COMMITTED;
    }

    void begin() {
        parts.log().notice("handing back to generation " + to);
        parts.serving().stopChecks();
        limit.renew(Predecessor.COMMIT_LIMIT, () -> stay("cannot stop accepting within "
            + Predecessor.COMMIT_LIMIT / 1000 + " s"));
        parts.serving().stopAccepting().whenComplete((done, failure) -> parts.timers().post(() -> {
            if (step != Step.STOPPING) {
                return; // The time limit or the stream's end came first.
            }
            if (failure == null) {
                freeze();
            } else {
                stay("cannot stop accepting: " + failure);
            }
        }));
    }

    private void freeze() {
        step = Step.FROZEN;
        parts.locked(() -> parts.ledger().reverse().freeze());
        parts.timers().post(this::commit); // Behind every GRANT that was posted before the freeze.
    }

    private void commit() {
        if (step != Step.FROZEN) {
            return;
        }
        step = Step.COMMITTED;
        final TakenList list = parts.underLock(() -> parts.ledger().takenList());
        parts.journal().handingTo(to);
        peer.send(Message.of(MessageType.BACK, last));
        TakenMessages.send(list, peer);
        parts.owner().unlock();
        peer.send(TakenMessages.commit(list));
        late.begin();
    }

    // ---- how it ends

    /** ACTIVE. */
    void active() throws MalformedMessageException {
        if (step != Step.COMMITTED) {
            throw new MalformedMessageException(MessageType.ACTIVE.word() + ": has no place before COMMIT");
        }
        end();
        outcome.passed();
    }

    /** The predecessor gives up, and has freed the lock if it had it. */
    void refused(final String why) {
        if (step == Step.COMMITTED) {
            whoIsOwner(why, Predecessor.GRACE);
        } else {
            stay(why);
        }
    }

    /** This generation is to end: the predecessor may have the ledger if it is on its way, and else learns of the end as ever. */
    void cancel(final String why) {
        if (step == Step.COMMITTED) {
            end();
        } else {
            stay(why);
        }
    }

    /** The stream has ended, and everything that came has been handled. */
    void streamLost(final String why) {
        streamLost = true;
        if (step == Step.COMMITTED) {
            whoIsOwner(why, Predecessor.GRACE);
        } else {
            stay(why);
        }
    }

    private void whoIsOwner(final String why, final long patience) {
        if (step != Step.COMMITTED) {
            return;
        }
        if (parts.owner().tryLock()) {
            stay(why);
        } else if (patience > 0 || CommitWait.dead(parts, to)) {
            limit.renew(Predecessor.WATCH, () -> whoIsOwner(why, patience - Predecessor.WATCH));
        } else if (streamLost) {
            end();
            outcome.passedWithoutStream(why);
        } else {
            late.begin();
        }
    }

    private void end() {
        step = Step.OVER;
        limit.cancel();
    }

    /** The lock is held here, still or again. */
    private void stay(final String why) {
        final boolean frozen = step != Step.STOPPING;
        end();
        parts.journal().handingTo(0);
        parts.announce(parts.number(), last);
        if (frozen) {
            parts.locked(() -> parts.ledger().reverse().thaw());
        }
        parts.serving().startAccepting();
        parts.log().warning("generation " + to + " is not active again: it " + why + "; generation " + parts.number()
            + " serves on");
        if (!streamLost) {
            peer.send(Message.of(MessageType.REFUSED, why));
        }
        outcome.stays();
    }
}
