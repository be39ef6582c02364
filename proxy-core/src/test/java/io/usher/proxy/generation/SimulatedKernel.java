package io.usher.proxy.generation;

import io.usher.proxy.seat.JournalEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Locks, files and the network of a {@link SimulatedHost}, and what mutants do to them. */
final class SimulatedKernel {
    private final SimulatedHost host;
    private SimulatedGeneration holder;

    SimulatedKernel(final SimulatedHost host) {
        this.host = host;
    }

    /** Who has the lock {@code owner}; null = nobody. */
    SimulatedGeneration holder() {
        return holder;
    }

    /** What is still to be freed after a death; in any order, though the streams end with the process's last descriptor. */
    List<Runnable> freeing(final SimulatedGeneration g) {
        final List<Runnable> all = new ArrayList<>(List.of(() -> unlock(g), g::freeJournal, g::closeStreams));
        Collections.shuffle(all, new Random(host.below(1000)));
        return all;
    }

    private void unlock(final SimulatedGeneration g) {
        if (holder == g) {
            holder = null;
            host.owner = 0;
        }
    }

    Ownership ownership(final SimulatedGeneration g) {
        return new Ownership() {
            @Override
            public boolean tryLock() {
                if (holder == null && host.has(HandoverMutant.ROLLBACK_BLIND) && commits()) {
                    return true;
                }
                if (host.has(HandoverMutant.BACK_BLIND) && g.course.asPredecessor() != null
                    && g.course.asPredecessor().wayBack().underWay()) {
                    return true;
                }
                if (holder == null || stolen()) {
                    holder = g;
                    host.owner = g.number;
                }
                return holder == g;
            }

            private boolean commits() {
                final Predecessor p = g.course.asPredecessor();
                return p != null && p.step() == Predecessor.Step.COMMITTING;
            }

            private boolean stolen() {
                final Successor s = g.course.asSuccessor();
                return host.has(HandoverMutant.BACK_TIMER) && s != null && s.handsBack()
                    || host.has(HandoverMutant.TIMER_ROLLBACK) && commits()
                    || host.has(HandoverMutant.STANDBY_BLIND) && SimulatedHost.standsBy(g)
                    || host.has(HandoverMutant.OWNER_RACE) && host.announced != holder.number;
            }

            @Override
            public void unlock() {
                SimulatedKernel.this.unlock(g);
            }

            @Override
            public boolean held() {
                return holder == g;
            }

            @Override
            public void announce(final int generation, final int last, final List<String> sockets) {
                host.announced = generation;
                host.last = last;
            }
        };
    }

    // ---- journals

    Journals journals(final Journals real, final int own) {
        return host.mutants.isEmpty() ? real : new Journals() {
            @Override
            public Optional<OtherJournal> of(final int generation) {
                return real.of(generation).map(j -> new Broken(j, own));
            }

            @Override
            public List<OtherJournal> others() {
                return real.others().stream().map(j -> (OtherJournal) new Broken(j, own))
                    .filter(j -> !host.has(HandoverMutant.LIVING_IGNORED) || j.dead()).toList();
            }
        };
    }

    /** A journal as a mutant reads it. */
    private final class Broken implements OtherJournal {
        private final OtherJournal real;
        private final int reader;

        Broken(final OtherJournal real, final int reader) {
            this.real = real;
            this.reader = reader;
        }

        private SimulatedGeneration reader() {
            return process(reader);
        }

        private SimulatedGeneration process(final int number) {
            for (final SimulatedGeneration g : host.generations) {
                if (g.number == number) {
                    return g;
                }
            }
            return null;
        }

        @Override
        public int generation() {
            return real.generation();
        }

        @Override
        public boolean dead() {
            final SimulatedGeneration g = process(generation());
            return real.dead() || host.has(HandoverMutant.STOPPED_IS_DEAD) && g.stopped
                || host.has(HandoverMutant.EOF_IS_DEATH) && streamIsOver()
                || host.has(HandoverMutant.DYING_LIVES) && holder == null && streamIsOver();
        }

        private boolean streamIsOver() {
            final Predecessor p = reader().course.asPredecessor();
            if (p != null && p.successor() == generation()) {
                return !p.connected();
            }
            final Successor s = reader().course.asSuccessor();
            return s != null && s.predecessor().map(n -> n.number() == generation() && !n.connected()).orElse(false);
        }

        @Override
        public int handingTo() {
            return real.handingTo();
        }

        @Override
        public List<JournalEntry> entries() {
            final Predecessor p = reader().course.asPredecessor();
            final boolean takingBack = p != null && p.successor() == generation();
            if (host.has(HandoverMutant.DELETE_JOURNAL) && real.dead()
                || host.has(HandoverMutant.DYING_LIVES) && !real.dead()
                || takingBack && host.has(HandoverMutant.NAIVE_TAKEBACK)) {
                return List.of();
            }
            return real.entries();
        }

        @Override
        public void delete() {
            real.delete();
        }
    }

    // ---- network

    /** What a mutant makes of a message. */
    List<Message> carried(final SimulatedGeneration from, final Message m) {
        final HandoverMutant mutant = host.mutants.iterator().next();
        return switch (mutant) {
            case NO_WANT -> without(m, m.type() == MessageType.WANT);
            case RELEASE_SWALLOWED -> without(m, m.type() == MessageType.RELEASE
                && m.take(0).generation() != from.number && host.chance(4));
            case LIMITS_FORGOTTEN -> m.type() == MessageType.COMMIT ? List.of(Message.of(MessageType.COMMIT, m.count(0), 0))
                : without(m, m.type() == MessageType.LIMIT);
            case BYE_UNSAID -> without(m, m.type() == MessageType.BYE);
            case LEDGER_FORGETS -> forgetting(m, true);
            case THIRD_GENERATION_FORGOTTEN -> forgetting(m, m.type() == MessageType.TAKEN
                && m.take(0).generation() != from.number);
            case BACK_WITHOUT_SEATS -> forgetting(m, from.course.asSuccessor() != null && from.course.asSuccessor().handsBack());
            case BACK_QUEUE_AT_ONCE -> m.type() == MessageType.FINISHING
                && from.course.asPredecessor().successor() < from.number ? List.of(m, Message.of(MessageType.QUEUE_END))
                : List.of(m);
            case NEW_FIRST -> m.type() == MessageType.WANT
                ? List.of(Message.of(MessageType.WANT, m.count(0), "-1000000000", m.count(2))) : List.of(m);
            case QUEUE_END_AT_ONCE -> m.type() == MessageType.COMMIT ? List.of(m, Message.of(MessageType.QUEUE_END)) : List.of(m);
            default -> List.of(m);
        };
    }

    private static List<Message> without(final Message m, final boolean dropped) {
        return dropped ? List.of() : List.of(m);
    }

    private int forgotten;

    private List<Message> forgetting(final Message m, final boolean these) {
        if (m.type() == MessageType.TAKEN && these) {
            forgotten++;
            return List.of();
        }
        if (m.type() == MessageType.COMMIT) {
            final long left = m.count(0) - forgotten;
            forgotten = 0;
            return List.of(Message.of(MessageType.COMMIT, left, m.count(1)));
        }
        return List.of(m);
    }
}
