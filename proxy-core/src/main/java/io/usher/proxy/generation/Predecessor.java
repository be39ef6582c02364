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
final class Predecessor implements Hearer {
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
    private final SuccessorCheck check;
    private final WayBack wayBack;
    private final Stopping stop;
    private Set<String> taken = Set.of();
    /** False once this generation must never accept again: it was told to finish, or its successor ended on purpose. */
    private boolean accepts = true;
    /** No successor is left or wanted: it serves what is here, and ends. */
    private boolean endsAlone;
    private final JournalSweep sweep;
    private final Mirror mirror;

    Predecessor(final Parts parts, final Course course, final int lastNumber) {
        this.parts = parts;
        this.course = course;
        this.lastNumber = lastNumber;
        this.sweep = new JournalSweep(parts);
        this.mirror = new Mirror(parts);
        limit = new TimeLimit(parts.timers());
        stop = new Stopping(parts, this);
        check = new SuccessorCheck(parts, this);
        wayBack = new WayBack(parts, course, this);
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
        final Optional<String> why = check.refusal(hello, refusal);
        if (why.isPresent()) {
            parts.log().refused(hello.count(1), why.get());
            newcomer.send(Message.of(MessageType.REFUSED, why.get()), newcomer::close);
            return false;
        }
        peer = newcomer;
        successorPid = hello.count(1);
        successor = ++lastNumber;
        parts.announce(parts.number(), lastNumber);
        step = Step.OFFERED;
        parts.log().notice("handing over to generation " + successor + " (pid " + successorPid + ")");
        parts.serving().successorStarts();
        offer = new ListenerOffer(peer, parts.serving().listeners());
        offer.welcome(parts, successor, token);
        new OfferWait(parts, limit, successor, successorPid, this::eof).begin();
        return true;
    }

    /** Looks after the folder; {@code sole}: there is no predecessor any more. Only while active. */
    void sweep(final boolean sole) {
        sweep.run(sole);
    }

    /** Connection D of the accepted successor is there. */
    void descriptorsConnected() {
        if (step == Step.OFFERED) {
            offer.connected();
        }
    }

    // ---- messages

    @Override
    public void descriptor(final long n, final int descriptor) {
        parts.serving().discard(descriptor); // A successor sends none.
    }

    @Override
    public void ended(final String why) {
        eof(why);
        course.neighbourChanged();
    }

    @Override
    public void received(final Message m) {
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
                if (stop.answered(m)) {
                    return;
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
                require(m, (step == Step.FINISHING || step == Step.STANDBY) && !wayBack.committed());
                parts.locked(() -> parts.ledger().granted(m.count(0), m.take(1), m.address(2)));
            }
            case STATE -> {
                require(m, step == Step.FINISHING || step == Step.STANDBY);
                mirror.apply(m.text(0), successor);
            }
            case PING -> {
                // Having been heard is all it says.
            }
            case BACK, TAKEN, LIMIT, COMMIT, REFUSED -> wayBack.received(m);
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
        new CommitWait(parts, limit, successor, () -> regain(CommitWait.late()),
            () -> course.entered(GenerationState.FINISHING)).begin();
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
        speak(offer.last());
        final TakenList list = parts.underLock(() -> {
            parts.ledger().freeze();
            return parts.ledger().takenList();
        });
        parts.journal().handingTo(successor);
        TakenMessages.send(list, peer);
        parts.owner().unlock();
        peer.send(TakenMessages.commit(list));
    }

    private void speak(final long lastDescriptor) {
        moves = new ClientMoves(peer, parts.timers(), lastDescriptor, new MovingRequests(parts));
        lines = new SuccessorLines(peer, parts.timers(), moves);
    }

    // ---- 5: ACTIVE

    private void active() {
        limit.cancel();
        step = Step.FINISHING;
        peer.send(Message.of(MessageType.FINISHING, parts.hardStop()));
        parts.locked(() -> parts.ledger().finishing(lines));
        parts.serving().finishing(moves);
        parts.serving().handOver(taken); // After what seats and clients wait for.
        parts.log().notice("generation " + successor + " (pid " + successorPid + ") is active");
        course.entered(GenerationState.FINISHING);
        stop.now();
    }

    // ---- in reverse

    /** {@return an operator's wish to have this generation back} */
    WayBack wayBack() {
        return wayBack;
    }

    /** {@return keys of the listeners that the successor has too} */
    Set<String> shared() {
        return taken;
    }

    /** {@return whether this process is to end, or never to be active again} */
    boolean endsSoon() {
        return stop.begun() || !accepts;
    }

    /** It owns the ledger: nothing more is said to a successor. {@return the highest number given out} */
    int passedBack(final Successor again, final int last) {
        lastNumber = Math.max(lastNumber, last);
        cutStream();
        limit.cancel();
        peer = null;
        back();
        course.resumed(again);
        return lastNumber;
    }

    /** It is not active again. */
    void staysFinishing(final boolean streamOpen) {
        moves.unsettle();
        if (streamOpen) {
            parts.serving().finishing(moves);
        }
    }

    /**
     * The generation before, whose successor this one was, is active again: this one finishes.
     *
     * @param to     its stream
     * @param shared keys of the listeners that both have
     * @param lost   why the stream is of no use any more, as a predicate; null = it is
     */
    void handedBack(final Peer to, final Neighbour now, final Set<String> shared, final String lost) {
        successor = now.number();
        successorPid = now.pid();
        taken = shared;
        step = Step.COMMITTING;
        peer = to;
        speak(0);
        if (lost == null) {
            to.hears(this);
            active();
        } else {
            to.close();
            peer = null;
            cutStream();
            withoutStream(lost);
        }
    }

    // ---- 10: DRAINED

    /** The generation holds nothing any more. */
    void drained() {
        switch (step) {
            case FINISHING -> {
                // Without a stream, whoIsOwner() is about to find out what this drained generation is.
                if (peer != null && !wayBack.underWay()) {
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
        if (peer == null || wayBack.streamLost(cause)) {
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
                parts.serving().successorFailed();
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
            stop.cut();
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
        stop.now();
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
        return CommitWait.dead(parts, successor);
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
        final Remains remains = sweep.takeBack(successor);
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
        stop.now();
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
        wayBack.cancel(why);
        stop.begin(why, told);
    }

    /** {@return how long {@link #stop} may take now, ms; 0 = as long as the last words} */
    long stopLimit() {
        return peer != null && (step == Step.COMMITTING || step == Step.FINISHING) ? PASS_LIMIT : 0;
    }

    // ---- for its stop

    /** {@return the open stream to a successor; null = there is none} */
    Peer peer() {
        return peer;
    }

    ClientMoves moves() {
        return moves;
    }

    boolean endsAlone() {
        return endsAlone;
    }

    /** Nothing is done here any more. */
    void left() {
        step = Step.ENDED;
        limit.cancel();
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
