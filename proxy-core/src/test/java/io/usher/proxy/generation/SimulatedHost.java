package io.usher.proxy.generation;

import io.usher.proxy.seat.HoldBound;
import io.usher.proxy.seat.JournalFullException;
import io.usher.proxy.seat.SeatAddress;
import io.usher.proxy.seat.Take;
import io.usher.proxy.seat.WantFailure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/** A host left to chance: servers with the truth about themselves, processes that die slowly, and what a mutant breaks. */
final class SimulatedHost extends World {
    /** No server works longer than this on one job, ns, and every bound on a hold is longer: so {@code timeout hold} is set. */
    static final long LONGEST_JOB = 1_500_000_000;

    final SplittableRandom random;
    /** The same chance, for those who need this kind of it. */
    final Random dice;
    final Set<HandoverMutant> mutants;
    final List<SimulatedServer> servers;
    final boolean journalsFill;
    /** Mishaps so far: what is lost needs one. */
    int mishaps;
    /** Processes whose locks and streams the kernel has not freed yet. */
    final Map<SimulatedGeneration, List<Runnable>> dying = new LinkedHashMap<>();
    /** Processes that were told to end: they may leave requests behind. */
    final List<SimulatedGeneration> toldToEnd = new ArrayList<>();
    /** Finishing generations whose successor, the value, ends on purpose: they never accept again. */
    final Map<SimulatedGeneration, SimulatedGeneration> lastOfAll = new IdentityHashMap<>();
    /** Drained generations that stand by. */
    private final Set<SimulatedGeneration> standing = Collections.newSetFromMap(new IdentityHashMap<>());
    final List<SimulatedLink> atWork = new ArrayList<>();
    final List<SimulatedRequest> requests = new ArrayList<>();
    final List<SimulatedClient> clientsBetweenRequests = new ArrayList<>();
    private final Map<SimulatedGeneration, SimulatedTraffic> traffics = new IdentityHashMap<>();
    private final Map<Integer, Object> descriptors = new LinkedHashMap<>();
    private final List<String> story;
    private final SimulatedKernel kernel = new SimulatedKernel(this);
    private int lastDescriptor = 1000;

    SimulatedHost(final long seed, final Set<HandoverMutant> mutants, final boolean tell) {
        this.random = new SplittableRandom(seed);
        this.dice = new Random(random.nextLong());
        this.mutants = mutants;
        this.story = tell ? new ArrayList<>() : null;
        this.servers = List.of(new SimulatedServer("a0", 1), new SimulatedServer("a1", 1 + below(3)),
            new SimulatedServer("a2", 1 + below(2)));
        this.journalsFill = chance(8);
        this.moving = !chance(4);
        this.standby = chance(2) ? 0 : 1 + below(400);
    }

    int below(final int bound) {
        return random.nextInt(bound);
    }

    /** True once in so many times. */
    boolean chance(final int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    boolean has(final HandoverMutant mutant) {
        return mutants.contains(mutant);
    }

    void say(final Object who, final String what, final Object whom) {
        if (story != null) {
            story.add("t" + now / 1_000_000 + " " + who + what + whom);
        }
    }

    List<String> story() {
        return story == null ? List.of() : story;
    }

    // ---- processes

    @Override
    void furnish(final SimulatedGeneration g) {
        final SimulatedTraffic traffic = new SimulatedTraffic(this, g);
        traffics.put(g, traffic);
        traffic.configure();
        g.serving.arrivals = traffic::arriving;
        g.serving.idle = traffic.clients;
        g.serving.died = () -> exits(g);
        final SimulatedHolds holds = new SimulatedHolds(this, traffic);
        g.serving.cutting = holds::cutSessions;
        g.serving.holds = holds::offer;
        g.serving.holdArrivals = holds::arriving;
    }

    /** What it serves with; null = it has not come so far. */
    SimulatedTraffic traffic(final SimulatedGeneration g) {
        return traffics.get(g);
    }

    List<SimulatedGeneration> living() {
        final List<SimulatedGeneration> living = new ArrayList<>();
        for (final SimulatedGeneration g : generations) {
            if (g.alive) {
                living.add(g);
            }
        }
        return living;
    }

    /** The generation that still finishes before that one, and can be heard by it; null = there is none. */
    SimulatedGeneration predecessorOf(final SimulatedGeneration s) {
        if (s.ledger.predecessor() == null || !s.ledger.predecessor().reachable()) {
            return null;
        }
        for (final SimulatedGeneration g : generations) {
            if (g.alive && g.course.asPredecessor() != null && g.course.asPredecessor().successor() == s.number
                && g.course.asPredecessor().step() == Predecessor.Step.FINISHING) {
                return g;
            }
        }
        return null;
    }

    /** The drained generation that would serve again if that one died; null = there is none. */
    SimulatedGeneration standingBehind(final SimulatedGeneration s) {
        for (final SimulatedGeneration g : standing) {
            if (g.alive && g.course.asPredecessor().successor() == s.number && g.course.asPredecessor().connected()) {
                return g;
            }
        }
        return null;
    }

    /** That generation can say nothing more: if it has not said BYE yet, its predecessor cannot know that it was to end. */
    void silenced(final SimulatedGeneration g) {
        if (g.course.asSuccessor() != null && g.course.asSuccessor().step() != Successor.Step.ENDED) {
            lastOfAll.values().remove(g);
        }
    }

    private void exits(final SimulatedGeneration g) {
        if (g.told("ends: hard-stop-after")) {
            mishaps++;
        } else if (!toldToEnd.contains(g)) {
            for (final SimulatedQuery q : traffic(g).queries) {
                if (q.unsettled() && !q.request.left && !q.isCheck()) {
                    throw new SimulationFailure("generation " + g.number + " ends by itself while " + q + " is " + q.status);
                }
            }
            if (traffic(g).clients.any()) {
                throw new SimulationFailure("generation " + g.number + " ends by itself while it has clients");
            }
        }
        die(g);
    }

    @Override
    void kill(final SimulatedGeneration g) {
        mishaps++;
        die(g);
    }

    /** The process will never run again; the kernel frees what it had bit by bit. */
    void die(final SimulatedGeneration g) {
        say("generation " + g.number, " is gone", "");
        g.halt();
        final SimulatedTraffic traffic = traffic(g);
        if (traffic != null) {
            traffic.queries.forEach(SimulatedHost::lost);
            traffic.queries.clear();
            traffic.clients.die();
        }
        for (final SimulatedClient c : clientsBetweenRequests) {
            c.harmed |= c.arriving == g;
        }
        for (final SimulatedRequest r : requests) {
            if (r.arriving == g) {
                r.harmed = true; // Acknowledged and not entered yet, for all that anybody knows.
            }
        }
        dying.put(g, kernel.freeing(g));
    }

    private static void lost(final SimulatedQuery q) {
        if (q.unsettled()) {
            q.request.harmed = true;
            if (q.status != SimulatedQuery.Status.AWAY) {
                q.status = SimulatedQuery.Status.LOST;
            }
        }
    }

    /** The kernel goes on freeing what a dead process had. */
    void free(final SimulatedGeneration g) {
        final List<Runnable> left = dying.get(g);
        left.remove(left.size() - 1).run();
        if (left.isEmpty()) {
            dying.remove(g);
        }
    }

    @Override
    long clock(final SimulatedGeneration g) {
        return now + 1_000_000_000L * g.number;
    }

    // ---- kernel and network

    @Override
    Ownership ownership(final SimulatedGeneration g) {
        return kernel.ownership(g);
    }

    @Override
    Journals journalsFor(final int own) {
        return kernel.journals(super.journalsFor(own), own);
    }

    @Override
    SimulatedJournal journal(final int generation) {
        return new Journal(this, generation);
    }

    @Override
    List<Message> carried(final SimulatedGeneration from, final Message m) {
        if (m.type() == MessageType.COMMIT) {
            traffic(from).commitNanos = from.clock();
            for (final SimulatedQuery q : traffic(from).queries) {
                q.atCommit = q.status == SimulatedQuery.Status.WAITING && !q.isCheck();
            }
        }
        say("generation " + from.number, " says ", m);
        return mutants.isEmpty() ? List.of(m) : kernel.carried(from, m);
    }

    @Override
    HoldBound bound(final SimulatedGeneration g) {
        final long time = has(HandoverMutant.HOLDS_END_AT_ONCE) ? 1 : LONGEST_JOB + 1;
        return address -> g.clock() + time;
    }

    @Override
    boolean losesUnread() {
        return has(HandoverMutant.AUTOCLOSE);
    }

    @Override
    boolean actsBeforeSending() {
        return has(HandoverMutant.TOUCH_BEFORE_ACK);
    }

    @Override
    void hello(final SimulatedGeneration p, final Peer newcomer, final Message hello,
               final BooleanSupplier gone, final Runnable accepted) {
        if (has(HandoverMutant.GATE_LEFT_OPEN) && p.course.asPredecessor() != null && !gone.getAsBoolean()) {
            if (p.course.asPredecessor().hello(newcomer, hello, Optional.empty(), "token")) {
                accepted.run();
            }
        } else {
            super.hello(p, newcomer, hello, gone, accepted);
        }
    }

    /** A journal that sometimes has no room. */
    static final class Journal extends SimulatedJournal {
        private final SimulatedHost host;
        private final List<Take> late = new ArrayList<>();

        Journal(final SimulatedHost host, final int generation) {
            super(host, generation);
            this.host = host;
        }

        @Override
        public void write(final Take take) throws JournalFullException {
            if (host.journalsFill && host.chance(8)) {
                throw new JournalFullException("the simulated disk is full");
            }
            if (host.has(HandoverMutant.JOURNAL_LATE)) {
                late.add(take);
            } else if (!host.has(HandoverMutant.NO_JOURNAL)) {
                super.write(take);
            }
        }

        @Override
        public void clear(final Take take) {
            late.remove(take);
            super.clear(take);
        }

        void catchUp() {
            try {
                for (final Take t : late) {
                    super.write(t);
                }
                late.clear();
            } catch (final JournalFullException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void deleteIfEmpty() {
            if (host.has(HandoverMutant.EXIT_DELETES)) {
                delete();
            } else {
                super.deleteIfEmpty();
            }
        }

        @Override
        public void handingTo(final int successor) {
            if (successor != 0 || !host.has(HandoverMutant.NO_VOID)) {
                super.handingTo(successor);
            }
        }
    }

    // ---- clients and servers

    SimulatedRequest request(final String queue, final boolean check) {
        final SimulatedRequest r = new SimulatedRequest(requests.size() + 1, queue, check);
        requests.add(r);
        return r;
    }

    /** A new client. */
    SimulatedClient client() {
        final SimulatedClient c = new SimulatedClient(clientsBetweenRequests.size() + 1);
        clientsBetweenRequests.add(c);
        return c;
    }

    boolean isIdle(final int descriptor) {
        return descriptors.get(descriptor) instanceof SimulatedIdle;
    }

    /** @param what a client's query, a client between two of them, or a connection to a server */
    int pack(final Object what) {
        descriptors.put(++lastDescriptor, what);
        return lastDescriptor;
    }

    <T> T packed(final int descriptor, final Class<T> kind) {
        return kind.cast(descriptors.get(descriptor));
    }

    void discard(final int descriptor) {
        descriptors.remove(descriptor);
    }

    SimulatedServer serverAt(final SeatAddress address) {
        final int hash = address.key().indexOf('#');
        final String name = hash < 0 ? address.key() : address.key().substring(0, hash);
        for (final SimulatedServer s : servers) {
            if (s.address.key().equals(name)) {
                return s;
            }
        }
        throw new SimulationFailure("a connection to " + address + ", where no server is");
    }

    void sent(final SimulatedLink l) {
        if (l.working) {
            throw new SimulationFailure("a second query on " + l);
        }
        l.working = true;
        l.deadline = now + 1 + random.nextLong(LONGEST_JOB);
        atWork.add(l);
    }

    void serverEnds(final SimulatedLink l) {
        l.working = false;
        atWork.remove(l);
        say("the server ends ", "", l);
        if ((l.owner.at.alive || l.passing) && l.phase == SimulatedLink.Phase.SENT) {
            l.phase = chance(3) ? SimulatedLink.Phase.ANSWERED_AND_CLOSED : SimulatedLink.Phase.ANSWERED;
        }
    }

    /** Time passes; no server overruns its deadline. */
    void passNanos(final long nanos) {
        now += nanos;
        for (final SimulatedLink l : List.copyOf(atWork)) {
            if (l.deadline <= now) {
                serverEnds(l);
            }
        }
    }

    void failed(final SimulatedQuery q, final WantFailure why) {
        say(q, " fails: ", why);
        final boolean explained = why == WantFailure.SUCCESSOR_LOST && mishaps > 0
            || why == WantFailure.JOURNAL_FULL && journalsFill
            || why == WantFailure.CHECKS_HANDED_OVER && q.isCheck();
        if (!explained) {
            throw new SimulationFailure(q + " fails without cause: " + why);
        }
    }

    // ---- what must hold after each step

    void check() {
        SimulatedGeneration open = null;
        for (final SimulatedGeneration g : generations) {
            if (g.alive && standsBy(g)) {
                standing.add(g);
            }
            if (g.alive && g.serving.accepting) {
                if (standing.remove(g)) {
                    say("generation " + g.number, " serves again after it stood by", "");
                }
                if (open != null) {
                    throw new SimulationFailure("generations " + open.number + " and " + g.number + " accept");
                }
                open = g;
                if (kernel.holder() != g) {
                    throw new SimulationFailure("generation " + g.number + " accepts and is not the owner");
                }
                if (lastOfAll.containsKey(g)) {
                    throw new SimulationFailure("generation " + g.number + " is back, though its successor ended on purpose");
                }
            }
        }
    }

    static boolean standsBy(final SimulatedGeneration g) {
        return g.course.asPredecessor() != null && g.course.asPredecessor().step() == Predecessor.Step.STANDBY;
    }

    /** {@return whether nobody accepts} */
    boolean isClosed() {
        for (final SimulatedGeneration g : generations) {
            if (g.alive && g.serving.accepting) {
                return false;
            }
        }
        return true;
    }

    SimulatedGeneration owner() {
        return kernel.holder();
    }
}
