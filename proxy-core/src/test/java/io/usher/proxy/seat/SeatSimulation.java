package io.usher.proxy.seat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Explores the ledger and the handover's seat protocol by seeded chance: real {@link Ledger}s of up to five generations,
 * servers whose jobs outlive the proxy that sent them, slow streams, crashes at any step, lost streams, full journals, time
 * limits at any moment. One seed is one history, always the same.
 *
 * <p>Run it for long, on all cores: {@code SeatSimulation --for SECONDS [--from SEED] [--threads N]}, or
 * {@code --seeds N --from SEED}. {@code --seeds 1 --from SEED --tell} replays one history and tells it; {@code --mutant NAME}
 * breaks it as {@link SimMutant} says.
 *
 * <p>The state machines here are the simulation's own, in finer steps; those of the real ones are explored by
 * {@code HandoverSimulation} of the package {@code generation}.
 */
public final class SeatSimulation {

    private static final int STEPS = 260;
    private static final int MOST_GENERATIONS = 5;
    private static final int STEPS_TO_REST = 20_000;

    private final long seed;
    private final SimWorld world;
    private int crashesLeft;
    private int breaksLeft;
    private boolean resting;

    SeatSimulation(final long seed, final Set<SimMutant> mutants, final boolean tell) {
        this.seed = seed;
        this.world = new SimWorld(seed, mutants, tell);
        this.crashesLeft = world.chance(3) ? 0 : 1 + world.below(3);
        this.breaksLeft = world.chance(4) ? 1 : 0;
        final SimGeneration first = world.start(false);
        world.lock = first.number;
    }

    /** Runs one history; throws {@link SimViolation} with the line that replays it. */
    static void run(final long seed, final Set<SimMutant> mutants) {
        final SeatSimulation s = new SeatSimulation(seed, mutants, false);
        s.guarded();
    }

    /** One history, told. */
    static List<String> story(final long seed) {
        final SeatSimulation s = new SeatSimulation(seed, EnumSet.noneOf(SimMutant.class), true);
        s.guarded();
        return s.world.story();
    }

    private void guarded() {
        try {
            run();
        } catch (SimViolation | IllegalStateException | IllegalArgumentException | NullPointerException e) {
            world.story().forEach(System.out::println);
            throw new AssertionError("replay: SeatSimulation --seeds 1 --from " + seed + " --tell" + mutantsText() + " : " + e,
                e);
        }
    }

    private String mutantsText() {
        return world.mutants.isEmpty() ? "" : " --mutant " + world.mutants.iterator().next();
    }

    private void run() {
        for (int i = 0; i < STEPS; i++) {
            step();
            world.active();
        }
        rest();
    }

    private void step() {
        final int dice = world.below(100);
        if (dice < 24) {
            traffic();
        } else if (dice < 50) {
            connection();
        } else if (dice < 60) {
            world.pass(dice < 52 ? (int) SimWorld.LONGEST_JOB : 8);
            expireAll();
        } else if (dice < 80) {
            deliver();
        } else if (dice < 94) {
            protocol();
        } else if (dice < 97) {
            mishap();
        } else {
            operator();
        }
    }

    private <T> T any(final List<T> of) {
        return of.isEmpty() ? null : of.get(world.below(of.size()));
    }

    private List<SimGeneration> living() {
        final List<SimGeneration> all = new ArrayList<>();
        for (final SimGeneration g : world.generations) {
            if (g.alive() && !g.dying) {
                all.add(g);
            }
        }
        return all;
    }

    // ---- clients

    private void traffic() {
        final SimGeneration g = any(living());
        if (g == null || g.phase == SimGeneration.Phase.STANDBY) {
            return;
        }
        if (world.chance(4)) {
            final SimRequest r = any(g.requests);
            if (r != null && (r.status == SimRequest.Status.WAITING || r.status == SimRequest.Status.IN_WORK)) {
                g.leave(r);
            } else if (r != null && r.isCheck() && r.queued()) {
                g.ledger.priority(r, Want.Priority.NEXT);
            }
            return;
        }
        final int q = world.below(g.queues.size());
        if (q == 2) {
            check(g);
        } else if (g.isActive() || stillHasClients(g) && world.chance(3)) {
            g.arrive(q, Want.Priority.REQUEST);
        }
    }

    private static boolean stillHasClients(final SimGeneration g) {
        return g.phase == SimGeneration.Phase.FROZEN || g.phase == SimGeneration.Phase.COMMITTING
            || g.phase == SimGeneration.Phase.FINISHING || g.phase == SimGeneration.Phase.ALONE;
    }

    private void check(final SimGeneration g) {
        for (final SimRequest r : g.requests) {
            if (r.isCheck() && r.status == SimRequest.Status.WAITING) {
                g.ledger.priority(r, Want.Priority.NEXT);
                return;
            }
        }
        if (g.isActive()) {
            g.arrive(2, Want.Priority.WHEN_FREE);
        }
    }

    // ---- servers and connections

    private void connection() {
        final SimConnection c = any(world.connections());
        if (c == null) {
            return;
        }
        if (c.working) {
            if (world.chance(2)) {
                world.serverEnds(c, world.chance(3));
            }
        } else if (c.owner.alive() && !c.owner.dying && (c.phase != SimConnection.Phase.IDLE || resting || world.chance(6))) {
            c.owner.advance(c);
        }
    }

    private void expireAll() {
        for (final SimGeneration g : living()) {
            g.expire();
        }
    }

    private void operator() {
        final SimGeneration g = any(living());
        if (g == null) {
            return;
        }
        if (world.chance(3)) {
            g.flip(world.below(g.queues.size()), world.below(g.lines.size()));
        } else if (world.chance(2)) {
            final SimTraffic.Line line = any(g.lines);
            g.ledger.limit(line.seats, line, 1 + world.below(world.capacity(line.where)));
        } else {
            final SimTraffic.Line line = any(g.lines);
            g.ledger.closeIdle(line.seats, line);
        }
    }

    // ---- the handover

    private void deliver() {
        final SimGeneration g = any(living());
        if (g == null) {
            return;
        }
        if (g.up != null && !g.up.closedByS && !g.up.toS.isEmpty()) {
            receive(g.up.toS.poll(), g);
        } else if (g.down != null && !g.down.closedByP && !g.down.toP.isEmpty()) {
            receive(g.down.toP.poll(), g);
        }
    }

    private void receive(final SimStream.Message m, final SimGeneration g) {
        world.say(g + " receives " + m.text());
        m.receive().run();
    }

    private void endTheDying() {
        for (final SimGeneration g : world.generations) {
            if (g.alive() && g.dying && world.chance(4)) {
                world.end(g);
            }
        }
    }

    private void protocol() {
        endTheDying();
        final SimGeneration g = any(living());
        if (g == null) {
            startFresh();
            return;
        }
        if (g.hasJournalsToDelete()) {
            g.deleteJournals();
        }
        if (g.up != null && g.up.endsForS()) {
            world.say(g + " sees the end of the stream to its predecessor");
            g.predecessorEof();
        } else if (g.down != null && g.down.endsForP()) {
            world.say(g + " sees the end of the stream to its successor");
            g.successorEof();
        } else {
            inState(g);
        }
    }

    private void inState(final SimGeneration g) {
        switch (g.phase) {
            case COLD:
                g.phase = SimGeneration.Phase.READY;
                g.up.toP("READY", g.up.p::readyReceived);
                return;
            case COMMIT_READ:
                g.tryLock();
                return;
            case FROZEN:
                g.commit();
                return;
            case COMMITTING:
                if (!resting && world.chance(3)) {
                    g.timeLimit();
                }
                return;
            case FINISHING:
                final SimConnection c = any(world.connections());
                if (c != null && c.owner == g && world.chance(2)) {
                    g.passHold(c);
                }
                if (g.down.toP.isEmpty() && g.ledger.empty() && (resting || world.chance(4))) {
                    g.drained();
                }
                return;
            case ALONE:
                g.alone();
                return;
            case ACTIVE:
                active(g);
                return;
            default:
                return;
        }
    }

    private void active(final SimGeneration g) {
        if (g.predecessor != null && g.up.closedByS && !g.up.p.alive()) {
            g.predecessorDied();
        } else if (g.hasToEndPredecessor()) {
            g.sendEnd();
        } else if (!resting && g.down == null && g.predecessor == null && (g.up == null || !g.up.p.alive())
            && world.generations.size() < MOST_GENERATIONS) {
            final SimGeneration s = world.start(true);
            g.down = new SimStream(g, s);
            s.up = g.down;
        }
    }

    /** Allowed only when nobody lives: it would find a living journal, or the lock, and exit. */
    private void startFresh() {
        world.start(true).heir();
    }

    private void mishap() {
        final SimGeneration g = any(living());
        if (g == null) {
            return;
        }
        if (crashesLeft > 0 && world.chance(3)) {
            crashesLeft--;
            world.crashes++;
            world.say("CRASH of " + g);
            g.dying = true;
            if (world.lock == g.number) {
                world.lock = 0;
            }
            if (world.chance(2)) {
                world.end(g);
            }
        } else if (breaksLeft > 0 && g.predecessor != null && g.up != null && !g.up.closedByS) {
            breaksLeft--;
            world.say(g + " closes the stream though it lives");
            g.breakUp();
        }
    }

    // ---- the end

    private void rest() {
        world.say("REST");
        resting = true;
        crashesLeft = 0;
        breaksLeft = 0;
        for (int i = 0; i < STEPS_TO_REST; i++) {
            if (i % 16 == 0) {
                if (isAtRest()) {
                    return;
                }
                living().forEach(SimGeneration::restore);
            }
            final int dice = world.below(10);
            if (dice < 4) {
                connection();
            } else if (dice < 5) {
                world.pass((int) SimWorld.LONGEST_JOB);
                expireAll();
            } else if (dice < 8) {
                deliver();
            } else {
                protocol();
            }
            world.active();
        }
        throw new SimViolation("never comes to rest: " + unrest());
    }

    private boolean isAtRest() {
        return unrest().isEmpty();
    }

    /** What is left that should not be. */
    private String unrest() {
        final List<SimGeneration> left = living();
        if (left.size() != 1 || !left.get(0).isActive() || world.lock != left.get(0).number) {
            final StringBuilder all = new StringBuilder("lock " + world.lock);
            left.forEach(g -> all.append(", ").append(g).append(' ').append(g.phase).append(' ').append(g.ledger.roleName()));
            left.forEach(g -> g.ledger.allSeats().forEach(x -> all.append(x.takes())));
            return all.toString();
        }
        final SimGeneration g = left.get(0);
        for (final SimRequest r : g.requests) {
            if (r.status == SimRequest.Status.WAITING || r.status == SimRequest.Status.IN_WORK) {
                return r + " is " + r.status + (r.queued() ? " in " + r.queue : "");
            }
        }
        for (final Seats s : g.ledger.allSeats()) {
            if (s.taken() != 0) {
                return "taken seats: " + s.takes();
            }
        }
        if (!g.journal.entries().isEmpty()) {
            return "journal words: " + g.journal.entries();
        }
        for (final SimGeneration dead : world.generations) {
            if (dead != g && !dead.journal.isCopied && !dead.journal.entries().isEmpty()) {
                return "journal words of " + dead + ": " + dead.journal.entries();
            }
        }
        return g.predecessor != null ? "a predecessor that is gone is still waited for" : "";
    }

    /** See the class. */
    public static void main(final String[] args) {
        Seeds.main(args, SimMutant.class, (seed, mutants, tell) -> {
            final SeatSimulation s = new SeatSimulation(seed, mutants, tell);
            s.guarded();
            s.world.story().forEach(System.out::println);
        });
    }
}
