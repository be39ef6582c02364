package io.usher.proxy.generation;

import io.usher.proxy.seat.HoldBound;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * A host for simulated generations: one owner lock, journals, and a clock that only {@link #pass} moves. What a subclass may
 * change is what the kernel and the network do, never what a generation does.
 */
class World {
    static final String FOLDER = "/state/instance";
    static final String LISTENER = "bind 0.0.0.0:8080";

    /** How long a drained predecessor stands by, ms. */
    int standby;
    /** Who holds the lock {@code owner}; 0 = nobody. */
    volatile int owner;
    volatile int announced;
    /** The highest number given out, as the owner's text says. */
    volatile int last;
    /** The owner's text cannot be written. */
    boolean ownerFileFull;
    final Map<Integer, SimulatedJournal> journals = new TreeMap<>();
    final List<SimulatedGeneration> generations = new ArrayList<>();
    long now = 1_000_000_000L;
    /** Seats of the one server. */
    int limit = 1;
    /** Highest number of a generation so far. */
    int highest;
    /** What the server is really at work on, whoever sent it and whether that one lives. */
    final List<SimulatedWant> atWork = new ArrayList<>();
    /** The most at once. */
    int peak;
    /** Whether clients move at all. */
    boolean moving;
    /** Clients that were packed, by descriptor. */
    final Map<Integer, SimulatedWant> clients = new TreeMap<>();

    /** Each process has its own idea of time; what it is for that one. */
    long clock(final SimulatedGeneration g) {
        return now;
    }

    /** What becomes of a message on its way from that process. */
    List<Message> carried(final SimulatedGeneration from, final Message message) {
        return List.of(message);
    }

    /** What waits for a message to be written is done before. */
    boolean actsBeforeSending() {
        return false;
    }

    /** How long that one holds the seats of the dead. */
    HoldBound bound(final SimulatedGeneration g) {
        return HoldBound.NONE;
    }

    /** Gives a new generation the servers of its configuration. */
    void furnish(final SimulatedGeneration g) {
        g.ledger.limit(g.seats, "line", limit);
        g.ledger.serve(g.queue, "line", g.seats);
    }

    /** A newcomer's HELLO comes to a process. */
    void hello(final SimulatedGeneration p, final Peer newcomer, final Message hello, final BooleanSupplier gone,
               final Runnable accepted) {
        p.course.hello(newcomer, hello, "token", gone, accepted);
    }

    /** SIGKILL. */
    void kill(final SimulatedGeneration g) {
        g.halt();
        freeOwner(g);
        g.freeJournal();
        g.closeStreams();
    }

    /** The kernel frees the lock of a dead process. */
    final void freeOwner(final SimulatedGeneration g) {
        if (owner != 0 && owner == g.number) {
            owner = 0;
        }
    }

    SimulatedJournal journal(final int generation) {
        return new SimulatedJournal(this, generation);
    }

    /** The end of a stream is acted on although messages of it are unread. */
    boolean losesUnread() {
        return false;
    }

    /** Runs everything that is due, all messages included, until nothing is left to do at this moment. */
    void settle() {
        for (int rounds = 0; step(); rounds++) {
            if (rounds > 1_000_000) {
                throw new AssertionError("the generations never come to rest");
            }
        }
    }

    /** Runs one thing that is due; {@return whether there was one}. */
    boolean step() {
        for (final SimulatedGeneration g : List.copyOf(generations)) {
            if (g.step()) {
                return true;
            }
        }
        return false;
    }

    /** Lets time pass, in steps of 1 ms, with everything that falls due. */
    void pass(final long millis) {
        settle();
        for (long i = 0; i < millis; i++) {
            now += 1_000_000;
            settle();
        }
    }

    SimulatedGeneration first() {
        return new SimulatedGeneration(this, 1).startAlone();
    }

    /** {@return who accepts clients} */
    List<Integer> accepting() {
        return generations.stream().filter(g -> g.alive && g.serving.accepting).map(g -> g.number).toList();
    }

    Ownership ownership(final SimulatedGeneration g) {
        return new Ownership() {
            @Override
            public boolean tryLock() {
                if (owner == 0) {
                    owner = g.number;
                }
                return owner == g.number;
            }

            @Override
            public void unlock() {
                if (owner == g.number) {
                    owner = 0;
                }
            }

            @Override
            public boolean held() {
                return owner == g.number;
            }

            @Override
            public void announce(final int generation, final int lastNumber, final List<String> sockets) {
                if (ownerFileFull) {
                    throw new UncheckedIOException("owner: cannot be written: no room", new IOException("no room"));
                }
                announced = generation;
                last = lastNumber;
            }
        };
    }

    Journals journalsFor(final int own) {
        return new Journals() {
            @Override
            public boolean stopped(final long pid) {
                return generations.stream().anyMatch(g -> 100 + g.number == pid && g.alive && g.stopped);
            }

            @Override
            public Optional<OtherJournal> of(final int generation) {
                return Optional.ofNullable(journals.get(generation));
            }

            @Override
            public List<OtherJournal> others() {
                return journals.values().stream().filter(j -> j.generation() != own).map(j -> (OtherJournal) j).toList();
            }
        };
    }
}
