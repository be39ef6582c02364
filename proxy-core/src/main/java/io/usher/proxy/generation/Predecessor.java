package io.usher.proxy.generation;

import io.usher.proxy.seat.TakenList;
import java.util.Optional;
import java.util.Set;

/**
 * This generation as the predecessor of a next one: the left column of the handover's tables, one state and one switch.
 * Knows no sockets, clocks nor threads; every method runs on the thread {@code generation}. It does not decide whether
 * the generation is drained (that is {@link GenerationCourse}), nor what a successor does ({@link Successor}).
 *
 * <p>A message that has no place in the present state ends the stream like a death of the peer would: the lock and the
 * journals decide what happens then, never the words of a peer that has lost its way.
 */
final class Predecessor {
    /** Time a successor has from HELLO to READY: it reads its configuration, binds and warms up. */
    static final long OFFER_LIMIT = 120_000;
    /** Time from READY to ACTIVE. */
    static final long COMMIT_LIMIT = 2_000;
    /** Time in which the kernel finishes freeing the locks of a process whose stream has ended. */
    static final long GRACE = 200;
    /** Time in which a generation that is to stop passes its seats on hold to its successor. */
    static final long PASS_LIMIT = 2_000;
    /** Time for the last words of sessions that are cut, where there is nothing else to wait for. */
    static final long CUT_TIME = 100;
    /** How often the lock and the life of a successor without a stream are looked at, ms. */
    static final long WATCH = 20;

    /** Where the handover stands. */
    enum Step {
        /** No successor. */
        ALONE,
        /** A successor prepares. */
        OFFERED,
        /** Frozen: the ledger goes, or has gone; the lock is free for the successor. */
        COMMITTING,
        /** The successor has the lock, and its ledger grants what is wanted here. */
        FINISHING,
        /** The stream is lost and the successor lives: what is at work ends, nothing is asked for. */
        WITHOUT_STREAM,
        /** Drained and told so. */
        STANDBY,
        /** The process ends. */
        ENDED
    }

    private final Parts parts;
    private final Course course;
    private final TimeLimit limit;
    private final Pulse pulse = new Pulse();
    /** Number for the next successor; counted by the generation, which also starts from what the folder says. */
    private int lastNumber;
    private Step step = Step.ALONE;
    private Peer peer;
    private int successor;
    private long successorPid;
    private ListenerOffer offer;
    private SuccessorLines lines;
    private ClientMoves moves;
    /** The hard stop under way; null = none. */
    private HoldPassing holds;
    /** A stop that waits until it is known who is active; null = none. */
    private Runnable stopLater;
    private Set<String> taken = Set.of();
    /** False once this generation must never accept again: it was told to finish, or its successor ended on purpose. */
    private boolean accepts = true;
    /** No successor is left or wanted: it serves what is here, and ends. */
    private boolean endsAlone;
    private final JournalSweep sweep;
    private final Mirror mirror;
    /** It has told that it waits for ACTIVE beyond the limit. */
    private boolean waits;

    Predecessor(final Parts parts, final Course course, final int lastNumber) {
        this.parts = parts;
        this.course = course;
        this.lastNumber = lastNumber;
        this.sweep = new JournalSweep(parts);
        this.mirror = new Mirror(parts);
        limit = new TimeLimit(parts.timers());
    }

    Step step() {
        return step;
    }

    /** {@return number of the generation it hands over to; 0 = none} */
    int successor() {
        return step == Step.ALONE ? 0 : successor;
    }

    /** {@return the highest number given out} */
    int lastNumber() {
        return lastNumber;
    }

    long successorPid() {
        return successorPid;
    }

    /** {@return whether a stream to a successor is open} */
    boolean connected() {
        return peer != null;
    }

    // ---- 1: HELLO

    /**
     * A process asks to succeed.
     *
     * @param newcomer its connection C
     * @param hello    its HELLO
     * @param refusal  why the generation as a whole cannot hand over now; empty = it can
     * @param token    names its connection D
     * @return whether it is accepted; if not, it has been told why
     */
    boolean hello(final Peer newcomer, final Message hello, final Optional<String> refusal, final String token) {
        final Optional<String> why = hello.count(0) != Message.VERSION
            ? Optional.of("protocol version " + hello.count(0) + " (expected: " + Message.VERSION + ")")
            : refusal.or(this::busy);
        if (why.isPresent()) {
            parts.log().refused("refused a successor, pid " + hello.count(1) + ": " + why.get());
            newcomer.send(Message.of(MessageType.REFUSED, why.get()), newcomer::close);
            return false;
        }
        peer = newcomer;
        successorPid = hello.count(1);
        successor = ++lastNumber;
        parts.announce(parts.number(), lastNumber);
        step = Step.OFFERED;
        offerTo(token);
        limit.renew(OFFER_LIMIT, () -> eof("was not ready within " + OFFER_LIMIT / 1000 + " s"));
        return true;
    }

    private Optional<String> busy() {
        return switch (step) {
            case ALONE -> parts.owner().held() ? astray() : Optional.of("this generation is not the owner");
            case OFFERED, COMMITTING, FINISHING, WITHOUT_STREAM, STANDBY ->
                Optional.of("generation " + successor + " (pid " + successorPid + ") already takes over or has taken over");
            case ENDED -> Optional.of("this generation ends");
        };
    }

    /** A successor that finds other files than these could be active beside this generation, and sell its seats again. */
    private Optional<String> astray() {
        return parts.owner().astray().or(parts.journal()::astray).map(why -> why + ": generation " + parts.number()
            + " cannot hand its seats over (expected: the files it made; stop it before another one starts)");
    }

    /** Deletes journals of the dead. Only as the owner. */
    void sweep() {
        sweep.run();
    }

    private void offerTo(final String token) {
        parts.log().notice("handing over to generation " + successor + " (pid " + successorPid + ")");
        offer = new ListenerOffer(peer, parts.serving().listeners());
        peer.send(Message.of(MessageType.WELCOME, Message.VERSION, parts.number(), ProcessHandle.current().pid(), successor,
            token, parts.folder()));
        peer.send(Message.of(MessageType.JOURNAL, parts.number()));
        peer.send(Message.of(MessageType.LISTENERS, parts.serving().listeners().size()));
        parts.serving().exportState().forEach(v -> peer.send(Message.of(MessageType.STATE, v)));
        peer.send(Message.of(MessageType.STATE_END));
    }

    /** Connection D of the accepted successor is there. */
    void descriptorsConnected() {
        if (step == Step.OFFERED) {
            offer.connected();
        }
    }

    // ---- messages

    /** A message of the successor. */
    void received(final Message m) {
        try {
            handle(m);
        } catch (final MalformedMessageException e) {
            eof(e.getMessage());
        }
    }

    private void handle(final Message m) throws MalformedMessageException {
        pulse.heard();
        switch (m.type()) {
            case ACK, NAK, DECLINE -> {
                if (holds != null && holds.sent(m.count(0))) {
                    holds.answered(m);
                } else if (step == Step.FINISHING && m.type() != MessageType.DECLINE) {
                    moves.answered(m);
                } else {
                    require(m, step == Step.OFFERED);
                    offer.answered(m);
                }
            }
            case READY -> {
                require(m, step == Step.OFFERED && offer.complete());
                prepareCommit();
            }
            case ACTIVE -> {
                require(m, step == Step.COMMITTING);
                active();
            }
            case GRANT -> {
                require(m, step == Step.FINISHING || step == Step.STANDBY);
                parts.locked(() -> parts.ledger().granted(m.count(0), m.take(1), m.address(2)));
            }
            case STATE -> {
                require(m, step == Step.FINISHING || step == Step.STANDBY);
                mirror.apply(m.text(0), successor);
            }
            case PING -> {
                // Having been heard is all it says.
            }
            case END -> {
                require(m, step == Step.STANDBY);
                end("drained, generation " + successor + " goes on");
            }
            case BYE -> {
                accepts = accepts && step != Step.FINISHING && step != Step.STANDBY;
                parts.log().notice("generation " + successor + " ends on purpose: " + m.text(0));
                if (step == Step.STANDBY) {
                    end("drained, and generation " + successor + " ends too");
                }
            }
            default -> throw new MalformedMessageException(m.type().word() + ": not understood by this version");
        }
    }

    /** {@return whether a successor's value is being applied} */
    boolean mirrors() {
        return mirror.applies();
    }

    private void require(final Message m, final boolean allowed) throws MalformedMessageException {
        if (!allowed) {
            throw new MalformedMessageException(m.type().word() + ": has no place in state " + step);
        }
    }

    // ---- 3 and 4: READY, COMMIT

    private void prepareCommit() {
        step = Step.COMMITTING;
        waits = false;
        limit.renew(COMMIT_LIMIT, this::commitLimit);
        taken = Set.copyOf(offer.taken());
        parts.serving().stopChecks();
        final Peer asked = peer;
        parts.serving().stopAccepting().whenComplete((done, failure) -> parts.timers().post(() -> {
            if (step != Step.COMMITTING || peer != asked || !parts.owner().held()) {
                return; // The time limit or the successor's end came first.
            }
            if (failure != null) {
                eof("cannot stop accepting: " + failure);
            } else {
                commit();
            }
        }));
    }

    private void commit() {
        moves = new ClientMoves(peer, parts.timers(), offer.last(), new MovingRequests(parts));
        lines = new SuccessorLines(peer, parts.timers(), moves);
        final TakenList list = parts.underLock(() -> {
            parts.ledger().freeze();
            return parts.ledger().takenList();
        });
        parts.journal().handingTo(successor);
        list.seats().forEach(s -> peer.send(Message.of(MessageType.TAKEN, s.id(), s.address(), s.ageNanos(),
            s.hold() == null ? "-" : s.hold().name(), s.holdRemainingNanos(), s.passes() ? 1 : 0)));
        list.limits().forEach(l -> peer.send(Message.of(MessageType.LIMIT, l.address(), l.limit())));
        parts.owner().unlock();
        peer.send(Message.of(MessageType.COMMIT, list.seats().size(), list.limits().size()));
    }

    /** No ACTIVE within the limit: whoever has the lock is active. */
    private void commitLimit() {
        if (parts.owner().tryLock()) {
            regain("was not active within " + COMMIT_LIMIT / 1000 + " s");
        } else if (Fence.killStopped(parts, successor)) {
            limit.renew(WATCH, this::commitLimit);
        } else if (successorDead()) {
            limit.renew(1, this::commitLimit); // A third process looks at the lock; it will let go.
        } else {
            // Its ledger grants nothing before ACTIVE, and dead generations' holds are not in its journal for certain.
            if (!waits) {
                waits = true;
                parts.log().warning("generation " + successor + " has the owner lock but has not said ACTIVE within "
                    + COMMIT_LIMIT / 1000 + " s; generation " + parts.number() + " waits for it");
                course.entered(GenerationState.FINISHING);
            }
            limit.renew(COMMIT_LIMIT, this::commitLimit);
        }
    }

    // ---- 5: ACTIVE

    private void active() {
        limit.cancel();
        step = Step.FINISHING;
        parts.log().notice("generation " + successor + " (pid " + successorPid + ") is active");
        parts.serving().handOver(taken);
        peer.send(Message.of(MessageType.FINISHING, parts.hardStop()));
        parts.locked(() -> parts.ledger().finishing(lines));
        parts.serving().finishing(moves);
        course.entered(GenerationState.FINISHING);
        stopNow();
    }

    // ---- 10: DRAINED

    /** The generation holds nothing any more. */
    void drained() {
        switch (step) {
            case FINISHING -> {
                if (peer != null) { // Else whoIsOwner() is about to find out what this drained generation is.
                    step = Step.STANDBY;
                    course.entered(GenerationState.DRAINED);
                    // Posted, so that it leaves behind the RELEASE of the last seat.
                    post(Message.of(MessageType.DRAINED));
                }
            }
            case WITHOUT_STREAM -> {
                course.entered(GenerationState.DRAINED);
                end("drained; the stream to generation " + successor + " was lost");
            }
            case ALONE -> {
                if (!accepts) {
                    course.entered(GenerationState.DRAINED);
                    end("drained");
                }
            }
            default -> {
                // OFFERED and COMMITTING: the successor's coming or its failure decides first.
            }
        }
    }

    private void post(final Message m) {
        final Peer to = peer;
        parts.timers().post(() -> {
            if (peer == to) {
                to.send(m);
            }
        });
    }

    // ---- EOF and time limits

    /** The successor's stream has ended and everything it sent has been handled, or it is of no use; why, as a predicate. */
    void eof(final String cause) {
        if (peer == null) {
            return;
        }
        peer.close();
        peer = null;
        cutStream();
        limit.cancel();
        switch (step) {
            case OFFERED -> {
                parts.log().warning("generation " + successor + " (pid " + successorPid + ") " + cause
                    + " before it was ready; generation " + parts.number() + " serves on");
                back();
            }
            case COMMITTING, FINISHING, STANDBY -> whoIsOwner(cause, GRACE);
            default -> {
                // No successor's end matters here.
            }
        }
    }

    private void cutStream() {
        if (lines != null) {
            lines.cut();
            moves.cut();
            if (holds != null) {
                holds.stop();
            }
        }
    }

    private void back() {
        step = Step.ALONE;
        successor = 0;
        offer = null;
        if (!accepts) {
            finishAlone();
        }
    }

    /** Dead(S): regain. S lives: end alone. Looked at for a while, since a dying process may lose its stream before its locks. */
    private void whoIsOwner(final String cause, final long patience) {
        if (step == Step.ENDED) {
            return;
        }
        if ((parts.owner().held() || step == Step.COMMITTING || successorDead()) && parts.owner().tryLock()) {
            regain(cause);
        } else if (patience > 0 || successorDead()) {
            // Of a dead successor's lock only a process that starts can be in the way: it sees this one's journal and lets go.
            limit.renew(WATCH, () -> whoIsOwner(cause, patience - WATCH));
        } else if (step == Step.STANDBY) {
            end("drained; generation " + successor + " " + cause);
        } else {
            withoutStream(cause);
        }
    }

    private void withoutStream(final String cause) {
        parts.log().warning("generation " + successor + " lives but " + cause + ": requests waiting in generation "
            + parts.number() + " are answered 503, what is at work ends");
        if (step == Step.COMMITTING) {
            parts.serving().handOver(taken);
            parts.serving().finishing();
            course.entered(GenerationState.FINISHING);
        } else {
            parts.serving().finishing(); // Nobody leaves any more: each gets one last answer.
            moves.forsake(); // Before the ledger fails their requests.
        }
        step = Step.WITHOUT_STREAM;
        parts.locked(() -> parts.ledger().alone());
        limit.renew(WATCH, this::watchSuccessor);
        stopNow();
    }

    private void watchSuccessor() {
        if (step != Step.WITHOUT_STREAM) {
            return;
        }
        if (successorDead() && parts.owner().tryLock()) {
            regain("died");
        } else {
            limit.renew(WATCH, this::watchSuccessor);
        }
    }

    private boolean successorDead() {
        return parts.journals().of(successor).map(OtherJournal::dead).orElse(true);
    }

    /** The lock is held here again: own takes, old holds, and what a dead successor had taken, as holds. */
    private void regain(final String cause) {
        limit.cancel();
        if (peer != null) {
            peer.close();
            peer = null;
        }
        cutStream();
        if (moves != null) {
            moves.takeBack(); // Before the ledger grants anything to their requests.
        }
        parts.journal().handingTo(0);
        // Read whether it is dead or not: a dying process may lose 'owner' before its journal's lock.
        final Optional<OtherJournal> left = parts.journals().of(successor);
        final Remains remains = Remains.of(parts, left.stream().toList());
        final boolean written = parts.underLock(() -> {
            remains.holdUnread();
            parts.ledger().regain(remains.entries(), parts.bound());
            return parts.ledger().unwritten().isEmpty();
        });
        if (written) {
            left.ifPresent(sweep::copied);
        }
        parts.announce(parts.number(), lastNumber);
        parts.log().rolledBack("rolled back: generation " + successor + " (pid " + successorPid + ") " + cause + "; generation "
            + parts.number() + " owns the seats again; of the dead, " + remains.shown());
        step = Step.ALONE;
        successor = 0;
        offer = null;
        if (accepts) {
            parts.serving().resumed();
            parts.serving().startAccepting();
            course.entered(GenerationState.ACTIVE);
        } else {
            finishAlone();
        }
        stopNow();
    }

    // ---- ends

    /** SIGUSR1: ends when what is here has been served. With a successor at work there is nothing more to do. */
    void finish() {
        switch (step) {
            case ALONE -> {
                if (accepts) {
                    accepts = false;
                    finishAlone();
                }
            }
            case OFFERED, COMMITTING -> accepts = false; // A roll-back finishes then.
            default -> {
                // What is here is being served to its end already; a roll-back after a death takes clients all the same.
            }
        }
    }

    private void finishAlone() {
        endsAlone = true;
        course.entered(GenerationState.FINISHING);
        parts.serving().stopChecks();
        parts.serving().closeListeners();
        parts.serving().finishing();
        parts.serving().closeIdleClients();
    }

    /**
     * SIGTERM or {@code hard-stop-after}: the process ends, and seats that are taken stay in the journal. With an active
     * successor, sessions are cut and seats on hold pass to it before, as far as time allows.
     *
     * @param told runs when nothing is left to be said or done here; not at all if the process ends otherwise
     */
    void stop(final String why, final Runnable told) {
        accepts = false;
        if (peer != null && step == Step.COMMITTING) {
            stopLater = () -> stop(why, told);
        } else if (peer != null && step == Step.FINISHING) {
            holds = new HoldPassing(parts, peer, moves, parts.ledger().clock()::nanoTime, () -> leave(why, told));
            stopLater = () -> leave(why, told); // Without its stream there is nobody to pass anything to.
            holds.start();
        } else if (step == Step.WITHOUT_STREAM || step == Step.ALONE && endsAlone) {
            parts.serving().cutSessions();
            parts.timers().after(CUT_TIME, () -> leave(why, told));
        } else {
            leave(why, told);
        }
    }

    /** {@return how long {@link #stop} may take now, ms; 0 = as long as the last words} */
    long stopLimit() {
        return peer != null && (step == Step.COMMITTING || step == Step.FINISHING) ? PASS_LIMIT : 0;
    }

    private void stopNow() {
        if (stopLater != null) {
            final Runnable stop = stopLater;
            stopLater = null;
            stop.run();
        }
    }

    private void leave(final String why, final Runnable told) {
        if (holds != null) {
            parts.log().notice(holds.passed() + " seats on hold have passed to generation " + successor);
            if (peer != null && step == Step.FINISHING && parts.underLock(() -> parts.ledger().empty())) {
                peer.send(Message.of(MessageType.DRAINED)); // Nothing is left to be held for it.
            }
        }
        step = Step.ENDED;
        limit.cancel();
        if (peer == null) {
            told.run();
        } else {
            peer.send(Message.of(MessageType.BYE, why), told);
        }
    }

    private void end(final String why) {
        step = Step.ENDED;
        limit.cancel();
        course.exit(0, why);
    }

    // ---- 9: state, stats, PING

    /** A value was set here at runtime, or a server's health changed. */
    void stateChanged(final String value) {
        if (peer != null && step != Step.ENDED) {
            // In COMMITTING too: the stream keeps the order, and the successor applies it after its ledger.
            peer.send(Message.of(MessageType.STATE, value));
        }
    }

    /** {@return whether values set now are final: not in the short time when it is open who is active} */
    boolean writable() {
        return step != Step.COMMITTING;
    }

    /** Sends the numbers of a finishing generation. */
    void stats(final long queued, final long connections) {
        if (peer != null && step == Step.FINISHING) {
            peer.send(Message.of(MessageType.STATS, queued, connections));
        }
    }

    /** Called at the interval of PING: sends one; {@return whether the peer, if any, has been heard since the last call}. */
    boolean ping() {
        if (peer == null || step != Step.FINISHING && step != Step.STANDBY) {
            return true;
        }
        return pulse.ping(peer);
    }
}
