package io.usher.proxy.generation;

import io.usher.proxy.seat.TakenList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A {@link Predecessor}'s wish to be active again, from the operator's word to its outcome. Thread: {@code generation}. */
final class WayBack {
    private final Parts parts;
    private final Course course;
    private final Predecessor of;
    /** The wish under way; null = none. */
    private Resumption resumption;
    private Consumer<String> told;

    WayBack(final Parts parts, final Course course, final Predecessor of) {
        this.parts = parts;
        this.course = course;
        this.of = of;
    }

    /**
     * An operator wishes this generation back.
     *
     * @param outcome told once: null = it is active again, else why not
     */
    void begin(final Consumer<String> outcome) {
        final Optional<String> why = refusal();
        if (why.isPresent()) {
            outcome.accept("generation " + parts.number() + " cannot be active again: " + why.get()
                + " (expected: it finishes or stands by, and its successor serves)");
            return;
        }
        told = outcome;
        resumption = new Resumption(parts, of.peer(), of.successor(), new End(of.peer()));
        resumption.begin(of.moves());
    }

    private Optional<String> refusal() {
        final Predecessor.Step step = of.step();
        if (step != Predecessor.Step.FINISHING && step != Predecessor.Step.STANDBY || !of.connected()) {
            return Optional.of("it is " + step.name().toLowerCase(Locale.ROOT).replace('_', ' '));
        }
        if (resumption != null) {
            return Optional.of("it asks for that already");
        }
        return of.endsSoon() ? Optional.of("it is told to end") : Optional.empty();
    }

    boolean underWay() {
        return resumption != null;
    }

    /** {@return whether the successor has granted what it would} */
    boolean committed() {
        return resumption != null && resumption.committed();
    }

    /** BACK, TAKEN, LIMIT, COMMIT or REFUSED. Without a wish this generation has given it up meanwhile. */
    void received(final Message m) throws MalformedMessageException {
        if (resumption != null) {
            resumption.received(m);
        }
    }

    /** The stream has ended: {@return whether that is looked at here, and comes back if it matters elsewhere too} */
    boolean streamLost(final String why) {
        if (resumption == null) {
            return false;
        }
        resumption.streamLost(why);
        return true;
    }

    /** This generation is to end. */
    void cancel(final String why) {
        if (resumption != null) {
            resumption.cancel();
            giveUp("it is told to end: " + why, true);
        }
    }

    private void giveUp(final String why, final boolean streamOpen) {
        resumption = null;
        of.staysFinishing(streamOpen);
        final String text = "generation " + parts.number() + " is not active again: " + why;
        parts.log().warning(text);
        told.accept(text);
    }

    private final class End implements Resumption.Outcome {
        private final Peer peer;

        End(final Peer peer) {
            this.peer = peer;
        }

        @Override
        public boolean passed(final TakenList ledger, final int last, final boolean streamLost) {
            final Gathered from = new Gathered(of.successor(), of.successorPid(), parts.number(), parts.folder(), Map.of(),
                List.of(), false);
            final Optional<Successor> again = Successor.resumed(parts, course, peer, from, of.shared(), ledger);
            again.ifPresent(s -> {
                resumption = null;
                s.begin(of.passedBack(s, last), streamLost);
                told.accept(null);
            });
            return again.isPresent();
        }

        @Override
        public void refused(final String why) {
            giveUp(why, true);
        }

        @Override
        public void streamLost(final String why) {
            giveUp("generation " + of.successor() + " " + why, false);
            of.eof(why);
        }
    }
}
