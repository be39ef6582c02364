package io.usher.proxy.generation;

import io.usher.proxy.seat.HoldReason;
import io.usher.proxy.seat.JournalEntry;
import io.usher.proxy.seat.PredecessorSeats;
import io.usher.proxy.seat.SeatAddress;
import io.usher.proxy.seat.TakeId;
import io.usher.proxy.seat.TakenList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * This generation as the successor of an earlier one, from READY on: the right column of the handover's tables, one
 * state and one switch. Knows no sockets, clocks nor threads; every method runs on the thread {@code generation}.
 */
final class Successor {
    /** Time from READY to COMMIT: a little more than the predecessor takes before it rolls back. */
    static final long READY_LIMIT = 10_000;
    /**
     * PINGs without an answer before requests are served whatever the predecessor's queue holds: one that hangs on its way to
     * QUEUE-END loses its place in the order, and nobody else a seat that is free.
     */
    private static final int UNORDERED_PINGS = 2;
    /** How often the lock is tried while the predecessor is handing over, ms. */
    static final long RETRY = 1;
    /** How long a third process, which starts, may be in the way of a dead predecessor's lock, ms. */
    static final long PASSING = 5_000;

    /** Where the handover stands. */
    enum Step {
        /** Prepared, not told yet. */
        PREPARED,
        /** READY is sent. */
        READY,
        /** COMMIT is here: the lock is tried. */
        COMMITTED,
        /** Owner of the ledger; the predecessor finishes. */
        ACTIVE,
        /** The predecessor lives, its stream is lost: its seats stay taken until it is dead. */
        WITHOUT_STREAM,
        /** No predecessor any more. */
        SOLE,
        /** The process ends. */
        ENDED
    }

    private final Parts parts;
    private final Course course;
    private final Peer peer;
    private final Gathered gathered;
    private final CompletableFuture<Void> active = new CompletableFuture<>();
    private final List<TakenList.TakenSeat> taken = new ArrayList<>();
    private final List<TakenList.AddressLimit> limits = new ArrayList<>();
    private final Map<Long, List<SeatAddress>> places = new HashMap<>();
    /** What came between COMMIT and the lock. */
    private final List<Message> later = new ArrayList<>();
    private final ArrivingClients clients;
    private final Fence fence;
    /** PINGs in a row that the predecessor left without a word. */
    private int silence;
    private final TimeLimit limit;
    private final Pulse pulse = new Pulse();
    private Step step = Step.PREPARED;
    private PredecessorSeats seats;
    private boolean streamLost;
    private long queued;
    private long connections;
    private boolean drained;
    private boolean ending;
    /** What is left to do once a predecessor that stands by has ended. */
    private Runnable farewell;

    Successor(final Parts parts, final Course course, final Peer peer, final Gathered gathered) {
        this.parts = parts;
        this.course = course;
        this.peer = peer;
        this.gathered = gathered;
        limit = new TimeLimit(parts.timers());
        fence = new Fence(parts, gathered.predecessor());
        final ArrivingHolds holds = new ArrivingHolds(parts, peer, () -> seats, parts.ledger().clock()::nanoTime);
        clients = new ArrivingClients(peer, parts.serving(), parts.log(), age -> seats.arrivalNanos(age),
            () -> step == Step.ENDED, holds);
    }

    /** {@return completes when this generation is active; fails with {@link StartRefusedException} if it never will be} */
    CompletableFuture<Void> active() {
        return active;
    }

    Step step() {
        return step;
    }

    /** {@return whether an earlier generation is not drained yet: nobody may succeed this one} */
    boolean awaitsPredecessor() {
        return step != Step.SOLE && !(drained && step == Step.ACTIVE);
    }

    /** {@return whether there is no earlier generation any more} */
    boolean sole() {
        return step == Step.SOLE;
    }

    /** {@return the predecessor as last heard; empty = there is none any more} */
    Optional<Neighbour> predecessor() {
        if (step == Step.SOLE || step == Step.ENDED) {
            return Optional.empty();
        }
        final long taken = seats == null ? 0 : parts.underLock(() -> seats.takes().size());
        final GenerationState state = seats == null ? GenerationState.ACTIVE
            : drained ? GenerationState.DRAINED : GenerationState.FINISHING;
        return Optional.of(new Neighbour(gathered.predecessor(), gathered.predecessorPid(), state, queued, connections, taken,
            !streamLost));
    }

    // ---- 3: READY

    /** The process is prepared: listeners registered, warmed up. */
    void ready() {
        if (step != Step.PREPARED) {
            return;
        }
        if (streamLost) {
            inheritOrGiveUp(Predecessor.GRACE);
            return;
        }
        step = Step.READY;
        peer.send(Message.of(MessageType.READY));
        limit.renew(READY_LIMIT, () -> inheritOrGiveUp(0));
    }

    // ---- messages

    /** A message of the predecessor. */
    void received(final Message m) {
        if (step == Step.ENDED) {
            return;
        }
        try {
            handle(m);
        } catch (final MalformedMessageException e) {
            malformed(e);
        }
    }

    /** The next descriptor on D: a client's. */
    void descriptor(final long n, final int descriptor) {
        clients.descriptor(n, descriptor);
    }

    private void handle(final Message m) throws MalformedMessageException {
        pulse.heard();
        if (step == Step.COMMITTED) {
            later.add(m); // It applies to the ledger that is about to be ours.
            return;
        }
        switch (m.type()) {
            case STATE -> apply(m.text(0));
            case TAKEN -> {
                require(m, step == Step.READY);
                taken.add(new TakenList.TakenSeat(m.take(0), m.address(1), m.count(2), hold(m), m.count(4), m.count(5) == 1));
            }
            case LIMIT -> {
                require(m, step == Step.READY);
                limits.add(new TakenList.AddressLimit(m.address(0), m.number(1)));
            }
            case COMMIT -> {
                require(m, step == Step.READY && taken.size() == m.count(0) && limits.size() == m.count(1));
                step = Step.COMMITTED;
                limit.cancel();
                tryToBeActive();
            }
            case FINISHING -> {
                require(m, step == Step.ACTIVE);
                fence.finishing(m.count(0));
            }
            case MOVE, HOLD -> {
                require(m, step == Step.ACTIVE);
                clients.move(m);
            }
            case PLACE, WANT, UNWANT, RELEASE, QUEUE_END -> seatMessage(m);
            case STATS -> {
                queued = m.count(0);
                connections = m.count(1);
            }
            case PING -> {
                // Having been heard is all it says.
            }
            case DRAINED -> {
                require(m, step == Step.ACTIVE);
                drained();
            }
            case BYE -> parts.log().notice("generation " + gathered.predecessor() + " ends on purpose: " + m.text(0));
            default -> throw new MalformedMessageException(m.type().word() + ": not understood by this version");
        }
    }

    private void require(final Message m, final boolean allowed) throws MalformedMessageException {
        if (!allowed) {
            throw new MalformedMessageException(m.type().word() + ": has no place in state " + step + " ("
                + taken.size() + " seats, " + limits.size() + " limits)");
        }
    }

    private static HoldReason hold(final Message m) throws MalformedMessageException {
        try {
            return m.text(3).equals("-") ? null : HoldReason.valueOf(m.text(3));
        } catch (final IllegalArgumentException e) {
            throw new MalformedMessageException(m.type().word() + ": field 'hold': value '" + m.text(3)
                + "' (expected: - or one of " + List.of(HoldReason.values()) + ")");
        }
    }

    private void apply(final String value) {
        try {
            parts.serving().importState(value);
        } catch (final IllegalArgumentException e) {
            parts.log().warning("a value set at runtime in generation " + gathered.predecessor() + " is lost: " + e.getMessage());
        }
    }

    private void seatMessage(final Message m) throws MalformedMessageException {
        require(m, step == Step.ACTIVE);
        if (m.type() == MessageType.PLACE) {
            place(m);
            return;
        }
        try {
            parts.locked(() -> ledgerMessage(m));
        } catch (final IllegalArgumentException e) {
            throw new MalformedMessageException(e.getMessage());
        }
    }

    private void ledgerMessage(final Message m) {
        switch (m.type()) {
            case WANT -> seats.want(m.count(0), m.count(1), m.count(2));
            case UNWANT -> seats.unwant(m.count(0));
            case QUEUE_END -> seats.queueEnd();
            default -> seats.released(m.take(0)); // False for one that came free before the TAKEN list was made.
        }
    }

    private void place(final Message m) {
        final List<SeatAddress> addresses = places.computeIfAbsent(m.count(0), p -> new ArrayList<>());
        for (int i = 2; i < m.fields().size(); i++) {
            addresses.add(m.address(i));
        }
        if (m.count(1) == 0) {
            places.remove(m.count(0));
            parts.locked(() -> seats.place(m.count(0), addresses));
        }
    }

    // ---- 4 and 5: COMMIT, ACTIVE

    private void tryToBeActive() {
        if (step != Step.COMMITTED) {
            return;
        }
        final Optional<OtherJournal> journal = parts.journals().of(gathered.predecessor());
        final boolean locked = parts.owner().tryLock();
        final boolean meant = journal.map(j -> j.handingTo() == parts.number()).orElse(false);
        if (locked && meant) {
            becomeActive();
        } else if (locked) {
            inherit(); // It resumed and is dead since, or it lives and this lock is its own.
        } else if (meant) {
            limit.renew(RETRY, this::tryToBeActive);
        } else {
            refuse("rolled back by generation " + gathered.predecessor());
        }
    }

    private void becomeActive() {
        seats = parts.underLock(() -> parts.ledger().inherit(new TakenList(taken, limits), this::grant));
        if (!parts.underLock(() -> parts.ledger().unwritten().isEmpty())) {
            parts.owner().unlock(); // Without ACTIVE the predecessor has its ledger still, and takes the lock back.
            refuse("the seats on hold cannot be written to the journal in " + parts.folder() + ": no room?");
            return;
        }
        step = Step.ACTIVE;
        parts.announce(parts.number(), parts.number());
        course.entered(GenerationState.ACTIVE);
        fence.finishing(parts.hardStop()); // By this configuration, until the predecessor says its own.
        peer.send(Message.of(MessageType.ACTIVE), this::accept);
        List.copyOf(later).forEach(this::received);
        if (streamLost) {
            predecessorGone(Predecessor.GRACE);
        }
    }

    /** Posted by the ledger with the instance lock held. */
    private void grant(final long request, final TakeId take, final SeatAddress address) {
        final Message m = Message.of(MessageType.GRANT, request, take, address);
        parts.timers().post(() -> {
            if (!streamLost) {
                peer.send(m);
            }
        });
    }

    private void accept() {
        if (step == Step.ENDED) {
            return;
        }
        parts.serving().startAccepting();
        active.complete(null);
    }

    // ---- 10 and 11: DRAINED, END

    private void drained() {
        drained = true;
        fence.off();
        queued = 0;
        connections = 0;
        parts.locked(seats::ended);
        parts.log().notice("generation " + gathered.predecessor() + " is drained");
        if (parts.standby() == 0) {
            endPredecessor(); // First: this generation may have waited for that, to end itself.
        } else {
            limit.renew(parts.standby(), this::endPredecessor);
        }
        course.predecessorGone();
    }

    /** END: a drained predecessor has stood by for long enough, or is in the way. */
    void endPredecessor() {
        if (drained && !ending && !streamLost && step == Step.ACTIVE) {
            ending = true;
            limit.cancel();
            peer.send(Message.of(MessageType.END));
            fence.ending();
        }
    }

    // ---- EOF and time limits

    private void malformed(final MalformedMessageException e) {
        parts.log().warning("generation " + gathered.predecessor() + ": " + e.getMessage());
        peer.close();
        eof();
    }

    /** The predecessor's stream has ended and everything it sent has been handled. */
    void eof() {
        if (farewell != null) {
            final Runnable told = farewell;
            farewell = null;
            told.run();
        }
        if (streamLost || step == Step.ENDED) {
            return;
        }
        streamLost = true;
        switch (step) {
            case READY -> {
                limit.cancel();
                inheritOrGiveUp(Predecessor.GRACE);
            }
            case ACTIVE -> predecessorGone(Predecessor.GRACE);
            default -> {
                // PREPARED: ready() asks. COMMITTED: the lock decides, and active looks here again.
            }
        }
    }

    /** Lock free: heir, the stream is void. Not got: exit. Tried for a while, since a dying process may lose its stream first. */
    private void inheritOrGiveUp(final long patience) {
        if (step != Step.PREPARED && step != Step.READY) {
            return;
        }
        if (parts.owner().tryLock()) {
            inherit();
        } else if (patience > 0 || predecessorDead() && patience > -PASSING) {
            limit.renew(Predecessor.WATCH, () -> inheritOrGiveUp(patience - Predecessor.WATCH));
        } else if (streamLost) {
            refuse("generation " + gathered.predecessor() + " (pid " + gathered.predecessorPid()
                + ") closed the handover and still owns the seats");
        } else {
            refuse("generation " + gathered.predecessor() + " (pid " + gathered.predecessorPid()
                + ") did not commit within " + READY_LIMIT / 1000 + " s and still owns the seats");
        }
    }

    private boolean predecessorDead() {
        return parts.journals().of(gathered.predecessor()).map(OtherJournal::dead).orElse(false);
    }

    private void inherit() {
        limit.cancel();
        final Heir heir = new Heir(parts);
        final Optional<OtherJournal> living = heir.living();
        if (living.isPresent()) {
            parts.owner().unlock();
            refuse("rolled back by generation " + living.get().generation() + ", which lives");
            return;
        }
        streamLost = true;
        peer.close();
        try {
            heir.inherit();
        } catch (final StartRefusedException e) {
            refuse(e.getMessage());
            return;
        }
        step = Step.SOLE;
        parts.announce(parts.number(), parts.number());
        parts.log().warning("generation " + gathered.predecessor() + " died before it had handed over; generation "
            + parts.number() + " goes on from its journal");
        later.stream().filter(m -> m.type() == MessageType.STATE).forEach(m -> apply(m.text(0)));
        course.entered(GenerationState.ACTIVE);
        accept();
    }

    private void predecessorGone(final long patience) {
        if (step == Step.ENDED) {
            return;
        }
        final Optional<OtherJournal> journal = parts.journals().of(gathered.predecessor());
        if (journal.map(OtherJournal::dead).orElse(true)) {
            died(journal);
        } else if (patience > 0) {
            limit.renew(Predecessor.WATCH, () -> predecessorGone(patience - Predecessor.WATCH));
        } else {
            if (step == Step.ACTIVE) {
                step = Step.WITHOUT_STREAM;
                parts.log().warning("generation " + gathered.predecessor() + " (pid " + gathered.predecessorPid()
                    + ") lives but its stream is lost: its seats stay taken until it ends");
                clients.lost();
                parts.locked(() -> seats.lost());
            }
            limit.renew(Predecessor.WATCH, () -> predecessorGone(0));
        }
    }

    private void died(final Optional<OtherJournal> journal) {
        step = Step.SOLE;
        fence.off();
        clients.died();
        if (drained) {
            journal.ifPresent(OtherJournal::delete);
            course.predecessorGone();
            return;
        }
        final Remains remains = Remains.of(parts, journal.stream().toList());
        final List<JournalEntry> entries = new ArrayList<>(remains.entries());
        final boolean written = parts.underLock(() -> {
            if (remains.damaged()) {
                seats.takes().forEach(t -> entries.add(0, new JournalEntry(t.id(), t.seats().address())));
            }
            seats.died(entries, parts.bound());
            return parts.ledger().unwritten().isEmpty();
        });
        if (written) {
            journal.ifPresent(OtherJournal::delete);
        }
        drained = true;
        parts.log().warning("generation " + gathered.predecessor() + " ended before it was drained: "
            + (remains.damaged() ? "all its seats are on hold" : remains.shown()));
        course.predecessorGone();
    }

    // ---- ends

    private void refuse(final String why) {
        step = Step.ENDED;
        limit.cancel();
        active.completeExceptionally(new StartRefusedException(why));
        parts.journal().deleteIfEmpty();
        course.exit(1, why);
    }

    /** SIGTERM: the process ends at once. */
    void stop(final String why, final Runnable told) {
        final boolean tell = !streamLost && step != Step.SOLE && step != Step.ENDED;
        step = Step.ENDED;
        limit.cancel();
        if (tell && drained) {
            farewell = told; // It ends at once: whoever starts next is not to find it here.
            peer.send(Message.of(MessageType.BYE, why));
        } else if (tell) {
            peer.send(Message.of(MessageType.BYE, why), told);
        } else {
            told.run();
        }
    }

    // ---- 9: state, PING

    /** A value was set here at runtime, or a server's health changed: the predecessor mirrors it for a roll-back. */
    void stateChanged(final String value) {
        if (step == Step.ACTIVE && !streamLost) {
            peer.send(Message.of(MessageType.STATE, value));
        }
    }

    /** Called at the interval of PING: sends one; {@return whether the peer, if any, has been heard since the last call}. */
    boolean ping() {
        if (step != Step.ACTIVE || streamLost) {
            return true;
        }
        final boolean heard = pulse.ping(peer);
        final boolean wasSilent = silence >= GenerationCourse.SILENT_PINGS;
        silence = heard ? 0 : silence + 1;
        if (!drained && silence == UNORDERED_PINGS) {
            parts.locked(() -> seats.queueEnd());
        }
        if (!drained && wasSilent != (silence >= GenerationCourse.SILENT_PINGS)) {
            parts.locked(() -> seats.silent(!heard));
        }
        return heard;
    }
}
