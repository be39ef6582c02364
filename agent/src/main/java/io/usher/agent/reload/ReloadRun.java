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
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
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
    private final Runnable checked;
    private String lastChecked = ""; // conductor only

    /** @param checked told whenever the files as they are now have been found right */
    ReloadRun(final Supervisor supervisor, final ProxyProgram program, final Snapshots snapshots,
              final ConfigurationFiles files, final InstantSource clock, final Runnable checked) {
        this.supervisor = supervisor;
        this.program = program;
        this.snapshots = snapshots;
        this.files = files;
        this.clock = clock;
        this.checked = checked;
    }

    /** The number that a generation started now would most likely have. */
    int nextNumber() {
        return supervisor.living().stream().mapToInt(Generation::number).max().orElse(0) + 1;
    }

    /**
     * Conductor only; the reload is over when this returns.
     *
     * @param lock     what guards the reload
     * @param blockers what force ends
     */
    void carryOut(final OpenReload reload, final Object lock, final Supplier<Map<Generation, Blocking>> blockers) {
        final Optional<Integer> from = supervisor.active().map(Generation::number);
        change(lock, () -> reload.started(clock.instant(), from));
        try {
            final Snapshot snapshot = snapshots.take(files);
            change(lock, () -> reload.runs(snapshot.hash()));
            check(snapshot);
            if (reload.now().force()) {
                final Map<Generation, Blocking> doomed = blockers.get();
                change(lock, () -> reload.cut(List.copyOf(doomed.values())));
                cut(doomed.keySet());
            }
            final Generation generation = supervisor.start(snapshot,
                    before -> change(lock, () -> reload.state(ReloadState.HANDING_OVER, "")));
            final String message = from.map(n -> "generation " + generation.number() + " took over from generation " + n)
                    .orElse("generation " + generation.number() + " serves; none served before");
            change(lock, () -> reload.finished(ReloadState.SUCCEEDED, clock.instant(), Optional.of(generation.number()), message,
                    generation.record()));
        } catch (final UnreadableConfigurationException | StartFailedException e) {
            fail(reload, lock, e.getMessage());
        } catch (final RuntimeException e) {
            LOG.error("reload {} met a fault of the agent's own", reload.now().id(), e);
            fail(reload, lock, "a fault of the agent's own: " + e);
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

    private void fail(final OpenReload reload, final Object lock, final String why) {
        LOG.warn("reload {} failed: {}", reload.now().id(), why);
        change(lock, () -> reload.finished(ReloadState.FAILED, clock.instant(), Optional.empty(), why, 0));
    }

    private static void change(final Object lock, final Runnable change) {
        synchronized (lock) {
            change.run();
        }
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

    /** A reload that was under way when an earlier agent died: what serves now tells how it ended. Conductor only. */
    void settle(final OpenReload reload) {
        final Instant began = reload.now().started().orElse(reload.now().asked());
        final Optional<Generation> serves = supervisor.active();
        final boolean done = serves.isPresent() && !serves.get().started().isBefore(began)
                && reload.now().from().filter(n -> n >= serves.get().number()).isEmpty();
        if (done) {
            reload.finished(ReloadState.SUCCEEDED, clock.instant(), Optional.of(serves.get().number()),
                    "generation " + serves.get().number() + " came to serve while the agent was away", serves.get().record());
        } else {
            reload.finished(ReloadState.FAILED, clock.instant(), Optional.empty(),
                    "the agent ended meanwhile, and no new generation came to serve", 0);
        }
    }
}
