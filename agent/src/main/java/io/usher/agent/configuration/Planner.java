package io.usher.agent.configuration;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Compares what runs with what would run, statement by statement. Only what it knows a running generation to take over exactly
 * is planned live; everything else needs a reload, so that a live change never ends in another state than a reload would.
 * Used by one thread, once.
 */
public final class Planner {
    private final Function<Path, String> names;
    private final List<LiveChange> live = new ArrayList<>();
    private final List<ReloadReason> reload = new ArrayList<>();

    private Planner(final Function<Path, String> names) {
        this.names = names;
    }

    /**
     * Makes the plan.
     *
     * @param runs        the running configuration
     * @param would       another, which the proxy has accepted
     * @param environment variables as the proxy has them
     * @param names       the API's name of a file
     */
    public static Plan plan(final Snapshot runs, final Snapshot would, final Map<String, String> environment,
                            final Function<Path, String> names) {
        final Planner planner = new Planner(names);
        planner.compare(Outline.of(runs, environment), Outline.of(would, environment));
        return new Plan(planner.live, planner.reload);
    }

    private void compare(final Outline runs, final Outline would) {
        final Map<String, OutlineSection> before = byKey(runs);
        final Map<String, OutlineSection> after = byKey(would);
        before.values().stream().filter(one -> !after.containsKey(one.key()))
                .forEach(one -> because(one, one.header(), "the section is gone"));
        after.values().stream().filter(one -> !before.containsKey(one.key()))
                .forEach(one -> because(one, one.header(), "the section is new"));
        final List<String> common = before.keySet().stream().filter(after::containsKey).toList();
        if (!common.equals(after.keySet().stream().filter(before::containsKey).toList())) {
            final OutlineSection first = would.sections().get(0);
            because(first, first.header(), "the sections stand in another order");
        }
        common.forEach(key -> compare(before.get(key), after.get(key)));
    }

    private static Map<String, OutlineSection> byKey(final Outline outline) {
        final Map<String, OutlineSection> map = new LinkedHashMap<>();
        outline.sections().forEach(section -> map.put(section.key(), section));
        return map;
    }

    private void compare(final OutlineSection before, final OutlineSection after) {
        if (!before.header().words().equals(after.header().words()) || !before.inherits().equals(after.inherits())) {
            because(after, after.header(), "the section begins with other defaults");
        }
        statements(before, after);
        limit(before, after);
        new ServerPlanner(before, after, live, (statement, reason) -> because(after, statement, reason)).compare();
    }

    private void statements(final OutlineSection before, final OutlineSection after) {
        final List<OutlineStatement> gone = without(before.statements(), after.statements());
        final List<OutlineStatement> come = without(after.statements(), before.statements());
        gone.forEach(one -> because(before, one, "the statement is gone"));
        come.forEach(one -> because(after, one, "the statement is new"));
        if (gone.isEmpty() && come.isEmpty() && !words(before).equals(words(after))) {
            because(after, after.header(), "the statements stand in another order");
        }
    }

    private static List<List<String>> words(final OutlineSection section) {
        return section.statements().stream().map(OutlineStatement::words).toList();
    }

    /** Those of the one list that the other has not, as often as it has them not. */
    private static List<OutlineStatement> without(final List<OutlineStatement> from, final List<OutlineStatement> others) {
        final Map<List<String>, Integer> left = new LinkedHashMap<>();
        others.forEach(one -> left.merge(one.words(), 1, Integer::sum));
        return from.stream().filter(one -> left.merge(one.words(), -1, Integer::sum) < 0).toList();
    }

    private void limit(final OutlineSection before, final OutlineSection after) {
        final String old = before.maxconn().map(one -> one.word(1)).orElse("");
        final Optional<OutlineStatement> now = after.maxconn();
        final String wanted = now.map(one -> one.word(1)).orElse("");
        if (old.equals(wanted)) {
            return;
        }
        if (wanted.matches("[1-9]\\d{0,8}")) {
            live.add(new LiveChange(LiveChange.Kind.FRONTEND_MAXCONN, after.name(), Optional.empty(),
                    Optional.of(old).filter(text -> !text.isEmpty()), Optional.of(wanted), List.of()));
        } else {
            because(after, now.or(before::maxconn).orElseThrow(), 
                    "a limit that the process gives can be set by a new process only");
        }
    }

    private void because(final OutlineSection section, final OutlineStatement statement, final String reason) {
        reload.add(new ReloadReason(section.key(), statement.text(), names.apply(statement.file()), statement.line(), reason));
    }
}
