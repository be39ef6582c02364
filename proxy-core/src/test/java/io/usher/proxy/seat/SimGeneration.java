package io.usher.proxy.seat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One generation of the simulation: a real ledger, with what the handover does around it, step by step, by the tables of
 * the handover's description.
 */
final class SimGeneration extends SimTraffic implements SuccessorLink {

    enum Phase { COLD, READY, COMMIT_READ, ACTIVE, FROZEN, COMMITTING, FINISHING, ALONE, STANDBY, DEAD }

    Phase phase;
    /** The kernel has let go of its owner lock, but not yet of its journal, stream and connections. */
    boolean dying;
    /** To the successor, while this is the predecessor; null = none. */
    SimStream down;
    /** To the predecessor; null = none. */
    SimStream up;
    /** Null once nothing of the predecessor is left. */
    PredecessorSeats predecessor;
    /** The same, kept for what arrives after DRAINED: the answer to a grant that crossed an UNWANT. */
    private PredecessorSeats ofPredecessor;
    /** Requests of the predecessor whose GRANT was sent. */
    private final Map<SimRequest, Boolean> grantSent = new LinkedHashMap<>();
    private final Map<Long, SimRequest> numbered = new LinkedHashMap<>();
    private final List<SimJournal> toDelete = new ArrayList<>();
    private TakenList taken;
    private boolean queueEndSent;
    private long commitNanos;
    private boolean drainedRead;

    SimGeneration(final SimWorld world, final int number, final boolean cold) {
        super(world, number);
        this.phase = cold ? Phase.COLD : Phase.ACTIVE;
        if (cold) {
            ledger.awaitPredecessor();
        }
        configure();
    }

    @Override
    SimGeneration self() {
        return this;
    }

    @Override
    boolean hasPredecessor() {
        return predecessor != null;
    }

    boolean alive() {
        return phase != Phase.DEAD;
    }

    boolean isActive() {
        return phase == Phase.ACTIVE && !dying;
    }

    @Override
    void checkPredecessorsOrder(final SimRequest r, final Take t) {
        if (predecessor != null && !r.movedHere && up != null && !up.closedByS && !up.closedByP && up.p.alive()) {
            for (final SimRequest other : up.p.requests) {
                if (other.atCommit && !other.excused && other.status == SimRequest.Status.WAITING
                    && !other.movedAway && !grantSent.containsKey(other) && up.p.mayUse(other, t.seats().address())) {
                    throw new SimViolation(r + " gets " + t + " before " + other + ", which was queued at COMMIT");
                }
            }
        }
    }

    // ---- the protocol, this generation as P

    void readyReceived() {
        if (phase != Phase.ACTIVE) {
            return;
        }
        ledger.freeze();
        journal.handingTo = down.s.number;
        phase = Phase.FROZEN;
        taken = ledger.takenList();
        commitNanos = clock();
        for (final SimRequest r : requests) {
            r.atCommit = r.status == SimRequest.Status.WAITING && !r.isCheck();
        }
        final TakenList list = taken;
        final SimStream stream = down;
        stream.toS("TAKEN", () -> stream.s.taken = list);
    }

    void commit() {
        if (world.lock == number && !world.has(SimMutant.TIMER_ROLLBACK)) {
            world.lock = 0;
        }
        phase = Phase.COMMITTING;
        final SimStream stream = down;
        stream.toS("COMMIT", () -> {
            stream.s.phase = Phase.COMMIT_READ;
            stream.s.tryLock();
        });
    }

    void activeReceived() {
        if (phase == Phase.COMMITTING) {
            phase = Phase.FINISHING;
            queueEndSent = false;
            ledger.finishing(this);
        }
    }

    /** The time limit of COMMITTING, at any moment. */
    void timeLimit() {
        if (world.has(SimMutant.TIMER_ROLLBACK)) {
            regain(List.of());
        } else if (world.lock == 0 && down.toP.isEmpty()) {
            // Free also because a successor that was active has died: then its journal counts.
            world.lock = number;
            regain(entriesOf(down.s));
        }
    }

    private void regain(final Collection<JournalEntry> ofDead) {
        world.say(this + " regains, with " + ofDead);
        journal.handingTo = 0;
        if (down != null) {
            down.closeByP();
        }
        final SimGeneration s = down == null ? null : down.s;
        down = null;
        numbered.clear();
        phase = Phase.ACTIVE;
        ledger.regain(ofDead, bound());
        if (s != null) {
            toDelete.add(s.journal);
            deleteJournals();
        }
    }

    private List<JournalEntry> entriesOf(final SimGeneration dead) {
        resumeHolds();
        if (world.has(SimMutant.DELETE_JOURNAL)) {
            dead.journal.delete();
        }
        // Also of one that seems to live: it has let go of the lock, so it never was active and has no words, or it is dying.
        final boolean unread = world.has(SimMutant.NAIVE_TAKEBACK) || world.has(SimMutant.DYING_LIVES) && dead.alive();
        return unread ? List.of() : dead.journal.entries();
    }

    /** Holds that are not written yet keep the dead generations' files alive. */
    void deleteJournals() {
        if (ledger.unwritten().isEmpty()) {
            toDelete.forEach(copied -> copied.isCopied = true);
            for (final SimGeneration g : world.generations) {
                if (!g.alive() && toDelete.remove(g.journal)) {
                    g.journal.delete();
                }
            }
        }
    }

    boolean hasJournalsToDelete() {
        return !toDelete.isEmpty();
    }

    void successorEof() {
        final SimGeneration s = down.s;
        switch (phase) {
            case ACTIVE:
                down.closeByP();
                down = null;
                return;
            case FROZEN:
                regain(List.of());
                return;
            case COMMITTING:
            case FINISHING:
                if (world.lock == 0) {
                    world.lock = number;
                    regain(entriesOf(s));
                } else if (world.lock != number) {
                    down.closeByP();
                    resumeHolds();
                    phase = Phase.ALONE;
                    numbered.clear();
                    ledger.alone();
                    world.streamsLost++;
                }
                return;
            case STANDBY:
                if (!s.alive() && world.lock == 0) {
                    world.lock = number;
                    regain(entriesOf(s));
                } else {
                    world.end(this);
                }
                return;
            default:
                return;
        }
    }

    /** Alone: takes over if the successor has died, ends if nothing is left. */
    void alone() {
        if (!down.s.alive() && world.lock == 0) {
            world.lock = number;
            regain(entriesOf(down.s));
        } else if (ledger.empty()) {
            world.end(this);
        }
    }

    void drained() {
        phase = Phase.STANDBY;
        final SimStream stream = down;
        stream.toS("DRAINED", () -> {
            stream.s.drainedRead = true;
            stream.s.predecessor.ended();
            stream.s.predecessor = null;
        });
    }

    @Override
    public void place(final long place, final Collection<SeatAddress> addresses) {
        final SimStream stream = down;
        final List<SeatAddress> copy = List.copyOf(addresses);
        stream.toS("PLACE " + place + copy, () -> stream.s.ofPredecessor.place(place, copy));
    }

    @Override
    public void want(final long request, final long ageNanos, final long place) {
        final SimStream stream = down;
        final SimRequest r = findUnnumbered(request);
        stream.toS("WANT " + request + " " + r, () -> stream.s.predecessor.want(request, ageNanos, place));
    }

    private SimRequest findUnnumbered(final long request) {
        for (final SimRequest r : requests) {
            if (r.request == request && r.queued()) {
                r.excused |= numbered.containsKey(request) || queueEndSent;
                numbered.put(request, r);
                return r;
            }
        }
        throw new SimViolation("WANT " + request + " of nobody");
    }

    @Override
    public boolean move(final long request, final Want want, final long ageNanos) {
        final SimRequest r = (SimRequest) want;
        if (!r.movable) {
            return false;
        }
        final SimStream stream = down;
        numbered.put(request, r);
        stream.toS("MOVE " + request + " " + r, () -> stream.s.moveReceived(request, r, ageNanos));
        return true;
    }

    private void moveReceived(final long request, final SimRequest r, final long age) {
        final SimStream stream = up;
        if (r.queueIndex >= queues.size() || world.chance(6)) {
            r.excused = true;
            stream.toP("NAK " + request, () -> stream.p.ledger.moveRefused(request));
            return;
        }
        stream.toP("ACK " + request, () -> {
            stream.p.ledger.moveAcknowledged(request);
            r.status = SimRequest.Status.MOVED;
        });
        r.movedAway = true;
        arriveMoved(r.queueIndex, predecessor.arrivalNanos(age));
    }

    @Override
    public void unwant(final long request) {
        final SimStream stream = down;
        stream.toS("UNWANT " + request, () -> stream.s.ofPredecessor.unwant(request));
    }

    @Override
    public void release(final TakeId take) {
        final SimStream stream = down;
        for (final JournalEntry e : journal.entries()) {
            if (e.id().equals(take)) {
                throw new SimViolation("RELEASE " + take + " while the journal has it");
            }
        }
        stream.toS("RELEASE " + take, () -> stream.s.ofPredecessor.released(take));
    }

    @Override
    public void queueEnd() {
        queueEndSent = true;
        final SimStream stream = down;
        stream.toS("QUEUE-END", () -> stream.s.predecessor.queueEnd());
    }

    /** HOLD: passes the connection of a seat on hold, descriptor and all. */
    void passHold(final SimConnection c) {
        if (c.passing || c.take.state() != Take.State.ON_HOLD || c.phase != SimConnection.Phase.SENT) {
            return;
        }
        c.passing = true;
        final SimStream stream = down;
        final Take passed = c.take;
        stream.toS("HOLD " + passed.id(), () -> {
            if (passed.state() != Take.State.RELEASED && stream.s.adopts(c, passed)) {
                stream.toP("ACK of " + passed.id(), () -> stream.p.ledger.holdPassed(passed));
            } else {
                stream.toP("NAK of " + passed.id(), () -> c.passing = false);
            }
        });
    }

    /** What was not acknowledged stays here. */
    private void resumeHolds() {
        for (final SimConnection c : world.connections()) {
            c.passing &= c.owner != this;
        }
    }

    private boolean adopts(final SimConnection c, final Take passed) {
        try {
            final long until = passed.holdUntilNanos() == 0 ? 0 : passed.holdUntilNanos() + clock() - up.p.clock();
            c.take = predecessor.adoptHold(passed.id(), passed.holdReason(), until, c);
        } catch (JournalFullException e) {
            return false;
        }
        c.owner = this;
        c.passing = false;
        return true;
    }

    // ---- the protocol, this generation as S

    /** Step 4 of S. */
    void tryLock() {
        final SimGeneration p = up.p;
        final boolean forMe = p.journal.handingTo == number;
        if (world.lock == 0 && forMe || world.has(SimMutant.TIMER_ROLLBACK)) {
            world.lock = number;
            inherit();
        } else if (world.lock == 0 && !p.alive()) {
            heir();
        } else if (world.lock != 0 || !forMe) {
            world.say(this + " was rolled back");
            world.end(this);
        }
    }

    private void inherit() {
        TakenList list = taken;
        if (world.has(SimMutant.LEDGER_FORGETS)) {
            list = new TakenList(List.of(), list.limits());
        } else if (world.has(SimMutant.IDLE_FORGOTTEN)) {
            list = new TakenList(list.seats().stream().filter(this::isBusy).toList(), list.limits());
        }
        predecessor = ledger.inherit(list, this::grant);
        ofPredecessor = predecessor;
        if (!ledger.unwritten().isEmpty()) {
            world.say(this + " cannot journal what passes");
            world.end(this);
            return;
        }
        phase = Phase.ACTIVE;
        final SimStream stream = up;
        stream.toP("ACTIVE", () -> stream.p.activeReceived());
        if (world.has(SimMutant.QUEUE_END_AT_ONCE)) {
            predecessor.queueEnd();
        }
    }

    private boolean isBusy(final TakenList.TakenSeat seat) {
        for (final SimConnection c : world.connections()) {
            if (c.take.id().equals(seat.id()) && c.phase == SimConnection.Phase.IDLE) {
                return false;
            }
        }
        return true;
    }

    private void grant(final long request, final TakeId id, final SeatAddress address) {
        final SimStream stream = up;
        final SimRequest r = stream.p.numbered.get(request);
        checkOrderOfGrant(r, id);
        grantSent.put(r, true);
        stream.toP("GRANT " + request + " " + id + " " + address, () -> stream.p.grantReceived(request, r, id, address));
    }

    /** Among the predecessor's wants that are known here the order is the predecessor's. */
    private void checkOrderOfGrant(final SimRequest r, final TakeId id) {
        for (final SimRequest other : requests) {
            if (other.queued() && other.movedHere && other.status == SimRequest.Status.WAITING && mayUse(other, addressOf(id))
                && other.arrivalNanos() < predecessor.arrivalNanos(up.p.ageOf(r))) {
                throw new SimViolation(id + " is granted to " + r + " before " + other);
            }
        }
    }

    private SeatAddress addressOf(final TakeId id) {
        for (final Take t : predecessor.takes()) {
            if (t.id().equals(id)) {
                return t.seats().address();
            }
        }
        throw new SimViolation("a grant of " + id + ", which the predecessor does not have");
    }

    private long ageOf(final SimRequest r) {
        return commitNanos - r.arrivalNanos();
    }

    private void grantReceived(final long request, final SimRequest r, final TakeId id, final SeatAddress address) {
        if (world.has(SimMutant.GRANT_SWALLOWED) && r.status != SimRequest.Status.WAITING) {
            return;
        }
        for (final SimRequest other : requests) {
            if (other.queued() && other.request > 0 && other.request < request && !other.moving && !other.excused
                && other.queueIndex == r.queueIndex && other.arrivalNanos() < r.arrivalNanos()) {
                throw new SimViolation(r + " is granted " + id + " before " + other + ", which was asked for earlier");
            }
        }
        ledger.granted(request, id, address);
    }

    void predecessorEof() {
        final SimGeneration p = up.p;
        switch (phase) {
            case COLD:
            case READY:
                up.closeByS();
                if (world.lock == 0 && !p.alive()) {
                    heir();
                } else {
                    world.end(this);
                }
                return;
            case COMMIT_READ:
                tryLock();
                return;
            default:
                up.closeByS();
                if (predecessor == null) {
                    if (!p.alive() && p.journal.exists) {
                        toDelete.add(p.journal);
                        deleteJournals();
                    }
                } else if (p.alive() && !world.has(SimMutant.EOF_IS_DEATH)) {
                    predecessor.lost();
                } else {
                    predecessorDied();
                }
                return;
        }
    }

    void predecessorDied() {
        final SimGeneration p = up.p;
        if (world.has(SimMutant.DELETE_JOURNAL)) {
            p.journal.delete();
        }
        world.say(this + " holds what " + p + " had: " + p.journal.entries());
        final PredecessorSeats dead = predecessor;
        predecessor = null;
        dead.died(p.journal.entries(), bound());
        if (!p.alive()) {
            toDelete.add(p.journal);
            deleteJournals();
        }
    }

    /** Closes the stream though both live. */
    void breakUp() {
        up.closeByS();
        world.streamsLost++;
        if (world.has(SimMutant.EOF_IS_DEATH)) {
            predecessorDied();
        } else {
            predecessor.lost();
        }
    }

    boolean hasToEndPredecessor() {
        return drainedRead && up != null && !up.closedByS;
    }

    void sendEnd() {
        drainedRead = false;
        final SimStream stream = up;
        stream.toP("END", () -> world.end(stream.p));
    }

    /** Becomes active by the dead generations' journals alone. */
    void heir() {
        world.lock = number;
        if (up != null) {
            up.closeByS();
        }
        for (final SimGeneration g : world.generations) {
            if (g != this && g.alive() && g.journal.exists) {
                world.end(this);
                return;
            }
        }
        phase = Phase.ACTIVE;
        final List<JournalEntry> all = new ArrayList<>();
        for (final SimGeneration g : world.generations) {
            if (g != this && g.journal.exists) {
                if (world.has(SimMutant.DELETE_JOURNAL)) {
                    g.journal.delete();
                }
                all.addAll(g.journal.entries());
                toDelete.add(g.journal);
            }
        }
        world.say(this + " is heir to " + all);
        ledger.activate(all, bound());
        deleteJournals();
    }
}
