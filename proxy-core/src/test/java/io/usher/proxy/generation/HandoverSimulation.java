package io.usher.proxy.generation;

import io.usher.proxy.seat.Seeds;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Explores the handover by seeded chance: real {@link Predecessor}s, {@link Successor}s, {@link GenerationCourse}s and ledgers of
 * any number of generations that reload, start anew at the same time, are killed and die slowly, are stopped and continued,
 * told to end, lose their streams; with servers whose jobs outlive the processes, slow messages, clients that move or leave,
 * journals that are full. After each step the servers' own counts are the truth. One seed is one history, always the same.
 *
 * <p>Run it for long, on all cores: {@code HandoverSimulation --for SECONDS [--from SEED] [--threads N]}, or
 * {@code --seeds N --from SEED}. {@code --seeds 1 --from SEED --tell} replays one history and tells it; {@code --mutant NAME}
 * breaks it as {@link HandoverMutant} says.
 */
public final class HandoverSimulation {
    private static final int STEPS = 420;
    private static final int ROUNDS_TO_REST = 4_000;
    private static final int MOST_PROCESSES = 9;

    private final long seed;
    private final SimulatedHost host;
    private final SimulatedMishaps mishaps;
    private final List<SimulatedStart> starts = new ArrayList<>();
    /** Chance has had its say. */
    private boolean resting;

    HandoverSimulation(final long seed, final Set<HandoverMutant> mutants, final boolean tell) {
        this.seed = seed;
        this.host = new SimulatedHost(seed, mutants, tell);
        this.mishaps = new SimulatedMishaps(host);
        starts.add(SimulatedStart.fresh(host));
    }

    /** Runs one history; throws an error with the line that replays it. */
    static void run(final long seed, final Set<HandoverMutant> mutants) {
        new HandoverSimulation(seed, mutants, false).guarded();
    }

    /** One history, told. */
    static List<String> story(final long seed) {
        final HandoverSimulation s = new HandoverSimulation(seed, EnumSet.noneOf(HandoverMutant.class), true);
        s.guarded();
        return s.host.story();
    }

    private void guarded() {
        try {
            for (int i = 0; i < STEPS; i++) {
                step();
                host.check();
            }
            rest();
        } catch (final RuntimeException | AssertionError e) {
            host.story().forEach(System.out::println);
            throw new AssertionError("replay: HandoverSimulation --seeds 1 --from " + seed + " --tell"
                + (host.mutants.isEmpty() ? "" : " --mutant " + host.mutants.iterator().next()) + " : " + e, e);
        }
    }

    private <T> T any(final List<T> of) {
        return of.isEmpty() ? null : of.get(host.below(of.size()));
    }

    private SimulatedGeneration anyRunning() {
        final SimulatedGeneration g = any(host.living());
        return g == null || g.stopped ? null : g;
    }

    private SimulatedTraffic anyTraffic() {
        final SimulatedGeneration g = anyRunning();
        return g == null ? null : host.traffic(g);
    }

    // ---- steps

    private void step() {
        final int dice = host.below(100);
        mishaps.resume();
        if (host.isClosed() && host.chance(4)) {
            start();
        } else if (dice < 38) {
            process();
        } else if (dice < 52) {
            client();
        } else if (dice < 74) {
            connection();
        } else if (dice < 82) {
            time();
        } else if (dice < 91) {
            start();
        } else if (dice < 95) {
            house();
        } else if (dice < 97) {
            operator();
        } else {
            mishaps.any();
        }
    }

    /** A thread of a process does one thing: the thread {@code generation}, or an event loop. */
    private void process() {
        final SimulatedGeneration g = anyRunning();
        if (g == null) {
            return;
        }
        final SimulatedTraffic traffic = host.traffic(g);
        if (traffic != null && !traffic.loop.isEmpty() && host.chance(2)) {
            traffic.loop.poll().run();
        } else if (!g.serving.stopped.isDone() && host.chance(2)) {
            g.serving.stopped.complete(null);
        } else {
            g.step(host.dice);
        }
    }

    private void client() {
        final SimulatedTraffic t = anyTraffic();
        if (t == null) {
            return;
        }
        if (host.chance(4)) {
            t.clients.something();
        } else if (host.chance(4)) {
            final SimulatedQuery q = any(t.queries);
            if (q != null) {
                t.leave(q);
            }
        } else if (t.at.serving.accepting || finishingClients(t.at) && host.chance(3)) {
            t.arrive();
        }
    }

    /** Clients that stayed with a finishing generation may bring another request, until it is told that none is left. */
    private static boolean finishingClients(final SimulatedGeneration g) {
        return g.state() == GenerationState.FINISHING && g.serving.onDrained != null && !g.serving.cut;
    }

    private void connection() {
        if (host.chance(3)) {
            final SimulatedLink l = any(host.atWork);
            if (l != null && (l.owner.at.alive || host.chance(12))) { // What the dead left takes its time, to meet a reload.
                host.serverEnds(l);
            }
            return;
        }
        final SimulatedTraffic t = anyTraffic();
        final SimulatedLink l = t == null ? null : any(t.links);
        if (l != null && (l.phase != SimulatedLink.Phase.IDLE || host.chance(6))) {
            t.advance(l);
        }
    }

    private void time() {
        final int dice = host.below(40);
        host.passNanos(dice == 0 ? 2_100_000_000L : dice < 8 ? 1_000_000L * host.below(300) : 1_000_000L * host.below(25));
    }

    private void start() {
        starts.removeIf(SimulatedStart::isOver);
        final SimulatedStart s = any(starts);
        if (s != null && (!host.chance(6) || starts.size() > 2)) {
            if (!s.g.stopped) {
                s.go();
            }
        } else if (host.living().isEmpty()) {
            starts.add(SimulatedStart.fresh(host));
        } else if (host.generations.size() < MOST_PROCESSES && host.chance(2)) {
            final SimulatedGeneration p = any(host.living());
            if (p.course.asPredecessor() == null || host.chance(6)) {
                starts.add(SimulatedStart.fresh(host));
            } else {
                host.say("a process asks generation " + p.number, " to hand over", "");
                starts.add(SimulatedStart.succeed(host, p));
            }
        }
    }

    /** Traffic of finishing generations drains, holds end, what the dead had is freed. */
    private void house() {
        for (final SimulatedGeneration g : host.living()) {
            final SimulatedTraffic t = host.traffic(g);
            if (g.stopped || t == null || !g.alive) {
                continue;
            }
            if (resting) {
                t.clients.dismiss();
            }
            if (g.state() == GenerationState.FINISHING && g.serving.onDrained != null && !t.keepsClients()) {
                final Runnable drained = g.serving.onDrained;
                g.serving.onDrained = null;
                drained.run();
            }
            t.expire();
        }
        if (!host.dying.isEmpty()) {
            // At rest in order: among ever more processes that start in vain, chance may never come to the one in their way.
            host.free(resting ? host.dying.keySet().iterator().next() : any(List.copyOf(host.dying.keySet())));
        }
    }

    private void operator() {
        final SimulatedTraffic t = anyTraffic();
        if (t == null) {
            return;
        }
        if (host.chance(2)) {
            t.flipAny();
        } else if (host.chance(2)) {
            t.changeLimit();
        } else {
            t.closeIdle();
        }
    }

    // ---- the end

    /** Chance has had its say: everything that can end ends. */
    private void rest() {
        host.say("REST", "", "");
        resting = true;
        mishaps.none();
        for (int i = 0; i < ROUNDS_TO_REST; i++) {
            final long before = work();
            if (unrest().isEmpty()) {
                final SimulatedRequest owed = host.requests.stream().filter(SimulatedRequest::isOwed).findFirst().orElse(null);
                if (owed != null) {
                    throw new SimulationFailure(owed + " has no answer; it was last in generation " + owed.holder.in.at.number
                        + ", " + owed.holder.status);
                }
                host.clientsBetweenRequests.stream().map(SimulatedClient::complaint).filter(Objects::nonNull).findFirst()
                    .ifPresent(complaint -> {
                        throw new SimulationFailure(complaint);
                    });
                return;
            }
            if (before == 0) {
                host.passNanos(Math.max(1_000_000, nextEvent() - host.now));
            }
        }
        throw new SimulationFailure("never comes to rest: " + unrest());
    }

    /** Everybody does what is to be done now; {@return how much that was}. */
    private long work() {
        long done = 0;
        for (final SimulatedGeneration g : host.living()) {
            g.stopped = false;
            final SimulatedTraffic t = host.traffic(g);
            g.serving.stopped.complete(null);
            for (int i = 0; i < 200 && g.alive && (g.step(host.dice) || t != null && loop(t)); i++) {
                done++;
                host.check();
            }
            if (t != null && g.alive) {
                if (host.now % 7 == 0 || g.state() == GenerationState.ACTIVE) {
                    t.restore();
                }
                done += advanceAll(t);
            }
        }
        for (final SimulatedStart s : starts) {
            if (!s.isOver()) {
                s.go();
            }
        }
        starts.removeIf(SimulatedStart::isOver);
        if (host.living().isEmpty()) {
            starts.add(SimulatedStart.fresh(host));
            done++;
        }
        house();
        host.check();
        return done + host.dying.size();
    }

    private static boolean loop(final SimulatedTraffic t) {
        final Runnable next = t.loop.poll();
        if (next != null) {
            next.run();
        }
        return next != null;
    }

    private long advanceAll(final SimulatedTraffic t) {
        long done = 0;
        for (final SimulatedLink l : List.copyOf(t.links)) {
            if (t.at.alive && l.phase != SimulatedLink.Phase.GONE && l.phase != SimulatedLink.Phase.SENT) {
                t.advance(l);
                done++;
            }
        }
        return done;
    }

    private long nextEvent() {
        long next = Long.MAX_VALUE;
        for (final SimulatedGeneration g : host.living()) {
            next = Math.min(next, g.nextTimer());
        }
        for (final SimulatedLink l : host.atWork) {
            next = Math.min(next, l.deadline);
        }
        return next == Long.MAX_VALUE ? host.now : next;
    }

    /** What is left that should not be; empty = nothing. */
    private String unrest() {
        final List<SimulatedGeneration> left = host.living();
        if (left.size() != 1 || !left.get(0).serving.accepting || left.get(0).predecessor().isPresent()) {
            final StringBuilder all = new StringBuilder("owner " + (host.owner() == null ? "none" : host.owner().number));
            left.forEach(g -> all.append(", generation ").append(g.number).append(' ').append(g.state()).append(' ')
                .append(g.ledger == null ? "" : g.ledger.roleName()).append(' ').append(g.step(true)).append(' ')
                .append(g.course.asSuccessor() == null ? "" : g.course.asSuccessor().step()));
            return all.toString();
        }
        final SimulatedGeneration g = left.get(0);
        for (final SimulatedQuery q : host.traffic(g).queries) {
            if (q.unsettled()) {
                return q + " is " + q.status;
            }
        }
        for (final var seats : g.ledger.allSeats()) {
            if (seats.taken() > 0) {
                return "taken seats " + seats.takes();
            }
        }
        return host.journals.size() == 1 ? "" : "journals of " + host.journals.keySet();
    }

    /** See the class. */
    public static void main(final String[] args) {
        Seeds.main(args, HandoverMutant.class, (seed, mutants, tell) -> {
            final HandoverSimulation s = new HandoverSimulation(seed, mutants, tell);
            s.guarded();
            s.host.story().forEach(System.out::println);
        });
    }
}
