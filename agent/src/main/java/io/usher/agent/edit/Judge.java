package io.usher.agent.edit;

import io.usher.agent.configuration.Draft;
import io.usher.agent.configuration.LiveChange;
import io.usher.agent.configuration.Plan;
import io.usher.agent.configuration.Planner;
import io.usher.agent.configuration.ReloadReason;
import io.usher.agent.configuration.UnreadableConfigurationException;
import io.usher.agent.configuration.Validation;
import io.usher.agent.generation.Generation;
import io.usher.agent.generation.StartFailedException;
import io.usher.agent.proxy.ProxyUnreachable;
import io.usher.agent.proxy.ServerRow;
import io.usher.agent.request.Unavailable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Says what the proxy thinks of a configuration and how it would come to run, without changing anything. Any thread. */
final class Judge {
    private final EditTools tools;

    Judge(final EditTools tools) {
        this.tools = tools;
    }

    /** What the files would be. */
    Draft draft(final Map<Path, byte[]> instead) throws Unavailable {
        try {
            return tools.snapshots().draft(tools.files(), instead);
        } catch (final UnreadableConfigurationException e) {
            throw new Unavailable(e.getMessage(), e);
        }
    }

    Validation validate(final Draft draft, final FileSet files) throws Unavailable {
        try {
            return tools.check().check(draft.snapshot(), files::name);
        } catch (final StartFailedException e) {
            throw new Unavailable(e.getMessage(), e);
        }
    }

    /** For a draft that the proxy accepts. */
    Plan plan(final Draft draft, final FileSet files, final Optional<Generation> active) {
        return changes(draft, files, active).ending(tools.servers().overridesEnded(draft.snapshot()));
    }

    private Plan changes(final Draft draft, final FileSet files, final Optional<Generation> active) {
        if (active.isEmpty()) {
            return whole("no generation serves");
        }
        if (active.get().snapshot().isEmpty()) {
            return whole("what " + active.get() + " runs is not known: its snapshot is lost");
        }
        final Plan plan = Planner.plan(active.get().snapshot().get(), draft.snapshot(), tools.environment(), files::name);
        return plan.live().isEmpty() ? plan : besideWhatWasSet(plan, active.get());
    }

    private static Plan whole(final String reason) {
        return new Plan(List.of(), List.of(new ReloadReason("", "", "", 0, reason)));
    }

    /** Servers may have come or gone at runtime, of which the configuration that runs does not know. */
    private static Plan besideWhatWasSet(final Plan plan, final Generation active) {
        final Set<String> there;
        try {
            there = active.client().servers().servers().stream().map(Judge::name).collect(Collectors.toSet());
        } catch (final ProxyUnreachable e) {
            return whole(active + " does not answer: " + e.getMessage());
        }
        final List<LiveChange> live = new ArrayList<>();
        final List<ReloadReason> reload = new ArrayList<>(plan.reload());
        for (final LiveChange change : plan.live()) {
            final boolean known = change.server().filter(server -> there.contains(change.proxy() + "/" + server)).isPresent();
            if (change.change() == LiveChange.Kind.SERVER_ADDED && known) {
                reload.add(new ReloadReason(change.proxy(), "server " + change.server().orElseThrow(), "", 0,
                        "a server of that name was added at runtime; a reload makes it the configuration's"));
            } else if (change.change() != LiveChange.Kind.SERVER_REMOVED || known) {
                live.add(change);
            }
        }
        return new Plan(live, reload);
    }

    private static String name(final ServerRow row) {
        return row.backend() + "/" + row.name();
    }
}
