package io.usher.proxy.generation;

import io.usher.proxy.seat.PredecessorSeats;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A generation's way from start to end: owns the two roles, decides when it is drained, and carries out what the roles
 * ask for. Thread: {@code generation}, but for {@link #view()} and {@link #number()}.
 */
final class GenerationCourse implements Course {
    /** How often numbers are sent and drained is looked at, ms. */
    static final long TICK = 200;
    /** Ticks between two PINGs. */
    private static final int PING_TICKS = 5;
    /** PINGs without an answer before a neighbour is reported as hung. */
    static final int SILENT_PINGS = 5;
    /** How long a newcomer waits for a drained predecessor to be gone, ms. */
    private static final long NEWCOMER_LIMIT = 5_000;
    /** How long the last words to a neighbour may take, ms. */
    private static final long LAST_WORDS_LIMIT = 200;

    private final Timers timers;
    private final HandoverLog log;
    private final Deque<Runnable> waitingForGate = new ArrayDeque<>();
    private final Deque<Runnable> waitingForWrite = new ArrayDeque<>();
    private final List<Runnable> newcomers = new ArrayList<>();
    private int number;
    private Parts parts;
    private Predecessor predecessor;
    /** Null for a generation that started without a predecessor. */
    private Successor successor;
    private GenerationState state = GenerationState.STARTING;
    /** Written by the thread {@code generation}, read by any. */
    private volatile View view = new View(GenerationState.STARTING, Optional.empty(), Optional.empty(), false);
    private boolean started;
    private boolean trafficDrained;
    /** SIGUSR1 came while it was open whether this generation hands back. */
    private boolean finishLater;
    /** Counts the times this generation began to finish, so that an old call-back is known as such. */
    private int finishes;
    private Timers.Timer hardStop;
    private boolean ended;
    private boolean stopping;
    private int ticks;
    private int silent;

    GenerationCourse(final Timers timers, final HandoverLog log) {
        this.timers = timers;
        this.log = log;
    }

    /**
     * What others may see.
     *
     * @param state       own state
     * @param predecessor the generation before
     * @param successor   the generation after
     * @param gateOpen    whether a new generation may come
     */
    record View(GenerationState state, Optional<Neighbour> predecessor, Optional<Neighbour> successor, boolean gateOpen) {
    }

    View view() {
        return view;
    }

    /** {@return the generation before, with the seats it has at this very moment}; any thread */
    Optional<Neighbour> predecessorNow() {
        return view.predecessor().map(n -> {
            final long seats = parts.underLock(() -> {
                final PredecessorSeats theirs = parts.ledger().predecessor();
                return theirs == null ? n.seats() : theirs.takes().size();
            });
            return new Neighbour(n.number(), n.pid(), n.state(), n.queued(), n.connections(), seats, n.connected());
        });
    }

    int number() {
        return number;
    }

    void number(final int assigned) {
        number = assigned;
    }

    /** The roles begin. */
    void begin(final Parts all, final Successor asSuccessor, final int lastNumber) {
        parts = all;
        successor = asSuccessor;
        predecessor = new Predecessor(all, this, lastNumber);
        timers.after(TICK, this::tick);
        show();
    }

    /** A generation without a predecessor is active. */
    void active() {
        started = true;
        entered(GenerationState.ACTIVE);
    }

    // ---- what the roles say

    @Override
    public void entered(final GenerationState next) {
        if (state == GenerationState.ENDED) {
            return;
        }
        final boolean news = state != next;
        state = next;
        started = true;
        if (news && next == GenerationState.FINISHING) {
            finishing();
        } else if (news && next == GenerationState.ACTIVE) {
            finishes++;
            trafficDrained = false;
            cancelHardStop();
        } else if (next == GenerationState.DRAINED) {
            cancelHardStop(); // From now on the successor decides when it ends.
        }
        show();
        runWritable();
    }

    private boolean writable() {
        return predecessor.writable() && (successor == null || !successor.handsBack());
    }

    private void runWritable() {
        if (writable()) {
            runAll(waitingForWrite);
        }
    }

    @Override
    public void predecessorGone() {
        show();
        checkDrained();
    }

    @Override
    public void neighbourChanged() {
        show();
    }

    @Override
    public Optional<String> refusesToHandBack() {
        if (stopping || ended || state != GenerationState.ACTIVE) {
            return Optional.of("generation " + number + " ends or finishes itself (expected: active)");
        }
        return predecessor.step() != Predecessor.Step.ALONE || !newcomers.isEmpty()
            ? Optional.of("generation " + number + " has a successor already, or is about to have one")
            : parts.underLock(() -> parts.ledger().reverse().ready()) && parts.owner().held() ? Optional.empty()
            : Optional.of("generation " + number + " is not the owner of the seats yet");
    }

    @Override
    public int lastNumber() {
        return predecessor.lastNumber();
    }

    @Override
    public void staysActive() {
        show();
        runWritable();
        if (finishLater) {
            finishLater = false;
            finish();
        }
    }

    @Override
    public void handedBack(final Peer stream, final Neighbour to, final Set<String> shared, final String lost) {
        successor = null;
        finishLater = false;
        predecessor.handedBack(stream, to, shared, lost);
    }

    @Override
    public void resumed(final Successor again) {
        successor = again;
    }

    private void finishing() {
        finishes++;
        trafficDrained = false;
        final int asked = finishes;
        parts.serving().onDrained(() -> timers.post(() -> {
            if (finishes == asked) {
                trafficDrained = true;
                checkDrained();
            }
        }));
        cancelHardStop();
        if (parts.hardStop() > 0) {
            hardStop = timers.after(parts.hardStop(), () -> stop("hard-stop-after " + parts.hardStop() + " ms"));
        }
    }

    private void cancelHardStop() {
        if (hardStop != null) {
            hardStop.cancel();
            hardStop = null;
        }
    }

    @Override
    public void exit(final int status, final String why) {
        if (ended) {
            return;
        }
        ended = true;
        if (successor != null) {
            successor.endPredecessor(); // This end is deliberate: nobody is to serve again.
        }
        final boolean served = started;
        state = GenerationState.ENDED;
        show();
        if (parts != null) {
            leaveJournal();
            log.notice("generation " + number + " ends: " + why);
        }
        if (served) {
            parts.serving().exit(status);
        }
        // Else the main thread is still starting, and ends the process with the reason it gets.
    }

    /** Deleted only where no seat can be written any more: one written to a deleted file would be sold again. */
    private void leaveJournal() {
        try {
            parts.locked(() -> {
                parts.ledger().close();
                parts.journal().deleteIfEmpty();
            });
        } catch (final UncheckedIOException e) {
            log.warning(e.getMessage() + ": whoever comes next finds the journal of a dead generation, without seats");
        }
    }

    // ---- what is asked

    void finish() {
        if (!started) {
            stop("asked to finish before it was active");
        } else if (successor != null && successor.handsBack()) {
            finishLater = true;
        } else if (!ended) {
            predecessor.finish();
            show();
            checkDrained();
        }
    }

    void stop(final String why) {
        if (ended || stopping || predecessor == null) {
            return;
        }
        stopping = true;
        final Timers.Timer late = timers.after(Math.max(LAST_WORDS_LIMIT, predecessor.stopLimit()), () -> exit(0, why));
        predecessor.stop(why, () -> {
            if (successor == null) {
                leave(late, why);
            } else {
                successor.stop(why, () -> leave(late, why));
            }
        });
    }

    private void leave(final Timers.Timer late, final String why) {
        late.cancel();
        started = true;
        exit(0, why);
    }

    void stateChanged(final String value) {
        if (predecessor == null || ended) {
            return;
        }
        predecessor.stateChanged(value);
        if (successor != null) {
            successor.stateChanged(value);
        }
    }

    /**
     * An operator wishes this generation back while its successor serves.
     *
     * @param told gets the outcome, once: null = it is active, else why not
     */
    void resume(final Consumer<String> told) {
        if (predecessor == null || ended) {
            told.accept("generation " + number + " cannot be active again: it is " + state.word());
        } else if (state == GenerationState.ACTIVE) {
            told.accept(null);
        } else {
            predecessor.wayBack().begin(told);
        }
    }

    /** {@return whether a successor's value is being applied, which must not be sent back to it} */
    boolean mirrors() {
        return predecessor != null && predecessor.mirrors();
    }

    void whenWritable(final Runnable action) {
        if (predecessor == null || writable()) {
            action.run();
        } else {
            waitingForWrite.add(action);
        }
    }

    void onGateOpen(final Runnable action) {
        if (view.gateOpen()) {
            action.run();
        } else {
            waitingForGate.add(action);
        }
    }

    private static void runAll(final Deque<Runnable> actions) {
        final List<Runnable> now = List.copyOf(actions);
        actions.clear();
        now.forEach(Runnable::run);
    }

    // ---- a successor comes

    /** A HELLO: as {@link Predecessor#hello}, but waits for a drained predecessor's last moments. */
    void hello(final Peer peer, final Message hello, final String token, final BooleanSupplier gone, final Runnable accepted) {
        final Runnable ask = () -> {
            if (gone.getAsBoolean()) {
                return;
            }
            if (predecessor == null || !started || ended) {
                refuse(peer, hello, "generation " + number + " is " + state.word() + " (expected: active)");
            } else if (predecessor.hello(peer, hello, awaited(), token)) {
                accepted.run();
            }
            show();
        };
        if (successor != null && started && !successor.awaitsPredecessor() && !successor.sole()) {
            successor.endPredecessor();
            newcomers.add(ask);
            timers.after(NEWCOMER_LIMIT, () -> {
                if (newcomers.remove(ask)) {
                    refuse(peer, hello, "generation " + number + " still waits for its drained predecessor to end");
                }
            });
        } else {
            ask.run();
        }
    }

    private void refuse(final Peer peer, final Message hello, final String why) {
        refused(hello.count(1), why);
        peer.send(Message.of(MessageType.REFUSED, why), peer::close);
    }

    /** A successor was refused before it came this far, or here. Any thread. */
    void refused(final long pid, final String why) {
        log.refused(pid, why);
    }

    private Optional<String> awaited() {
        if (successor == null || !successor.awaitsPredecessor()) {
            return Optional.empty();
        }
        return successor.predecessor().map(p -> "generation " + number + " itself still waits for generation " + p.number()
            + " (pid " + p.pid() + ") to drain");
    }

    Predecessor asPredecessor() {
        return predecessor;
    }

    /** {@return this generation as the successor of an earlier one; null = it has never been, or is no more} */
    Successor asSuccessor() {
        return successor;
    }

    // ---- drained

    /**
     * {@return whether nothing is left here: no client, request, queue entry nor seat, nor a generation before that gets its
     * seats from here and would go on for good if this one ended}
     */
    private boolean empty() {
        return trafficDrained && (successor == null || !successor.awaitsPredecessor())
            && parts.underLock(() -> parts.ledger().empty());
    }

    void checkDrained() {
        if (state == GenerationState.FINISHING && !ended && empty()) {
            predecessor.drained();
            show();
        }
    }

    // ---- every TICK

    private void tick() {
        if (ended) {
            return;
        }
        if (state == GenerationState.FINISHING) {
            predecessor.stats(parts.serving().queued(), parts.serving().connections());
            checkDrained();
        }
        if (++ticks % PING_TICKS == 0) {
            ping();
        }
        show();
        timers.after(TICK, this::tick);
    }

    private void ping() {
        if (state == GenerationState.ACTIVE) {
            predecessor.sweep(successor == null || successor.sole());
        }
        final boolean heard = predecessor.ping() & (successor == null || successor.ping());
        silent = heard ? 0 : silent + 1;
        if (silent == SILENT_PINGS) {
            log.warning("the neighbour generation has been silent for " + SILENT_PINGS * PING_TICKS * TICK / 1000
                + " s; its seats stay taken");
        }
    }

    private void show() {
        final Optional<Neighbour> before = successor == null ? Optional.empty() : successor.predecessor();
        final boolean gate = state == GenerationState.DRAINED || state == GenerationState.ENDED
            || state == GenerationState.ACTIVE && (successor == null || !successor.awaitsPredecessor());
        view = new View(state, before, after(), gate);
        if (gate) {
            runAll(waitingForGate);
        }
        if (successor == null || successor.sole()) {
            final List<Runnable> now = List.copyOf(newcomers);
            newcomers.clear();
            now.forEach(Runnable::run);
        }
    }

    private Optional<Neighbour> after() {
        if (predecessor == null || predecessor.successor() == 0) {
            return Optional.empty();
        }
        final GenerationState theirs = switch (predecessor.step()) {
            case FINISHING, WITHOUT_STREAM, STANDBY, ENDED -> GenerationState.ACTIVE;
            default -> GenerationState.STARTING;
        };
        return Optional.of(new Neighbour(predecessor.successor(), predecessor.successorPid(), theirs, 0, 0, 0,
            predecessor.connected()));
    }
}
