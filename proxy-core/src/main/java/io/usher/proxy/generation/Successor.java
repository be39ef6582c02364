package io.usher.proxy.generation;

import io.usher.proxy.seat.JournalEntry;
import io.usher.proxy.seat.PredecessorSeats;
import io.usher.proxy.seat.SeatAddress;
import io.usher.proxy.seat.TakeId;
import io.usher.proxy.seat.TakenList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * This generation as the successor of an earlier one, from READY on: the right column of the handover's tables, one
 * state and one switch. Knows no sockets, clocks nor threads; every method runs on the thread {@code generation}.
 */
final class Successor implements Hearer {
    /** Time from READY to COMMIT: a little more than the predecessor takes before it rolls back. */
    static final long READY_LIMIT = 10_000;
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
    private final TakenMessages taken = new TakenMessages();
    /** Keys of the listeners that the predecessor has too. */
    private final Set<String> shared;
    /** What came between COMMIT and the lock. */
    private final List<Message> later = new ArrayList<>();
    private final ArrivingClients clients;
    private final Fence fence;
    private final TimeLimit limit;
    private final PlaceMessages places;
    private final PredecessorPulse pulse;
    private Step step = Step.PREPARED;
    private PredecessorSeats seats;
    private boolean streamLost;
    private long queued;
    private long connections;
    private boolean drained;
    private boolean ending;
    /** On its way back to the predecessor; null = it is not. */
    private HandBack handBack;
    /** What is left to do once a predecessor that stands by has ended. */
    private Runnable farewell;

    Successor(final Parts parts, final Course course, final Peer peer, final Gathered gathered) {
        this(parts, course, peer, gathered, Set.copyOf(gathered.listeners().keySet()));
    }

    private Successor(final Parts parts, final Course course, final Peer peer, final Gathered gathered,
                      final Set<String> shared) {
        this.shared = shared;
        this.parts = parts;
        this.course = course;
        this.peer = peer;
        this.gathered = gathered;
        limit = new TimeLimit(parts.timers());
        places = new PlaceMessages(parts);
        pulse = new PredecessorPulse(parts);
        fence = new Fence(parts, gathered.predecessor());
        final ArrivingHolds holds = new ArrivingHolds(parts, peer, () -> seats, parts.ledger().clock()::nanoTime);
        clients = new ArrivingClients(peer, parts.serving(), parts.log(), age -> seats.arrivalNanos(age),
            () -> step == Step.ENDED, holds);
    }

    /**
     * A generation that finished owns the ledger again, and has its successor as predecessor.
     *
     * @param shared keys of the listeners that both have
     * @return empty if its journal has no room for seats that pass: then nothing has changed
     */
    static Optional<Successor> resumed(final Parts parts, final Course course, final Peer peer, final Gathered gathered,
                                       final Set<String> shared, final TakenList list) {
        final Successor again = new Successor(parts, course, peer, gathered, shared);
        again.seats = parts.underLock(() -> parts.ledger().reverse().resume(list, again::grant));
        return again.seats == null ? Optional.empty() : Optional.of(again);
    }

    /** After {@link #resumed}, and once the generation knows of it: serves. */
    void begin(final int last, final boolean lost) {
        parts.journal().handingTo(0);
        parts.serving().resumed();
        peer.hears(this);
        streamLost = lost;
        activated(last);
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

    @Override
    public void received(final Message m) {
        if (step == Step.ENDED) {
            return;
        }
        try {
            handle(m);
        } catch (final MalformedMessageException e) {
            malformed(e);
        }
    }

    @Override
    public void descriptor(final long n, final int descriptor) {
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
                taken.taken(m);
            }
            case LIMIT -> {
                require(m, step == Step.READY);
                taken.limit(m);
            }
            case COMMIT -> {
                require(m, step == Step.READY && taken.complete(m));
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
            case RESUME -> {
                require(m, step == Step.ACTIVE && handBack == null);
                askedBack();
            }
            case ACTIVE -> {
                require(m, handBack != null);
                handBack.active();
            }
            case REFUSED -> {
                require(m, handBack != null);
                handBack.refused(m.text(0));
            }
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
            throw new MalformedMessageException(m.type().word() + ": has no place in state " + step + " (" + taken + ")");
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
            places.received(m, seats);
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
        seats = parts.underLock(() -> parts.ledger().inherit(taken.list(), this::grant));
        if (!parts.underLock(() -> parts.ledger().unwritten().isEmpty())) {
            parts.owner().unlock(); // Without ACTIVE the predecessor has its ledger still, and takes the lock back.
            refuse("the seats on hold cannot be written to the journal in " + parts.folder() + ": no room?");
            return;
        }
        activated(parts.number());
    }

    private void activated(final int last) {
        step = Step.ACTIVE;
        parts.announce(parts.number(), last);
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
        if (handBack == null) { // Else it has been asked back already, and accepts when it stays active.
            parts.serving().startAccepting();
        }
        active.complete(null);
    }

    // ---- in reverse

    private void askedBack() {
        final Optional<String> refusal = ending ? Optional.of("it is told to end already") : course.refusesToHandBack();
        if (refusal.isPresent()) {
            peer.send(Message.of(MessageType.REFUSED, refusal.get()));
            return;
        }
        limit.cancel(); // A predecessor that stands by does so until this is decided.
        handBack = new HandBack(parts, peer, gathered.predecessor(), course.lastNumber(), new Return());
        handBack.begin();
    }

    /** {@return whether it is open who will be active} */
    boolean handsBack() {
        return handBack != null;
    }

    /** How that ends. */
    private final class Return implements HandBack.Outcome {
        @Override
        public void stays() {
            handBack = null;
            if (drained && step == Step.ACTIVE) {
                limit.renew(parts.standby(), Successor.this::endPredecessor);
            }
            course.staysActive();
            if (streamLost && step == Step.ACTIVE) {
                predecessorGone(Predecessor.GRACE);
            }
        }

        @Override
        public void passed() {
            over(null);
        }

        @Override
        public void passedWithoutStream(final String why) {
            over(why);
        }

        private void over(final String lost) {
            final Neighbour to = new Neighbour(gathered.predecessor(), gathered.predecessorPid(), GenerationState.ACTIVE, 0, 0, 0,
                lost == null);
            handBack = null;
            step = Step.ENDED;
            active.complete(null); // It was, however short.
            limit.cancel();
            fence.off();
            parts.locked(() -> parts.ledger().reverse().handedBack());
            course.handedBack(peer, to, shared, lost);
        }
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
        if (drained && !ending && !streamLost && handBack == null && step == Step.ACTIVE) {
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

    @Override
    public void ended(final String why) {
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
        if (handBack != null) {
            handBack.streamLost("closed its connection");
            return; // The lock decides; if this generation stays active, it looks here again.
        }
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
        if (handBack != null) {
            handBack.cancel("is to end");
        }
        // Who may be active by now goes on as after a death: it is not told that all is to end.
        final boolean tell = handBack == null && !streamLost && step != Step.SOLE && step != Step.ENDED;
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
        return pulse.ping(peer, drained ? null : seats);
    }
}
