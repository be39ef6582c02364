package io.usher.proxy.generation;

import io.usher.proxy.seat.Ledger;
import io.usher.proxy.seat.SeatAddress;
import io.usher.proxy.seat.Seats;
import io.usher.proxy.seat.Take;
import io.usher.proxy.seat.WaitQueue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** A generation with a real ledger and the real state machines, whose thread, stream and death are the test's. */
final class SimulatedGeneration implements Timers {
    static final SeatAddress ADDRESS = new SeatAddress("127.0.0.1:9001");

    final World world;
    int number;
    SimulatedJournal journal;
    final SimulatedServing serving = new SimulatedServing();
    final ReentrantLock lock = new ReentrantLock();
    final List<String> log = new ArrayList<>();
    Ledger ledger;
    Seats seats;
    WaitQueue queue;
    final GenerationCourse course;
    Parts parts;
    final List<SimulatedWant> granted = new ArrayList<>();
    final List<SimulatedWant> failed = new ArrayList<>();
    /** Requests that its configuration has no backend for. */
    final Set<String> refuses = new HashSet<>();
    boolean alive = true;
    /** A stopped process (SIGSTOP) is one that never runs a step. */
    boolean stopped;
    Asking asking;
    /** As it started; after a handover in reverse, see {@link GenerationCourse#asSuccessor()}. */
    Successor successor;
    /** The stream to the generation before; null = there never was one. */
    Peer before;
    /** What this side of its stream to its predecessor, and to its successor, receives. */
    Pipe toPredecessor;
    Pipe toSuccessor;
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final PriorityQueue<Due> timers = new PriorityQueue<>(
        Comparator.comparingLong((Due d) -> d.at).thenComparingLong(d -> d.order));
    private long timerCount;

    private record Due(long at, long order, Runnable action, boolean[] cancelled) {
    }

    private final HandoverLog told = new HandoverLog() {
        @Override
        public void notice(final String line) {
            log.add(line);
        }

        @Override
        public void warning(final String line) {
            log.add(line);
        }
    };

    SimulatedGeneration(final World world, final int number) {
        this(world);
        become(number, 0);
    }

    /** A process that does not know yet which generation it will be. */
    SimulatedGeneration(final World world) {
        this.world = world;
        this.course = new GenerationCourse(this, told);
        serving.died = this::kill;
        serving.arrivals = SimulatedWant.arrivals(this);
        world.generations.add(this);
    }

    /** It has its number: makes journal and ledger. */
    final void become(final int assigned, final int hardStop) {
        number = assigned;
        world.highest = Math.max(world.highest, number);
        journal = world.journal(number);
        course.number(number);
        ledger = new Ledger(number, journal, this::clock, new io.usher.proxy.seat.LedgerEvents() {
            @Override
            public void emptied() {
                post(course::checkDrained);
            }
        });
        seats = ledger.seats(ADDRESS);
        queue = ledger.newQueue("queue of " + number);
        lock.lock();
        world.furnish(this);
        lock.unlock();
        parts = new Parts(number, world.ownership(this), journal, world.journalsFor(number), ledger, lock, world.bound(this),
            serving, this, List.of("/run/usher.sock"), World.FOLDER, hardStop, world.standby, told);
    }

    SimulatedGeneration startAlone() {
        if (!parts.owner().tryLock()) {
            throw new AssertionError("the lock is held");
        }
        try {
            new Heir(parts).inherit();
        } catch (final StartRefusedException e) {
            throw new AssertionError(e);
        }
        course.begin(parts, null, number);
        course.active();
        serving.startAccepting();
        return this;
    }

    /** Starts a successor of this generation, up to its HELLO. */
    SimulatedGeneration succeededBy(final int next) {
        final SimulatedGeneration s = new SimulatedGeneration(world, next);
        s.lock.lock();
        s.ledger.awaitPredecessor();
        s.lock.unlock();
        s.connect(this);
        return s;
    }

    /** Says HELLO to that one. */
    final void connect(final SimulatedGeneration p) {
        final Pipe down = new Pipe();
        final Pipe up = new Pipe();
        toPredecessor = new Pipe();
        final Set<String> wanted = new HashSet<>(Set.of(World.LISTENER, "stats /run/usher.sock"));
        final boolean[] accepted = new boolean[1];
        final SimulatedPeer pSide = new SimulatedPeer(p, down, up, new Heard() {
            @Override
            public void received(final Message m) {
                if (accepted[0]) {
                    p.course.asPredecessor().received(m);
                }
            }

            @Override
            public void ended(final String why) {
                if (accepted[0]) {
                    p.course.asPredecessor().ended(why);
                }
            }
        });
        final SimulatedPeer sSide = new SimulatedPeer(this, up, down, new Heard() {
            @Override
            public void received(final Message m) {
                asking.received(m);
            }

            @Override
            public void descriptor(final long n, final int descriptor) {
                asking.descriptor(descriptor);
            }

            @Override
            public void ended(final String why) {
                asking.eof();
            }
        });
        asking = new Asking(sSide, wanted, fd -> { });
        before = sSide;
        down.reader = this;
        down.to = sSide;
        up.reader = p;
        up.to = pSide;
        p.toSuccessor = down;
        toPredecessor = up;
        p.outgoing.add(down);
        outgoing.add(up);
        p.incoming.add(up);
        incoming.add(down);
        p.post(() -> world.hello(p, pSide, Message.of(MessageType.HELLO, Message.VERSION, 100 + number), () -> !alive,
            () -> accepted[0] = true));
        p.post(() -> {
            if (accepted[0]) {
                p.course.asPredecessor().descriptorsConnected();
            }
        });
    }

    final List<Pipe> incoming = new ArrayList<>();
    private final List<Pipe> outgoing = new ArrayList<>();

    /** The process is prepared: says READY. */
    SimulatedGeneration prepared() {
        final Gathered gathered = asking.gathered().getNow(null);
        if (gathered == null) {
            throw new AssertionError("nothing gathered yet");
        }
        successor = new Successor(parts, course, asking.peer(), gathered);
        successor.active().exceptionally(f -> null);
        gathered.state().forEach(serving::importState);
        course.begin(parts, successor, number);
        asking.handTo(successor, gathered.state().size());
        post(successor::ready);
        return this;
    }

    /** One direction of a stream. */
    final class Pipe {
        final Deque<Object> content = new ArrayDeque<>();
        boolean closed;
        boolean eofSeen;
        SimulatedGeneration reader;
        SimulatedPeer to;
        /** The next descriptor is lost on the way. */
        boolean losesNext;
        /** The test holds messages back. */
        boolean held;

        boolean deliver() {
            if (held || eofSeen) {
                return false;
            }
            if (closed && world.losesUnread()) {
                content.clear();
            }
            final Object next = content.poll();
            if (next instanceof Message m) {
                to.hearer.received(m);
                return true;
            }
            if (next instanceof Integer fd) {
                to.hearer.descriptor(++to.arrived, losesNext ? -1 : fd);
                losesNext = false;
                return true;
            }
            if (closed) {
                eofSeen = true;
                to.hearer.ended("closed its connection");
                return true;
            }
            return false;
        }
    }

    /** Who hears at first: no descriptor comes to a predecessor. */
    private interface Heard extends Hearer {
        @Override
        default void descriptor(final long n, final int descriptor) {
            throw new AssertionError("descriptor " + n + " for a predecessor");
        }
    }

    static final class SimulatedPeer implements Peer {
        private final SimulatedGeneration self;
        private final Pipe out;
        private final Pipe in;
        private Hearer hearer;
        private long arrived;

        SimulatedPeer(final SimulatedGeneration self, final Pipe out, final Pipe in, final Hearer hearer) {
            this.self = self;
            this.hearer = hearer;
            this.out = out;
            this.in = in;
        }

        @Override
        public void send(final Message message) {
            if (!out.closed) {
                self.world.carried(self, message).forEach(m -> out.content.add(read(m)));
            }
        }

        /** What comes out at the other end. */
        private Message read(final Message m) {
            try {
                return Message.parse(m.line(), MessageType.Sender.BOTH);
            } catch (final MalformedMessageException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void send(final Message message, final Runnable written) {
            send(message);
            self.post(written);
        }

        @Override
        public void send(final Message message, final Runnable written, final Runnable failed) {
            final boolean open = !out.closed;
            if (self.world.actsBeforeSending()) {
                self.after(200, () -> send(message));
            } else {
                send(message);
            }
            self.post(open ? written : failed);
        }

        @Override
        public void sendDescriptor(final int descriptor) {
            out.content.add(descriptor);
        }

        @Override
        public void hears(final Hearer next) {
            hearer = next;
            arrived = 0;
            if (next instanceof Successor) {
                self.before = this;
            }
        }

        @Override
        public void close() {
            out.closed = true;
            in.closed = true;
            in.content.clear();
            in.eofSeen = true;
        }
    }

    /** Runs one thing, by chance a message before a task that waits already: the order of the two is nobody's to know. */
    boolean step(final Random random) {
        if (alive && !stopped && !incoming.isEmpty() && random.nextBoolean()
            && incoming.get(random.nextInt(incoming.size())).deliver()) {
            return true;
        }
        return step();
    }

    boolean step() {
        if (!alive || stopped) {
            return false;
        }
        final Runnable task = tasks.poll();
        if (task != null) {
            task.run();
            return true;
        }
        if (!timers.isEmpty() && timers.peek().at <= world.now) {
            final Due due = timers.poll();
            if (!due.cancelled[0]) {
                due.action.run();
            }
            return true;
        }
        for (final Pipe p : incoming) {
            if (p.deliver()) {
                return true;
            }
        }
        return false;
    }

    /** SIGKILL: locks go, what was written stays readable, then EOF. */
    void kill() {
        world.kill(this);
    }

    /** It will never run again; what the kernel has to take away from it, in whichever order, is still there. */
    void halt() {
        alive = false;
        stopped = false;
        serving.accepting = false;
    }

    void freeJournal() {
        if (journal != null) {
            journal.alive = false;
        }
    }

    void closeStreams() {
        outgoing.forEach(p -> p.closed = true);
    }

    @Override
    public Timer after(final long millis, final Runnable action) {
        final Due due = new Due(world.now + millis * 1_000_000, timerCount++, action, new boolean[1]);
        timers.add(due);
        return () -> due.cancelled[0] = true;
    }

    @Override
    public void post(final Runnable action) {
        tasks.add(action);
    }

    long clock() {
        return world.clock(this);
    }

    /** {@return when its next timer is due; the last of all moments = it has none} */
    long nextTimer() {
        return timers.isEmpty() ? Long.MAX_VALUE : timers.peek().at;
    }

    /** The stream to the generation before ends, though both live. */
    void cutFromBefore() {
        before.close();
        course.asSuccessor().eof();
    }

    // ---- traffic

    /** A request arrives here; it takes a seat or waits. */
    SimulatedWant request(final String name) {
        final SimulatedWant w = new SimulatedWant(this, name);
        lock.lock();
        try {
            final Take t = ledger.mayTake() ? ledger.take(seats, "line", w) : null;
            if (t == null) {
                ledger.enqueue(queue, w);
            } else {
                w.granted(t);
            }
        } finally {
            lock.unlock();
        }
        return w;
    }

    /** Client connections are all gone: only the ledger can keep the generation from being drained. */
    void trafficDrained() {
        serving.onDrained.run();
    }

    GenerationState state() {
        return course.view().state();
    }

    Predecessor.Step step(final boolean asPredecessor) {
        return course.asPredecessor() == null ? null : course.asPredecessor().step();
    }

    Optional<Neighbour> predecessor() {
        return course.view().predecessor();
    }

    boolean told(final String part) {
        return log.stream().anyMatch(l -> l.contains(part));
    }
}
