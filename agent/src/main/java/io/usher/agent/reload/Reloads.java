package io.usher.agent.reload;

import io.usher.agent.configuration.ConfigurationFiles;
import io.usher.agent.generation.Conductor;
import io.usher.agent.generation.Generation;
import io.usher.agent.generation.GenerationEvents;
import io.usher.agent.request.Conflict;
import io.usher.agent.request.Invalid;
import io.usher.agent.request.NotFound;
import io.usher.agent.request.Requester;
import io.usher.agent.store.StoreUnavailable;
import io.usher.agent.store.TimeOrderedIds;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes reloads on, keeps those that wait, and has them carried out one at a time on the conductor's thread
 * ({@link ReloadRun}). Its lock is held for bookkeeping only, never while a proxy is asked or started.
 *
 * <pre>
 * asked: now ────────────gate open──▶ STARTING ─▶ HANDING_OVER ─▶ SUCCEEDED ─▶ ROLLED_BACK
 *   │     └─gate shut─▶ REFUSED          ▲    └──────────┴──────▶ FAILED
 *   ├─ drained ─▶ WAITING ──gate opens───┤
 *   └─ time ─▶ SCHEDULED ──comes─────────┤ (gate shut: ─▶ WAITING)
 *                 └──────┴─▶ CANCELLED
 * </pre>
 */
public final class Reloads implements ReloadService, GenerationEvents {
    private static final Logger LOG = LoggerFactory.getLogger(Reloads.class);
    /** The wall clock may be set: a time far off is looked at again and again. */
    private static final Duration LONGEST_TIMER = Duration.ofSeconds(30);
    private static final int MAX_RETRY_AFTER = 60;

    private final Gate gate;
    private final ReloadRun run;
    private final ReloadHistory history;
    private final Conductor conductor;
    private final InstantSource clock;
    private final TimeOrderedIds ids;
    private final BooleanSupplier stopping;
    private final StartPermission permission;
    private final Map<String, OpenReload> open = new LinkedHashMap<>(); // guarded by this, in the order of asking
    private final AtomicLong succeeded = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong rolledBack = new AtomicLong();

    /**
     * @param files      the user's
     * @param ids        for reloads
     * @param permission when those that wait may start
     * @param stopping   whether the agent is being stopped
     * @param checked    told whenever the files as they are now have been found right
     */
    public Reloads(final ReloadTools tools, final ConfigurationFiles files, final TimeOrderedIds ids, final StartPermission permission,
                   final BooleanSupplier stopping, final Runnable checked) {
        this.gate = new Gate(tools.supervisor(), tools.generations());
        this.run = new ReloadRun(tools.supervisor(), tools.program(), tools.snapshots(), files, tools.clock(), checked);
        this.history = new ReloadHistory(tools.database());
        this.conductor = tools.conductor();
        this.clock = tools.clock();
        this.ids = ids;
        this.permission = permission;
        this.stopping = stopping;
    }

    @Override
    public ReloadAnswer request(final ReloadRequest request, final Requester by) {
        final Instant now = clock.instant();
        final When when = When.parse(request.when(), now);
        if (stopping.getAsBoolean()) {
            throw new Conflict("the agent is being stopped: no reload starts any more");
        }
        if (when.now()) {
            return now(request, by);
        }
        if (when.due().isEmpty()) {
            if (request.force()) {
                throw new Invalid("force", "force: true with when: drained (expected: force with now or a time, for it does not wait)");
            }
            return drained(request, by);
        }
        final Reload reload = reload(request, by, ReloadState.SCHEDULED, when.due());
        synchronized (this) {
            open.put(reload.id(), new OpenReload(history, reload).begin());
        }
        timer(when.due().get());
        return new ReloadAnswer(reload, false, List.of());
    }

    private ReloadAnswer now(final ReloadRequest request, final Requester by) {
        final List<Blocking> shut = gate.blocking();
        synchronized (this) {
            final List<Blocking> blocking = new ArrayList<>(shut);
            inProgress().ifPresent(other -> blocking.add(Gate.inProgress(other, run.nextNumber())));
            if (!blocking.isEmpty() && (!request.force() || inProgress().isPresent())) {
                throw refuse(request, by, blocking);
            }
            final Reload reload = reload(request, by, ReloadState.STARTING, Optional.empty());
            open.put(reload.id(), new OpenReload(history, reload).begin());
            conductor.execute(() -> carryOut(reload.id()));
            return new ReloadAnswer(reload, false, blocking);
        }
    }

    private GateRefusal refuse(final ReloadRequest request, final Requester by, final List<Blocking> blocking) {
        refused.incrementAndGet();
        final StringBuilder why = new StringBuilder("refused while an earlier generation is not drained");
        blocking.forEach(b -> why.append("; generation ").append(b.generation()).append(": ").append(b.message()));
        final Instant now = clock.instant();
        final Reload reload = new Reload(ids.next(), ReloadState.REFUSED, request.when(), Optional.empty(), request.force(),
                request.reason(), by.name(), now, Optional.empty(), Optional.of(now), Optional.empty(), Optional.empty(),
                Optional.empty(), why.toString(), blocking, List.of(), Optional.empty());
        history.save(reload, 0);
        final long queued = blocking.stream().mapToLong(Blocking::queued).sum();
        return new GateRefusal(reload, (int) Math.min(MAX_RETRY_AFTER, 1 + queued / 10));
    }

    private synchronized ReloadAnswer drained(final ReloadRequest request, final Requester by) {
        final Optional<OpenReload> waiting = waiting();
        if (waiting.isPresent()) {
            return new ReloadAnswer(waiting.get().now(), true, List.of());
        }
        final Reload reload = reload(request, by, ReloadState.WAITING, Optional.empty());
        open.put(reload.id(), new OpenReload(history, reload).begin());
        conductor.execute(this::startWhatMay);
        return new ReloadAnswer(reload, false, List.of());
    }

    private Reload reload(final ReloadRequest request, final Requester by, final ReloadState state,
                          final Optional<Instant> due) {
        return new Reload(ids.next(), state, request.when(), due, request.force(), request.reason(), by.name(), clock.instant(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), "", List.of(), List.of(),
                Optional.empty());
    }

    @Override
    public Reload get(final String id) {
        final Optional<Reload> waits;
        synchronized (this) {
            waits = Optional.ofNullable(open.get(id)).map(OpenReload::now);
        }
        return waits.map(this::withWhatItWaitsFor).or(() -> history.find(id))
                .orElseThrow(() -> new NotFound("there is no reload '" + id + "'"));
    }

    @Override
    public List<Reload> history(final int limit) {
        return history.latest(limit);
    }

    @Override
    public List<Reload> open() {
        final List<Reload> all;
        synchronized (this) {
            all = open.values().stream().map(OpenReload::now).toList();
        }
        return all.stream().map(this::withWhatItWaitsFor).toList();
    }

    private Reload withWhatItWaitsFor(final Reload reload) {
        return reload.state() != ReloadState.WAITING ? reload : new OpenReload(history, reload).waitingFor(gate.blocking(),
                permission.refusal(clock.instant()).map(StartPermission.Closed::reason));
    }

    /** What keeps the gate shut now, a reload in progress included; empty = open. */
    public List<Blocking> blocking() {
        final List<Blocking> blocking = new ArrayList<>(gate.blocking());
        synchronized (this) {
            inProgress().ifPresent(other -> blocking.add(Gate.inProgress(other, run.nextNumber())));
        }
        return blocking;
    }

    @Override
    public Reload cancel(final String id, final Requester by) {
        synchronized (this) {
            final OpenReload reload = open.get(id);
            if (reload != null && reload.now().state().cancellable()) {
                reload.finished(ReloadState.CANCELLED, clock.instant(), Optional.empty(), "cancelled by " + by, 0);
                open.remove(id);
                shareFate(reload.now());
                return reload.now();
            }
            if (reload != null) {
                throw new Conflict("reload " + id + " is " + reload.now().state().json() + " and cannot be cancelled any more");
            }
        }
        throw new Conflict("reload " + id + " is over: " + get(id).state().json());
    }

    /** Starts a waiting reload if the gate is open, and what has come due. Conductor only. */
    private void startWhatMay() {
        final Instant now = clock.instant();
        final String next;
        final boolean force;
        synchronized (this) {
            for (final OpenReload reload : List.copyOf(open.values())) {
                if (reload.now().state() == ReloadState.SCHEDULED && !reload.now().due().orElseThrow().isAfter(now)) {
                    waiting().ifPresentOrElse(first -> reload.join(first.now().id()),
                            () -> reload.state(ReloadState.WAITING, ""));
                }
            }
            next = waiting().map(reload -> reload.now().id()).orElse(null);
            force = waiting().map(reload -> reload.now().force()).orElse(false);
        }
        if (next == null || stopping.getAsBoolean()) {
            return;
        }
        final Optional<StartPermission.Closed> closed = permission.refusal(now);
        if (closed.isPresent()) {
            closed.get().opens().ifPresent(this::timer);
        } else if (force || gate.blocking().isEmpty()) {
            carryOut(next);
        }
    }

    /** Looks again at what waits: windows have changed. Any thread. */
    public void permissionChanged() {
        conductor.execute(this::startWhatMay);
    }

    private void carryOut(final String id) {
        final OpenReload reload;
        synchronized (this) {
            reload = open.get(id);
            if (reload == null || inProgress().filter(other -> !other.id().equals(id)).isPresent()) {
                return; // cancelled meanwhile; or another one is on its way, which will look here when it is over
            }
        }
        if (stopping.getAsBoolean()) {
            synchronized (this) {
                reload.finished(ReloadState.FAILED, clock.instant(), Optional.empty(), "the agent is being stopped", 0);
            }
        } else {
            run.carryOut(reload, this, gate::blockers);
        }
        synchronized (this) {
            open.remove(id);
            (reload.now().state() == ReloadState.SUCCEEDED ? succeeded : failed).incrementAndGet();
            shareFate(reload.now());
        }
        conductor.execute(this::startWhatMay);
    }

    /** Those that came due while this one waited end as it did. */
    private void shareFate(final Reload ended) {
        for (final OpenReload other : List.copyOf(open.values())) {
            if (other.now().joinedTo().filter(ended.id()::equals).isPresent()) {
                other.finished(ended.state(), clock.instant(), ended.to(), "together with reload " + ended.id() + ": "
                        + ended.message(), 0);
                open.remove(other.now().id());
            }
        }
    }

    private Optional<OpenReload> waiting() {
        return open.values().stream().filter(r -> r.now().state() == ReloadState.WAITING && r.now().joinedTo().isEmpty())
                .findFirst();
    }

    private Optional<Reload> inProgress() {
        return open.values().stream().map(OpenReload::now)
                .filter(r -> r.state() == ReloadState.STARTING || r.state() == ReloadState.HANDING_OVER).findFirst();
    }

    private void timer(final Instant due) {
        final Duration left = Duration.between(clock.instant(), due);
        conductor.after(left.compareTo(LONGEST_TIMER) > 0 ? LONGEST_TIMER : left.isNegative() ? Duration.ZERO : left, () -> {
            if (due.isAfter(clock.instant())) {
                timer(due);
            } else {
                startWhatMay();
            }
        });
    }

    /** Goes on with what an earlier agent left open, after adoption. Conductor only. */
    public void resume() {
        for (final Reload left : history.open()) {
            final OpenReload reload = new OpenReload(history, left);
            if (left.state().cancellable()) {
                synchronized (this) {
                    open.put(left.id(), reload);
                }
                left.due().ifPresent(this::timer);
            } else {
                run.settle(reload);
            }
        }
        startWhatMay();
    }

    @Override
    public void lessToWaitFor() {
        startWhatMay();
    }

    @Override
    public void serves(final Generation now, final Optional<Generation> before, final Cause cause) {
        if (cause == Cause.ROLLED_BACK && before.isPresent()) {
            rolledBack.incrementAndGet();
            noteRollBack(now, before.get(), "generation " + before.get().number() + " served and then died; generation "
                    + now.number() + " took over again");
        }
    }

    /**
     * Somebody went back to an earlier generation: the reload that had started the abandoned one reads as rolled back, with who
     * asked. Any thread.
     *
     * @param abandoned served until then
     * @param resumed   serves again
     * @param reason    in the asker's words; may be empty
     */
    public void resumed(final Generation abandoned, final Generation resumed, final Requester by, final String reason) {
        rolledBack.incrementAndGet();
        noteRollBack(resumed, abandoned, by + " went back to generation " + resumed.number() + (reason.isEmpty() ? "" : ": " + reason));
    }

    private void noteRollBack(final Generation now, final Generation before, final String why) {
        try {
            history.thatStarted(before.record()).ifPresent(reload -> new OpenReload(history, reload).finished(
                    ReloadState.ROLLED_BACK, clock.instant(), reload.to(), why, before.record()));
        } catch (final StoreUnavailable e) {
            LOG.warn("the roll-back to {} is not in the history: {}", now, e.getMessage());
        }
    }

    public long succeeded() {
        return succeeded.get();
    }

    public long failed() {
        return failed.get();
    }

    public long refused() {
        return refused.get();
    }

    public long rolledBack() {
        return rolledBack.get();
    }
}
