package io.usher.agent.launch;

import io.usher.agent.control.ReadinessService;
import io.usher.agent.generation.GenerationService;
import io.usher.agent.generation.GenerationView;
import io.usher.agent.generation.Supervisor;
import io.usher.agent.store.Database;

import java.util.List;
import java.util.Optional;

/** Database open and writable, an active generation answers, the configuration was found right. */
final class AgentReadiness implements ReadinessService {
    private final Database database;
    private final GenerationService generations;
    private final Supervisor supervisor;
    private final ConfigurationVerdict verdict;

    AgentReadiness(final Database database, final GenerationService generations, final Supervisor supervisor,
                   final ConfigurationVerdict verdict) {
        this.database = database;
        this.generations = generations;
        this.supervisor = supervisor;
        this.verdict = verdict;
    }

    @Override
    public Readiness check() {
        final List<Check> checks = List.of(database(), proxy(), configuration());
        return new Readiness(checks.stream().allMatch(Check::ok), checks);
    }

    private Check database() {
        final Database.Health health = database.health();
        return new Check("database", health.ok(), health.detail());
    }

    private Check proxy() {
        final Optional<GenerationView> active = generations.active();
        if (active.isPresent()) {
            return new Check("proxy", true, "generation " + active.get().number() + " (pid " + active.get().pid()
                    + ") is active" + supervisor.kind().limits().stream().findFirst().map(limit -> "; " + limit).orElse(""));
        }
        return new Check("proxy", false, supervisor.active().map(generation -> generation + " does not answer as active")
                .orElseGet(supervisor::trouble));
    }

    private Check configuration() {
        return verdict.message().map(message -> new Check("configuration", false, message))
                .orElseGet(() -> new Check("configuration", true, "found right when it was last read"));
    }
}
