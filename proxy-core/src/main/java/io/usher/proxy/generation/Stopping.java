package io.usher.proxy.generation;

/**
 * SIGTERM or {@code hard-stop-after} at a {@link Predecessor}: the process ends, and seats that are taken stay in the journal.
 * With an active successor, sessions are cut and seats on hold pass to it before, as far as time allows. Thread:
 * {@code generation}.
 */
final class Stopping {
    private final Parts parts;
    private final Predecessor of;
    /** The seats on hold under way; null = none. */
    private HoldPassing holds;
    /** A stop that waits until it is known who is active; null = none. */
    private Runnable later;

    Stopping(final Parts parts, final Predecessor of) {
        this.parts = parts;
        this.of = of;
    }

    /**
     * Stops, or will once it is known who is active.
     *
     * @param told runs when nothing is left to be said or done here; not at all if the process ends otherwise
     */
    void begin(final String why, final Runnable told) {
        final Predecessor.Step step = of.step();
        if (of.connected() && step == Predecessor.Step.COMMITTING) {
            later = () -> begin(why, told);
        } else if (of.connected() && step == Predecessor.Step.FINISHING) {
            holds = new HoldPassing(parts, of.peer(), of.moves(), parts.ledger().clock()::nanoTime, () -> leave(why, told));
            later = () -> leave(why, told); // Without its stream there is nobody to pass anything to.
            holds.start();
        } else if (step == Predecessor.Step.WITHOUT_STREAM || step == Predecessor.Step.ALONE && of.endsAlone()) {
            parts.serving().cutSessions();
            parts.timers().after(Predecessor.CUT_TIME, () -> leave(why, told));
        } else {
            leave(why, told);
        }
    }

    /** {@return whether it was asked for} */
    boolean begun() {
        return holds != null || later != null;
    }

    /** It is known who is active, or the stream is lost: what waited for that is done. */
    void now() {
        if (later != null) {
            final Runnable stop = later;
            later = null;
            stop.run();
        }
    }

    /** ACK, NAK or DECLINE: {@return whether it is the answer to a seat on hold} */
    boolean answered(final Message m) throws MalformedMessageException {
        if (holds == null || !holds.sent(m.count(0))) {
            return false;
        }
        holds.answered(m);
        return true;
    }

    /** The stream is over. */
    void cut() {
        if (holds != null) {
            holds.stop();
        }
    }

    private void leave(final String why, final Runnable told) {
        if (holds != null) {
            parts.log().notice(holds.passed() + " seats on hold have passed to generation " + of.successor());
            if (of.connected() && of.step() == Predecessor.Step.FINISHING && parts.underLock(() -> parts.ledger().empty())) {
                of.peer().send(Message.of(MessageType.DRAINED)); // Nothing is left to be held for it.
            }
        }
        of.left();
        if (of.connected()) {
            of.peer().send(Message.of(MessageType.BYE, why), told);
        } else {
            told.run();
        }
    }
}
