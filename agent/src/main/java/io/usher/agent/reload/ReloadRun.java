package io.usher.agent.reload;

import io.usher.agent.configuration.ConfigurationFiles;
import io.usher.agent.configuration.Snapshot;
import io.usher.agent.configuration.Snapshots;
import io.usher.agent.configuration.UnreadableConfigurationException;
import io.usher.agent.generation.Generation;
import io.usher.agent.generation.ProxyProgram;
import io.usher.agent.generation.StartFailedException;
import io.usher.agent.generation.Supervisor;
import io.usher.agent.proxy.GenerationReport;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries one reload out: files kept and checked, blocking generations ended where forced, the successor started. */
final class ReloadRun {
    private static final Logger LOG = LoggerFactory.getLogger(ReloadRun.class);
    private static final Duration END_PATIENCE = Duration.ofSeconds(5);
    private static final Duration INHERIT_PATIENCE = Duration.ofSeconds(5);
    private static final long POLL_NANOS = Duration.ofMillis(20).toNanos();

    private final Supervisor supervisor;
    private final ProxyProgram program;
    private final Snapshots snapshots;
    private final ConfigurationFiles files;
    private final InstantSource clock;
    private final OpenReloads open;
    private final Regained regained;
    private final Runnable checked;
    private String lastChecked = ""; // conductor only

    /**
     * @param open    told of every change
     * @param checked told whenever the files as they are now have been found right
     */
    ReloadRun(final ReloadTools tools, final ConfigurationFiles files, final OpenReloads open, final Runnable checked) {
        this.supervisor = tools.supervisor();
        this.program = tools.program();
        this.snapshots = tools.snapshots();
        this.clock = tools.clock();
        this.regained = new Regained(supervisor);
        this.files = files;
        this.open = open;
        this.checked = checked;
    }

    /** The number that a generation started now would most likely have. */
    int nextNumber() {
        return supervisor.living().stream().mapToInt(Generation::number).max().orElse(0) + 1;
    }

    /**
     * Conductor only; the reload is over when this returns.
     *
     * @param blockers what force ends
     */
    void carryOut(final OpenReload reload, final Supplier<Map<Generation, Blocking>> blockers) {
        final Optional<Generation> from = supervisor.active();
        final ReloadTraces traces = new ReloadTraces(0, from.map(regained::times).orElse(0L));
        change(reload, r -> r.started(clock.instant(), from.map(Generation::number)), traces);
        try {
            final Snapshot snapshot = snapshots.take(files);
            change(reload, r -> r.runs(snapshot.hash(), changes(from, snapshot)), traces);
            check(snapshot);
            if (reload.now().force()) {
                final Map<Generation, Blocking> doomed = blockers.get();
                change(reload, r -> r.cut(List.copyOf(doomed.values())), traces);
                cut(doomed.keySet());
            }
            final Generation generation = supervisor.start(snapshot,
                    before -> change(reload, r -> r.state(ReloadState.HANDING_OVER, ""), traces));
            final String message = from.map(g -> "generation " + generation.number() + " took over from generation " + g.number())
                    .orElse("generation " + generation.number() + " serves; none served before");
            change(reload, r -> r.finished(ReloadState.SUCCEEDED, clock.instant(), message).to(Optional.of(generation.number())),
                    traces.to(generation.record()));
        } catch (final UnreadableConfigurationException e) {
            fail(reload, ReloadState.FAILED, e.getMessage());
        } catch (final StartFailedException e) {
            startFailed(reload, from, e.getMessage());
        } catch (final RuntimeException e) {
            LOG.error("reload {} met a fault of the agent's own", reload.now().id(), e);
            fail(reload, ReloadState.FAILED, "a fault of the agent's own: " + e);
        }
    }

    /** What would come of a reload now, as far as the files decide that. Conductor only; changes nothing. */
    Reload judge(final Reload reload) {
        final Optional<Generation> from = supervisor.active();
        final ReloadEdit edit = new ReloadEdit(reload);
        try {
            final Snapshot snapshot = snapshots.take(files);
            edit.runs(snapshot.hash(), changes(from, snapshot));
            check(snapshot);
            return edit.message("generation " + nextNumber() + " would "
                    + from.map(g -> "take over from generation " + g.number()).orElse("serve; none serves now")).made();
        } catch (final UnreadableConfigurationException | StartFailedException e) {
            return edit.state(ReloadState.FAILED, e.getMessage()).made();
        }
    }

    private static List<FileChange> changes(final Optional<Generation> from, final Snapshot snapshot) {
        return from.flatMap(Generation::snapshot).map(before -> WhatChanged.between(before, snapshot)).orElse(List.of());
    }

    /** Whether the predecessor had been taken over from already is what it alone can tell. */
    private void startFailed(final OpenReload reload, final Optional<Generation> from, final String why) {
        if (from.isPresent() && regained.since(from.get(), reload.traces().regainedBefore())) {
            fail(reload, ReloadState.ROLLED_BACK, why + "; generation " + from.get().number() + " took over again");
        } else {
            fail(reload, ReloadState.FAILED, why);
        }
    }

    /** What was found right once needs no second look by this agent: the successor reads it all the same. */
    private void check(final Snapshot snapshot) throws StartFailedException {
        if (!snapshot.hash().equals(lastChecked)) {
            program.check(snapshot);
            lastChecked = snapshot.hash();
        }
        checked.run();
    }

    private void fail(final OpenReload reload, final ReloadState how, final String why) {
        LOG.warn("reload {} {}: {}", reload.now().id(), how.json(), why);
        change(reload, r -> r.finished(how, clock.instant(), why), reload.traces());
    }

    private void change(final OpenReload reload, final Consumer<ReloadEdit> change, final ReloadTraces traces) {
        open.change(reload, () -> reload.change(change, traces));
    }

    /** Ends them, and waits until the active generation has their seats on hold: only then will it hand over. */
    private void cut(final Set<Generation> blockers) {
        blockers.forEach(generation -> {
            LOG.warn("{} is ended by force", generation);
            supervisor.end(generation, END_PATIENCE);
        });
        final long deadline = System.nanoTime() + INHERIT_PATIENCE.toNanos();
        while (!blockers.isEmpty() && System.nanoTime() - deadline < 0) {
            final Optional<GenerationReport> report = supervisor.active().flatMap(supervisor::report);
            if (report.isEmpty() || report.get().predecessor().isEmpty()) {
                return;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
