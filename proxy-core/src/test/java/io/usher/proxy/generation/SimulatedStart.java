package io.usher.proxy.generation;

import java.util.List;
import java.util.Optional;

/** The main thread of a process that starts, step by step as {@link GenerationStart} does it; others do theirs in between. */
final class SimulatedStart {

    private enum Step { ASKING, RECORD, LOCK, JOURNAL, LIVING, PREPARING, WAITING, DONE }

    final SimulatedGeneration g;
    private final SimulatedHost host;
    private Step step;
    private int lastNumber;
    private long since;

    private SimulatedStart(final SimulatedHost host, final Step first) {
        this.host = host;
        this.g = new SimulatedGeneration(host);
        this.step = first;
        this.since = host.now;
    }

    /** Neither {@code -x} nor {@code -sf}. */
    static SimulatedStart fresh(final SimulatedHost host) {
        return new SimulatedStart(host, Step.RECORD);
    }

    /** {@code -x}. */
    static SimulatedStart succeed(final SimulatedHost host, final SimulatedGeneration p) {
        final SimulatedStart s = new SimulatedStart(host, Step.ASKING);
        s.g.connect(p);
        return s;
    }

    boolean isOver() {
        return step == Step.DONE || !g.alive;
    }

    /** Goes on, if it is not waiting for something. */
    void go() {
        switch (step) {
            case ASKING -> asking();
            case RECORD -> {
                lastNumber = host.last;
                step = Step.LOCK;
            }
            case LOCK -> lock();
            case JOURNAL -> makeJournal(Math.max(lastNumber, highestJournal()) + 1, Step.LIVING);
            case LIVING -> living();
            case PREPARING -> serve();
            case WAITING -> waiting();
            default -> {
                // It serves.
            }
        }
    }

    private void asking() {
        final var gathered = g.asking.gathered();
        if (gathered.isCompletedExceptionally() || host.now - since > Asking.LIMIT * 1_000_000) {
            exit("is refused");
        } else if (gathered.isDone() && gathered.getNow(null).predecessor() == 0) {
            step = Step.RECORD;
        } else if (gathered.isDone()) {
            makeJournal(gathered.getNow(null).number(), Step.PREPARING);
        }
    }

    private void exit(final String why) {
        host.say(g.number == 0 ? "a process that starts" : "generation " + g.number, " ", why);
        step = Step.DONE;
        host.die(g);
    }

    private Ownership owner() {
        return host.ownership(g);
    }

    private void lock() {
        if (owner().tryLock()) {
            step = Step.JOURNAL;
        } else {
            exit("finds the lock held");
        }
    }

    private int highestJournal() {
        return host.journals.keySet().stream().reduce(0, Math::max);
    }

    private void makeJournal(final int number, final Step next) {
        if (host.journals.containsKey(number)) {
            exit("finds a journal of generation " + number);
            return;
        }
        g.become(number, host.chance(3) ? 100 + host.below(400) : 0);
        if (next == Step.PREPARING) {
            g.parts.locked(g.ledger::awaitPredecessor);
        }
        step = next;
    }

    private void living() {
        final Optional<OtherJournal> living = g.parts.journals().others().stream().filter(j -> !j.dead()).findFirst();
        if (living.isPresent()) {
            g.journal.deleteIfEmpty();
            owner().unlock();
            exit("finds generation " + living.get().generation() + " alive");
            return;
        }
        g.parts.announce(g.number, g.number);
        step = Step.PREPARING;
    }

    private void serve() {
        if (g.asking != null && g.asking.gathered().getNow(null).predecessor() != 0) {
            g.prepared();
            since = host.now;
            step = Step.WAITING;
            return;
        }
        try {
            new Heir(g.parts).inherit();
        } catch (final StartRefusedException e) {
            g.journal.deleteIfEmpty();
            exit("cannot write the holds of the dead");
            return;
        }
        g.course.begin(g.parts, null, g.number);
        g.course.active();
        g.serving.startAccepting();
        host.say("generation " + g.number, " starts alone, ", List.of(g.log));
        step = Step.DONE;
    }

    private void waiting() {
        if (g.successor.active().isCompletedExceptionally() || host.now - since > 3 * Successor.READY_LIMIT * 1_000_000) {
            g.journal.deleteIfEmpty();
            exit("did not become active");
        } else if (g.successor.active().isDone()) {
            step = Step.DONE;
        }
    }
}
