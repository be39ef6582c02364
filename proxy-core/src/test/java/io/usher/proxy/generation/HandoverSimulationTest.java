package io.usher.proxy.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.proxy.seat.Take;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Reloads, deaths, stops and time limits in any order that chance finds, with the real ledger and the real state machines:
 * the server's own count is the truth that is asserted. A failure names its seed; {@code -Dusher.seed=N} replays it.
 */
class HandoverSimulationTest {
    private static final int SEEDS = Integer.getInteger("usher.seeds", 1000);
    private static final int STEPS = 400;

    /** One run. */
    private static final class Run {
        private final long seed;
        private final Random random;
        private final World world = new World();
        private final List<SimulatedWant> wants = new ArrayList<>();
        private final List<String> story = new ArrayList<>();
        private int deaths;
        private int stops;
        private int breaks;
        private boolean harmed;

        Run(final long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            world.moving = random.nextInt(4) > 0;
            world.limit = 1 + random.nextInt(2);
            deaths = random.nextInt(3);
            stops = random.nextInt(2);
            breaks = random.nextInt(4) == 0 ? 1 : 0;
            world.first();
        }

        private void check() {
            assertTrue(world.atWork.size() <= world.limit, () -> "a seat was sold twice: " + world.atWork + tale());
            assertTrue(world.accepting().size() <= 1, () -> "more than one accepts: " + world.accepting() + tale());
        }

        private String tale() {
            final StringBuilder tale = new StringBuilder("\nseed " + seed + "\n");
            story.forEach(line -> tale.append("  ").append(line).append('\n'));
            world.generations.forEach(g -> tale.append("generation ").append(g.number).append(' ')
                .append(g.alive ? g.state() : "dead")
                .append(' ').append(g.ledger.roleName()).append(' ').append(g.step(true)).append(' ')
                .append(g.successor == null ? "" : g.successor.step()).append(' ').append(g.log).append('\n'));
            return tale.append("lock ").append(world.owner).append(" journals ").append(world.journals.keySet()).toString();
        }

        private <T> T any(final List<T> list) {
            return list.get(random.nextInt(list.size()));
        }

        private List<SimulatedGeneration> living() {
            return world.generations.stream().filter(g -> g.alive).toList();
        }

        private void step() {
            final int dice = random.nextInt(100);
            if (living().isEmpty()) {
                story.add("a fresh one starts");
                new SimulatedGeneration(world, world.highest + 1).startAlone();
            } else if (dice < 60) {
                any(living()).step(random);
            } else if (dice < 72) {
                arrive();
            } else if (dice < 82 && !world.atWork.isEmpty()) {
                final SimulatedWant w = any(world.atWork);
                if (!w.at().stopped) {
                    story.add("done " + w);
                    w.done();
                }
            } else if (dice < 88) {
                world.now += random.nextInt(20) == 0 ? 2_100_000_000L : 1_000_000L * random.nextInt(30);
            } else if (dice < 93) {
                reload();
            } else if (dice < 96) {
                house();
            } else if (dice < 97) {
                kill();
            } else if (dice < 98) {
                stop();
            } else if (dice < 99) {
                cut();
            }
            check();
        }

        private void arrive() {
            final List<SimulatedGeneration> open = living().stream().filter(g -> !g.stopped
                && (g.serving.accepting || g.state() == GenerationState.FINISHING && g.serving.onDrained != null
                    && random.nextInt(4) == 0)).toList();
            if (!open.isEmpty()) {
                final SimulatedGeneration at = any(open);
                final int dice = random.nextInt(8);
                if (dice == 0) {
                    world.generations.forEach(g -> g.refuses.add("r" + wants.size()));
                }
                final SimulatedWant w = at.request("r" + wants.size());
                w.leaving = dice == 1 ? SimulatedWant.Leaving.STAYS : SimulatedWant.Leaving.PACKED;
                story.add("arrives " + w + " at " + w.at().number + (w.served() ? " and is served" : ""));
                wants.add(w);
            }
        }

        private void reload() {
            for (final SimulatedGeneration g : living()) {
                if (g.successor == null && g.asking != null && g.asking.gathered().isDone()
                    && !g.asking.gathered().isCompletedExceptionally()) {
                    if (g.asking.gathered().getNow(null).predecessor() == 0) {
                        story.add("starts in vain " + g.number);
                        g.serving.exit(1);
                    } else {
                        story.add("ready " + g.number);
                        g.prepared();
                    }
                    return;
                }
                if (g.asking != null && g.successor == null && g.asking.gathered().isCompletedExceptionally()) {
                    g.journal.deleteIfEmpty();
                    g.kill();
                    return;
                }
            }
            if (living().stream().anyMatch(g -> g.asking != null && g.successor == null)) {
                return; // One process is still asking.
            }
            for (final SimulatedGeneration g : living()) {
                if (!g.stopped && g.state() == GenerationState.ACTIVE && g.course.view().gateOpen()
                    && g.step(true) == Predecessor.Step.ALONE && g.predecessor().isEmpty()) {
                    final int next = g.course.asPredecessor().lastNumber() + 1;
                    story.add("generation " + next + " starts");
                    g.succeededBy(next);
                    return;
                }
            }
        }

        /** Clients leave generations that finish, processes that were refused end, holds end when the server's work has. */
        private void house() {
            for (final SimulatedGeneration g : living()) {
                if (g.stopped) {
                    continue;
                }
                if (g.serving.onDrained != null && g.state() == GenerationState.FINISHING
                    && wants.stream().noneMatch(w -> w.keeps(g))) {
                    story.add("clients of " + g.number + " are gone");
                    final Runnable drained = g.serving.onDrained;
                    g.serving.onDrained = null;
                    drained.run();
                }
                if (g.successor != null && g.successor.active().isCompletedExceptionally()) {
                    story.add("generation " + g.number + " gives up");
                    g.kill();
                }
                if (world.owner == g.number) {
                    endHolds(g);
                }
            }
        }

        private void endHolds(final SimulatedGeneration g) {
            g.lock.lock();
            for (final Take t : List.copyOf(g.seats.takes())) {
                if (t.state() == Take.State.ON_HOLD && world.atWork.stream().noneMatch(w -> w.take.id().equals(t.id()))) {
                    story.add("hold " + t.id() + " ends");
                    g.ledger.release(t);
                }
            }
            g.lock.unlock();
        }

        private void kill() {
            if (deaths > 0) {
                deaths--;
                harmed = true;
                final SimulatedGeneration g = any(living());
                story.add("kill " + g.number);
                g.kill();
            }
        }

        private void stop() {
            final SimulatedGeneration g = any(living());
            if (g.stopped) {
                story.add("continue " + g.number);
                g.stopped = false;
            } else if (stops > 0) {
                stops--;
                harmed = true;
                story.add("stop " + g.number);
                g.stopped = true;
            }
        }

        private void cut() {
            if (breaks > 0) {
                for (final SimulatedGeneration g : living()) {
                    if (g.successor != null && g.successor.step() == Successor.Step.ACTIVE && !g.stopped) {
                        breaks--;
                        harmed = true;
                        story.add("stream cut at " + g.number);
                        g.asking.peer().close();
                        g.successor.eof();
                        return;
                    }
                }
            }
        }

        /** Chance has had its say: everything that can end ends. */
        private void end() {
            deaths = 0;
            stops = 0;
            for (int i = 0; i < 4000; i++) {
                living().forEach(g -> g.stopped = false);
                if (living().isEmpty()) {
                    new SimulatedGeneration(world, world.highest + 1).startAlone();
                }
                world.settle();
                check();
                List.copyOf(world.atWork).forEach(SimulatedWant::done);
                house();
                if (i % 10 == 0) {
                    reloadsUnderWay();
                }
                world.now += 10_000_000;
                if (resting()) {
                    break;
                }
            }
            world.settle();
            assertEquals(1, living().size(), () -> "one generation is left in the end" + tale());
            assertEquals(1, world.accepting().size(), () -> "one accepts in the end" + tale());
            assertTrue(wants.stream().noneMatch(SimulatedWant::waits), () -> "a request waits for ever" + tale());
            assertEquals(0, living().get(0).seats.taken(), () -> "a seat leaked" + tale());
            assertEquals(1, world.journals.size(), () -> "a journal is left behind" + tale());
            if (!harmed) {
                assertTrue(wants.stream().allMatch(SimulatedWant::served), () -> "a request was lost" + tale());
            }
        }

        private void reloadsUnderWay() {
            if (living().stream().anyMatch(g -> g.asking != null && g.successor == null)) {
                reload();
            }
        }

        private boolean resting() {
            return living().size() == 1 && world.atWork.isEmpty() && wants.stream().noneMatch(SimulatedWant::waits)
                && living().get(0).serving.accepting && living().get(0).seats.taken() == 0 && world.journals.size() == 1;
        }

        void go() {
            for (int i = 0; i < STEPS; i++) {
                step();
            }
            story.add("the end begins");
            end();
        }
    }

    @Test
    void noSeatIsSoldTwiceAndNothingIsLostWhateverDies() {
        final Long only = Long.getLong("usher.seed");
        for (long seed = only == null ? 1 : only; seed <= (only == null ? SEEDS : only); seed++) {
            final long s = seed;
            try {
                new Run(seed).go();
            } catch (final RuntimeException e) {
                throw new AssertionError("seed " + s, e);
            }
        }
    }
}
