package io.usher.proxy.seat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** What no generation owns: time, chance, the servers' truth, the owner lock, the dead. */
final class SimWorld {

    /** No server works longer than this on one job, and every bound on a hold is longer: the premise of {@code timeout hold}. */
    static final long LONGEST_JOB = 60;

    final SplittableRandom random;
    final Set<SimMutant> mutants;
    final List<SimGeneration> generations = new ArrayList<>();
    private final List<SimConnection> connections = new ArrayList<>();
    private final Map<String, Integer> capacities;
    private final List<String> story;
    final boolean journalsFill;
    long now = 1_000;
    /** The generation that holds {@code owner}; 0 = none. */
    int lock;
    int crashes;
    int streamsLost;
    private int requestCount;

    SimWorld(final long seed, final Set<SimMutant> mutants, final boolean tell) {
        this.random = new SplittableRandom(seed);
        this.mutants = mutants;
        this.story = tell ? new ArrayList<>() : null;
        this.capacities = Map.of("a0", 1, "a1", 1 + below(3), "a2", 1 + below(2));
        this.journalsFill = chance(8);
    }

    int below(final int bound) {
        return random.nextInt(bound);
    }

    /** True once in so many times. */
    boolean chance(final int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    boolean has(final SimMutant mutant) {
        return mutants.contains(mutant);
    }

    int capacity(final String where) {
        return capacities.get(where);
    }

    int nextRequest() {
        return ++requestCount;
    }

    void say(final String what) {
        if (story != null) {
            story.add("t" + now + " " + what);
        }
    }

    List<String> story() {
        return story == null ? List.of() : story;
    }

    List<SimConnection> connections() {
        return connections;
    }

    // ---- the servers' truth

    void opened(final SimConnection c, final SimRequest by) {
        connections.removeIf(old -> !old.counts() && !old.passing);
        connections.add(c);
        int count = 0;
        for (final SimConnection other : connections) {
            count += other.counts() && other.where.equals(c.where) ? 1 : 0;
        }
        if (count > capacity(c.where)) {
            throw new SimViolation(by + " has " + c.take.id() + " as number " + count + " at " + c.where + ", which takes "
                + capacity(c.where));
        }
    }

    void sent(final SimConnection c) {
        if (c.working) {
            throw new SimViolation("a second query on the connection of " + c.take.id());
        }
        c.working = true;
        c.deadline = now + 1 + below((int) LONGEST_JOB);
    }

    void serverEnds(final SimConnection c, final boolean closes) {
        c.working = false;
        say("the server ends " + c.take.id() + " at " + c.where);
        if ((c.owner.alive() || c.passing) && c.phase == SimConnection.Phase.SENT) {
            c.phase = closes ? SimConnection.Phase.ANSWERED_AND_CLOSED : SimConnection.Phase.ANSWERED;
        }
    }

    /** Time passes; no server overruns its deadline. */
    void pass(final int most) {
        now += 1 + below(most);
        for (final SimConnection c : connections) {
            if (c.working && c.deadline <= now) {
                serverEnds(c, chance(3));
            }
        }
    }

    // ---- life and death

    SimGeneration start(final boolean cold) {
        final SimGeneration g = new SimGeneration(this, generations.size() + 1, cold);
        generations.add(g);
        say(g + " starts");
        return g;
    }

    /** The process is gone, whether it crashed or ended: the kernel frees its lock and closes its connections. */
    void end(final SimGeneration g) {
        say(g + " is gone");
        g.phase = SimGeneration.Phase.DEAD;
        if (lock == g.number) {
            lock = 0;
        }
        if (g.up != null) {
            g.up.toS.clear();
        }
        if (g.down != null) {
            g.down.toP.clear();
        }
        for (final SimRequest r : g.requests) {
            if (r.status == SimRequest.Status.WAITING || r.status == SimRequest.Status.IN_WORK) {
                r.status = SimRequest.Status.LOST;
            }
        }
    }

    void failed(final SimRequest r, final WantFailure why) {
        say(r + " fails: " + why);
        final boolean explained = why == WantFailure.SUCCESSOR_LOST && streamsLost + crashes > 0
            || why == WantFailure.JOURNAL_FULL && journalsFill
            || why == WantFailure.CHECKS_HANDED_OVER && r.isCheck();
        if (!explained) {
            throw new SimViolation(r + " fails without cause: " + why);
        }
    }

    SimGeneration active() {
        SimGeneration found = null;
        for (final SimGeneration g : generations) {
            if (g.isActive()) {
                if (found != null) {
                    throw new SimViolation("two active generations: " + found.number + " and " + g.number);
                }
                found = g;
            }
        }
        return found;
    }
}
