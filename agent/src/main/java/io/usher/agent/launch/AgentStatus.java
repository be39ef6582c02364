package io.usher.agent.launch;

import io.usher.agent.configuration.ConfigurationFiles;
import io.usher.agent.control.ProxyStatus;
import io.usher.agent.control.StatusService;
import io.usher.agent.control.StatusSnapshot;
import io.usher.agent.control.StatusSnapshot.ConfigurationStatus;
import io.usher.agent.control.StatusSnapshot.Counters;
import io.usher.agent.desired.ServerService;
import io.usher.agent.generation.GenerationState;
import io.usher.agent.generation.GenerationView;
import io.usher.agent.generation.Generations;
import io.usher.agent.generation.Supervisor;
import io.usher.agent.metrics.ProxyMetrics;
import io.usher.agent.reload.Blocking;
import io.usher.agent.reload.ConfigurationDifference;
import io.usher.agent.reload.Reload;
import io.usher.agent.reload.ReloadCounts;
import io.usher.agent.reload.ReloadFilter;
import io.usher.agent.reload.ReloadState;
import io.usher.agent.reload.Reloads;
import io.usher.agent.request.Refusal;
import io.usher.agent.schedule.ScheduleService;
import io.usher.agent.store.Database;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Puts the status together; a part that does not answer becomes a line in its problems. */
final class AgentStatus implements StatusService {
    private static final int LOOK_BACK = 20;
    private static final ServerService.Overview NOTHING = new ServerService.Overview(List.of(), List.of());
    private final Instant started;
    private final InstantSource clock;
    private final Database database;
    private final Supervisor supervisor;
    private final Generations generations;
    private final ServerService servers;
    private final Reloads reloads;
    private final ScheduleService schedules;
    private final ConfigurationFiles files;
    private final ConfigurationDifference difference;
    private final ConfigurationVerdict verdict;
    private final ProxyMetrics metrics;

    AgentStatus(final InstantSource clock, final Database database, final Supervisor supervisor,
                final Generations generations, final ServerService servers, final Reloads reloads,
                final ScheduleService schedules, final ConfigurationFiles files, final ConfigurationDifference difference,
                final ConfigurationVerdict verdict, final ProxyMetrics metrics) {
        this.started = clock.instant();
        this.clock = clock;
        this.database = database;
        this.supervisor = supervisor;
        this.generations = generations;
        this.servers = servers;
        this.reloads = reloads;
        this.schedules = schedules;
        this.files = files;
        this.difference = difference;
        this.verdict = verdict;
        this.metrics = metrics;
    }

    @Override
    public StatusSnapshot snapshot() {
        final List<String> problems = new ArrayList<>();
        final List<GenerationView> living = generations.living();
        final boolean serves = living.stream().anyMatch(g -> g.state() == GenerationState.ACTIVE);
        if (!serves) {
            problems.add("no generation serves: " + supervisor.active().map(g -> g + " does not answer as active")
                    .orElseGet(supervisor::trouble));
        }
        final Database.Health health = database.health();
        if (!health.ok()) {
            problems.add("schedules do not fire: " + health.detail());
        }
        verdict.message().ifPresent(message -> problems.add("the configuration does not check: " + message));
        final ServerService.Overview overview = serves ? or(problems, NOTHING, servers::overview) : NOTHING;
        final List<Blocking> blocking = reloads.blocking();
        final List<Reload> history = or(problems, List.of(), () -> reloads.history(ReloadFilter.latest(LOOK_BACK)));
        return new StatusSnapshot(clock.instant(), Agent.VERSION, started, proxy(), living, overview.backends(),
                overview.servers(), blocking.isEmpty(), blocking, reloads.open(),
                history.stream().filter(Reload::over).findFirst(),
                or(problems, List.of(), () -> schedules.list(false)), configuration(), List.copyOf(problems), counters());
    }

    @Override
    public void metrics(final StringBuilder to) {
        metrics.write(to);
    }

    private ProxyStatus proxy() {
        return new ProxyStatus(supervisor.kind().name(), supervisor.kind().exact(), supervisor.kind().limits());
    }

    private ConfigurationStatus configuration() {
        final ConfigurationDifference.Difference now = difference.look();
        return new ConfigurationStatus(files.arguments().stream().map(Path::toString).toList(), now.hash(), now.from(),
                now.since(), now.message());
    }

    private Counters counters() {
        final ReloadCounts counts = reloads.counts();
        return new Counters(counts.of(ReloadState.SUCCEEDED), counts.of(ReloadState.FAILED), counts.of(ReloadState.REFUSED),
                counts.of(ReloadState.ROLLED_BACK), supervisor.restarts());
    }

    private static <T> T or(final List<String> problems, final T otherwise, final Supplier<T> part) {
        try {
            return part.get();
        } catch (final Refusal e) {
            problems.add(e.getMessage());
            return otherwise;
        }
    }
}
