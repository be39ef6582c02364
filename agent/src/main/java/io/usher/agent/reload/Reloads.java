package io.usher.agent.reload;

import io.usher.agent.configuration.ConfigurationFiles;
import io.usher.agent.generation.Conductor;
import io.usher.agent.generation.Generation;
import io.usher.agent.generation.GenerationEvents;
import io.usher.agent.request.Conflict;
import io.usher.agent.request.NotFound;
import io.usher.agent.request.Requester;
import io.usher.agent.store.TimeOrderedIds;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * Takes reloads on, keeps those that wait, and has them carried out one at a time on the conductor's thread ({@link ReloadRun}).
 *
 * <pre>
 * asked: now ────────────gate open──▶ STARTING ─▶ HANDING_OVER ─▶ SUCCEEDED ─▶ ROLLED_BACK
 *   │     └─gate shut─▶ REFUSED          ▲    └──────────┴──────▶ FAILED or ROLLED_BACK
 *   ├─ drained ─▶ WAITING ──gate and window open
 *   └─ time ─▶ SCHEDULED ──comes─▶ WAITING
 *                 └──────┴─▶ CANCELLED, EXPIRED
 * </pre>
 */
public final class Reloads implements ReloadService, GenerationEvents {
    /** The wall clock may be set: a time far off is looked at again and again. */
    private static final Duration LONGEST_TIMER = Duration.ofSeconds(30);
    private static final Runnable NOTHING = () -> { };
    private static final int MAX_RETRY_AFTER = 60;
    private static final String UNSAVED = "dry-run";

    private final Gate gate;
    private final ReloadRun run;
    private final ReloadHistory history;
    private final ReloadKeys keys;
    private final Conductor conductor;
    private final InstantSource clock;
    private final TimeOrderedIds ids;
    private final BooleanSupplier stopping;
    private final StartPermission permission;
    private final ReloadCounts counts = new ReloadCounts();
    private final ReloadWatcher watcher;
    private final OpenReloads open;
    private final ReloadEnds ends;
    private Instant windowOpens = Instant.MIN; // conductor only: for when a timer is set

    /**
     * @param files      the user's
     * @param ids        for reloads
     * @param permission when those that wait may start
     * @param stopping   whether the agent is being stopped
     * @param checked    told whenever the files as they are now have been found right
     */
    public Reloads(final ReloadTools tools, final ConfigurationFiles files, final TimeOrderedIds ids,
                   final StartPermission permission, final BooleanSupplier stopping, final Runnable checked) {
        this.gate = new Gate(tools.supervisor(), tools.generations());
        this.history = new ReloadHistory(tools.database());
        this.keys = new ReloadKeys(tools.database(), tools.clock());
        this.watcher = new ReloadWatcher(tools.events(), counts);
        this.open = new OpenReloads(watcher);
        this.run = new ReloadRun(tools, files, open, checked);
        this.conductor = tools.conductor();
        this.clock = tools.clock();
        this.ids = ids;
        this.permission = permission;
        this.stopping = stopping;
        this.ends = new ReloadEnds(tools.supervisor(), history, open, watcher, conductor, clock);
    }

    @Override
    public ReloadAnswer request(final ReloadRequest request, final Requester by) {
        return request(ids.next(), request, by, NOTHING);
    }

    /**
     * The same, for whoever changes files with it.
     *
     * @param before done for {@code now} once the gate is found open and before anything starts; where it throws, no reload is
     *               begun and nothing is in the history
     */
    public ReloadAnswer request(final ReloadRequest request, final Requester by, final Runnable before) {
        return request(ids.next(), request, by, before);
    }

    @Override
    public ReloadAnswer requestOnce(final String key, final ReloadRequest request, final Requester by) {
        return keys.once(key, request, by, ids, this::again, id -> request(id, request, by, NOTHING));
    }

    /** What a request was answered with before; empty where the agent died before it took it on. */
    private Optional<ReloadAnswer> again(final String id) {
        final Optional<Reload> before = find(id);
        before.filter(reload -> reload.state() == ReloadState.REFUSED).ifPresent(reload -> {
            throw refusal(reload);
        });
        return before.map(reload -> new ReloadAnswer(reload, false, reload.cut()));
    }

    private ReloadAnswer request(final String id, final ReloadRequest request, final Requester by, final Runnable before) {
        final When when = accept(request);
        if (when.now()) {
            return now(id, request, when, by, before);
        }
        return when.due().isEmpty() ? drained(id, request, when, by) : scheduled(id, request, when, by);
    }

    private When accept(final ReloadRequest request) {
        final When when = When.of(request, clock.instant());
        if (stopping.getAsBoolean()) {
            throw new Conflict("the agent is being stopped: no reload starts any more");
        }
        return when;
    }

    private ReloadAnswer now(final String id, final ReloadRequest request, final When when, final Requester by,
                             final Runnable before) {
        final List<Blocking> shut = gate.blocking();
        synchronized (open) {
            final List<Blocking> blocking = withThoseUnderWay(shut);
            if (!blocking.isEmpty() && (!request.force() || open.underWay().isPresent())) {
                final Reload refused = refused(id, request, when, by, blocking);
                history.save(refused, ReloadTraces.NONE);
                watcher.changed(refused);
                throw refusal(refused);
            }
            before.run();
            final Reload reload = begin(id, ReloadState.STARTING, request, when, by);
            conductor.execute(() -> carryOut(id));
            return new ReloadAnswer(reload, false, blocking);
        }
    }

    private Reload refused(final String id, final ReloadRequest request, final When when, final Requester by,
                           final List<Blocking> blocking) {
        final StringBuilder why = new StringBuilder("refused while an earlier generation is not drained");
        blocking.forEach(b -> why.append("; generation ").append(b.generation()).append(": ").append(b.message()));
        final Instant now = clock.instant();
        return new ReloadEdit(Reload.asked(id, ReloadState.REFUSED, request, when, by.name(), now))
                .finished(ReloadState.REFUSED, now, why.toString()).blocking(blocking).made();
    }

    private static GateRefusal refusal(final Reload reload) {
        final long queued = reload.blocking().stream().mapToLong(Blocking::queued).sum();
        return new GateRefusal(reload, (int) Math.min(MAX_RETRY_AFTER, 1 + queued / 10));
    }

    private ReloadAnswer drained(final String id, final ReloadRequest request, final When when, final Requester by) {
        final ReloadAnswer answer;
        synchronized (open) {
            final Optional<Reload> leader = open.leader().map(OpenReload::now);
            if (leader.isPresent() && leader.get().deadline().isEmpty() && when.deadline().isEmpty()) {
                return new ReloadAnswer(leader.get(), true, List.of());
            }
            final Reload reload = new ReloadEdit(Reload.asked(id, ReloadState.WAITING, request, when, by.name(), clock.instant()))
                    .joined(leader.map(Reload::id)).made();
            answer = new ReloadAnswer(open.begin(new OpenReload(history, reload, ReloadTraces.NONE)), leader.isPresent(),
                    List.of());
        }
        when.deadline().ifPresent(this::timer);
        conductor.execute(this::startWhatMay);
        return answer;
    }

    private ReloadAnswer scheduled(final String id, final ReloadRequest request, final When when, final Requester by) {
        final Reload reload = begin(id, ReloadState.SCHEDULED, request, when, by);
        when.due().ifPresent(this::timer);
        when.deadline().ifPresent(this::timer);
        return new ReloadAnswer(reload, false, List.of());
    }

    private Reload begin(final String id, final ReloadState state, final ReloadRequest request, final When when,
                         final Requester by) {
        final Reload reload = Reload.asked(id, state, request, when, by.name(), clock.instant());
        return open.begin(new OpenReload(history, reload, ReloadTraces.NONE));
    }

    /**
     * Throws what {@link #request} would throw now, and writes nothing down.
     *
     * @return what would be cut
     */
    public List<Blocking> judgeGate(final ReloadRequest request, final Requester by) throws GateRefusal {
        final When when = accept(request);
        final List<Blocking> blocking = when.now() ? withThoseUnderWay(gate.blocking()) : List.of();
        if (!blocking.isEmpty() && (!request.force() || open.underWay().isPresent())) {
            throw refusal(refused(UNSAVED, request, when, by, blocking));
        }
        return blocking;
    }

    @Override
    public CompletableFuture<ReloadAnswer> preview(final ReloadRequest request, final Requester by) {
        final When when = accept(request);
        final List<Blocking> blocking = judgeGate(request, by);
        final ReloadState state = when.now() ? ReloadState.STARTING
                : when.due().isPresent() ? ReloadState.SCHEDULED : ReloadState.WAITING;
        final Reload reload = Reload.asked(UNSAVED, state, request, when, by.name(), clock.instant());
        final CompletableFuture<ReloadAnswer> answer = new CompletableFuture<>();
        conductor.execute(() -> {
            try {
                answer.complete(new ReloadAnswer(withWhatItWaitsFor(run.judge(reload)), false, blocking));
            } catch (final RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    @Override
    public Reload get(final String id) {
        return find(id).map(this::withWhatItWaitsFor).orElseThrow(() -> new NotFound("there is no reload '" + id + "'"));
    }

    private Optional<Reload> find(final String id) {
        return open.look(id).or(() -> history.find(id));
    }

    @Override
    public CompletableFuture<Reload> end(final String id) {
        return open.end(id).orElseGet(() -> CompletableFuture.completedFuture(get(id)));
    }

    @Override
    public List<Reload> history(final ReloadFilter filter) {
        return history.list(filter);
    }

    @Override
    public List<Reload> open() {
        return open.all().stream().map(this::withWhatItWaitsFor).toList();
    }

    private Reload withWhatItWaitsFor(final Reload reload) {
        if (reload.state() != ReloadState.WAITING) {
            return reload;
        }
        final List<Blocking> blocking = gate.blocking();
        final Optional<String> notNow = permission.refusal(clock.instant()).map(StartPermission.Closed::reason);
        final String forOther = blocking.isEmpty() ? "" : "waits for generation " + blocking.get(0).generation() + ": "
                + blocking.get(0).message();
        final String message = forOther + (forOther.isEmpty() || notNow.isEmpty() ? "" : "; ") + notNow.orElse("");
        return new ReloadEdit(reload).blocking(blocking).message(message.isEmpty() ? reload.message() : message).made();
    }

    /** What keeps the gate shut now, a reload in progress included; empty = open. */
    public List<Blocking> blocking() {
        return withThoseUnderWay(gate.blocking());
    }

    private List<Blocking> withThoseUnderWay(final List<Blocking> shut) {
        final List<Blocking> blocking = new ArrayList<>(shut);
        open.underWay().ifPresent(other -> blocking.add(Gate.inProgress(other, run.nextNumber())));
        return blocking;
    }

    @Override
    public Reload cancel(final String id, final Requester by) {
        final OpenReload reload;
        synchronized (open) {
            cancellable(id);
            reload = open.find(id).orElseThrow();
            open.takeBack(reload, ReloadState.CANCELLED, clock.instant(), "cancelled by " + by);
        }
        conductor.execute(this::startWhatMay);
        return reload.now();
    }

    @Override
    public Reload cancellable(final String id) {
        final Optional<Reload> reload = open.look(id);
        if (reload.isEmpty()) {
            throw new Conflict("reload " + id + " is over: " + get(id).state().json());
        }
        if (!reload.get().state().cancellable()) {
            throw new Conflict("reload " + id + " is " + reload.get().state().json() + " and cannot be cancelled any more");
        }
        return reload.get();
    }

    /** Starts a waiting reload if gate and window are open, and looks at what has come due or expired. Conductor only. */
    private void startWhatMay() {
        final Instant now = clock.instant();
        open.expire(now);
        open.comeDue(now);
        final Optional<Reload> next = open.leader().map(OpenReload::now);
        if (next.isEmpty() || stopping.getAsBoolean()) {
            return;
        }
        final Optional<StartPermission.Closed> closed = permission.refusal(now);
        if (closed.isPresent()) {
            closed.get().opens().filter(opens -> !opens.equals(windowOpens)).ifPresent(opens -> {
                windowOpens = opens;
                timer(opens);
            });
        } else if (next.get().force() || gate.blocking().isEmpty()) {
            carryOut(next.get().id());
        }
    }

    /** Looks again at what waits: windows have changed. Any thread. */
    public void permissionChanged() {
        conductor.execute(this::startWhatMay);
    }

    private void carryOut(final String id) {
        final OpenReload reload;
        synchronized (open) {
            reload = open.find(id).orElse(null);
            if (reload == null || open.underWay().filter(other -> !other.id().equals(id)).isPresent()) {
                return; // cancelled meanwhile; or another one is on its way, which will look here when it is over
            }
        }
        if (stopping.getAsBoolean()) {
            open.change(reload, () -> reload.change(r -> r.finished(ReloadState.FAILED, clock.instant(),
                    "the agent is being stopped")));
        } else {
            run.carryOut(reload, gate::blockers);
        }
        open.over(reload, clock.instant());
        conductor.execute(this::startWhatMay);
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

    /**
     * Goes on with what an earlier agent left open, after adoption; what this one was asked meanwhile is its own. Conductor only.
     */
    public void resume() {
        for (final OpenReload left : history.open()) {
            if (open.find(left.now().id()).isPresent()) {
                continue;
            }
            open.keep(left);
            if (left.now().state().cancellable()) {
                left.now().due().ifPresent(this::timer);
                left.now().deadline().ifPresent(this::timer);
            } else {
                ends.find(left, this::startWhatMay);
            }
        }
        ends.findRollBack(); // again: the database may have been opened only now
        startWhatMay();
    }

    @Override
    public void lessToWaitFor() {
        startWhatMay();
    }

    @Override
    public void serves(final Generation now, final Optional<Generation> before, final Cause cause) {
        if (cause == Cause.ADOPTED) {
            ends.findRollBack();
        } else if (cause == Cause.ROLLED_BACK && before.isPresent()) {
            ends.rolledBack(before.get(), "generation " + before.get().number() + " served and then died; generation "
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
        ends.rolledBack(abandoned, by + " went back to generation " + resumed.number() + (reason.isEmpty() ? "" : ": " + reason));
    }

    /** How often reloads came to each state since this agent began. */
    public ReloadCounts counts() {
        return counts;
    }
}
