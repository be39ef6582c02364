package io.usher.agent.reload;

import io.usher.agent.generation.Generation;
import io.usher.agent.generation.GenerationState;
import io.usher.agent.generation.GenerationView;
import io.usher.agent.generation.Generations;
import io.usher.agent.generation.Supervisor;
import io.usher.agent.proxy.GenerationReport;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The rule that only one earlier generation may be undrained: says what stands in the way of a new one now. Blocks for as long
 * as the living generations take to answer. Any thread.
 */
final class Gate {
    private final Supervisor supervisor;
    private final Generations generations;

    Gate(final Supervisor supervisor, final Generations generations) {
        this.supervisor = supervisor;
        this.generations = generations;
    }

    /** Each generation but the active one that is not drained; empty = open. */
    List<Blocking> blocking() {
        final List<Blocking> living = List.copyOf(blockers().values());
        return living.isEmpty() ? stillAwaited() : living;
    }

    /**
     * The active generation hands over only once it knows that its predecessor is drained. That it does not know yet, though
     * no such process is seen here, lasts a moment, or until the seats of one that died come free.
     */
    private List<Blocking> stillAwaited() {
        final Optional<GenerationReport> report = supervisor.active().flatMap(supervisor::report);
        if (report.isEmpty() || !report.get().active() || report.get().drained()) {
            return List.of();
        }
        final int awaited = report.get().predecessor().orElse(Math.max(1, report.get().number() - 1));
        return List.of(new Blocking(awaited, GenerationState.FINISHING.json(), 0, 0, 0, List.of(), "generation "
                + report.get().number() + " still waits for it"));
    }

    /** What force ends: each generation that blocks, and how it looks before. */
    Map<Generation, Blocking> blockers() {
        final Map<Generation, Blocking> blockers = new LinkedHashMap<>();
        for (final Generation generation : earlier()) {
            final GenerationView view = generations.view(generation);
            if (view.blocking()) {
                blockers.put(generation, blocking(view));
            }
        }
        return blockers;
    }

    private List<Generation> earlier() {
        final Optional<Generation> active = supervisor.active();
        return supervisor.living().stream().filter(g -> active.isEmpty() || g != active.get()).toList();
    }

    private Blocking blocking(final GenerationView view) {
        return new Blocking(view.number(), view.state().json(), view.queued(), view.connections(), view.tunnels(),
                view.seats(), sentence(view));
    }

    private String sentence(final GenerationView view) {
        if (view.state() == GenerationState.UNREACHABLE) {
            return "pid " + view.pid() + " does not answer, so nobody knows what it holds";
        }
        return view.state().json() + ": " + taken(view) + view.queued() + " queued, " + view.connections() + " connections, "
                + view.tunnels() + " tunnels";
    }

    /** Of a proxy that knows no seats, what it counts at each server. */
    private String taken(final GenerationView view) {
        if (supervisor.kind().exact()) {
            return view.seats().size() + " seats taken, ";
        }
        return view.loads().stream().filter(load -> load.inWork() > 0)
                .map(load -> load.inWork() + " in work at " + load.backend() + "/" + load.server() + ", ")
                .collect(Collectors.joining());
    }

    /** A reload in progress stands in the way too, though it holds nothing. */
    static Blocking inProgress(final Reload reload, final int number) {
        return new Blocking(number, GenerationState.STARTING.json(), 0, 0, 0, List.of(),
                "reload " + reload.id() + " is in progress (" + reload.state().json() + ")");
    }
}
