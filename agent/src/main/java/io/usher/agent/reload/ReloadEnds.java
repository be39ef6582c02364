package io.usher.agent.reload;

import io.usher.agent.generation.Conductor;
import io.usher.agent.generation.Generation;
import io.usher.agent.generation.Supervisor;
import io.usher.agent.store.StoreUnavailable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells how reloads ended that nobody saw the end of, by what runs: those that were under way when an earlier agent died, and
 * those whose generation served and is given up. Conductor only, but for {@link #rolledBack}.
 */
final class ReloadEnds {
    private static final Logger LOG = LoggerFactory.getLogger(ReloadEnds.class);
    private static final Duration NEXT_LOOK = Duration.ofMillis(100);

    private final Supervisor supervisor;
    private final Regained regained;
    private final ReloadHistory history;
    private final OpenReloads open;
    private final ReloadWatcher watcher;
    private final Conductor conductor;
    private final InstantSource clock;

    ReloadEnds(final Supervisor supervisor, final ReloadHistory history, final OpenReloads open, final ReloadWatcher watcher,
               final Conductor conductor, final InstantSource clock) {
        this.supervisor = supervisor;
        this.regained = new Regained(supervisor);
        this.history = history;
        this.open = open;
        this.watcher = watcher;
        this.conductor = conductor;
        this.clock = clock;
    }

    /** How it ended. */
    private record End(ReloadState state, Optional<Generation> to, String message) {
    }

    /**
     * Finds the end of a reload that was under way when an earlier agent died; while its successor is still on its way it stays
     * open, and is looked at again.
     *
     * @param then what to do once it is over, where that was later
     */
    void find(final OpenReload left, final Runnable then) {
        final Optional<End> end = look(left);
        if (end.isEmpty()) {
            conductor.after(NEXT_LOOK, () -> {
                find(left, then);
                then.run();
            });
            return;
        }
        final End how = end.get();
        LOG.info("reload {} was left open by an earlier agent: {}, {}", left.now().id(), how.state().json(), how.message());
        final Instant now = clock.instant();
        open.change(left, () -> left.change(r -> r.finished(how.state(), now, how.message()).to(how.to().map(Generation::number)),
                left.traces().to(how.to().map(Generation::record).orElse(0L))));
        open.over(left, now);
    }

    private Optional<End> look(final OpenReload left) {
        final Optional<Generation> serves = supervisor.active();
        if (supervisor.undecided()) {
            return Optional.empty();
        }
        final Optional<Integer> from = left.now().from();
        if (serves.isEmpty()) {
            return Optional.of(failed("the agent ended meanwhile, and so did all generations"));
        }
        final Generation now = serves.get();
        if (!now.adopted()) {
            return Optional.of(failed("the agent ended meanwhile, and so did all generations; " + now + " was started anew"));
        }
        final Instant began = left.now().started().orElse(left.now().asked());
        if (from.isEmpty() ? !now.started().isBefore(began) : now.number() > from.get()) {
            return Optional.of(new End(ReloadState.SUCCEEDED, serves, "generation " + now.number()
                    + " came to serve while the agent was away"));
        }
        if (from.isPresent() && regained.since(now, left.traces().regainedBefore())) {
            return Optional.of(new End(ReloadState.ROLLED_BACK, Optional.empty(), "the agent ended meanwhile; the successor had"
                    + " taken over and died, and generation " + now.number() + " took over again"));
        }
        return Optional.of(failed("the agent ended meanwhile; generation " + now.number() + " serves on, and no successor came to"
                + " serve"));
    }

    private static End failed(final String message) {
        return new End(ReloadState.FAILED, Optional.empty(), message);
    }

    /**
     * One that had succeeded, but whose predecessor serves again: its generation was given up and no agent was there to see it.
     */
    void findRollBack() {
        final Optional<Generation> serves = supervisor.active().filter(Generation::adopted);
        final Optional<OpenReload> latest;
        try {
            latest = history.latestThatServed();
        } catch (final StoreUnavailable e) {
            LOG.warn("whether a reload was rolled back meanwhile is not known: {}", e.getMessage());
            return;
        }
        if (serves.isEmpty() || latest.isEmpty()) {
            return;
        }
        final Reload reload = latest.get().now();
        final Generation now = serves.get();
        if (reload.from().filter(from -> from == now.number()).isPresent() && reload.to().isPresent()
                && reload.started().filter(started -> now.started().isBefore(started)).isPresent()) {
            rolledBack(latest.get(), "generation " + reload.to().get() + " served and was given up while the agent was away;"
                    + " generation " + now.number() + " took over again");
        }
    }

    /** A generation that served is given up, and its predecessor serves again. Any thread. */
    void rolledBack(final Generation given, final String why) {
        try {
            history.thatStarted(given.record()).ifPresent(reload -> rolledBack(reload, why));
        } catch (final StoreUnavailable e) {
            LOG.warn("that {} was given up is not in the history: {}", given, e.getMessage());
        }
    }

    private void rolledBack(final OpenReload reload, final String why) {
        reload.change(r -> r.finished(ReloadState.ROLLED_BACK, clock.instant(), why));
        watcher.changed(reload.now());
    }
}
