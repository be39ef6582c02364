package io.usher.agent.desired;

import io.usher.agent.proxy.ProxyClient;
import io.usher.agent.proxy.ServerRow;
import io.usher.agent.request.Unavailable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What several changes have changed, and the way back. Used once, with the lock of {@link DesiredServers} held. */
final class Undo {
    private final ProxyClient client;
    private final OverrideTable overrides;
    private final Deque<Step> steps = new ArrayDeque<>(); // the latest first

    private record Step(ServerRow before, StoredOverride.Key key, Optional<StoredOverride> override) {
    }

    Undo(final ProxyClient client, final OverrideTable overrides) {
        this.client = client;
        this.overrides = overrides;
    }

    /** To be called before a field is set, as far as that may then have been set only in part. */
    void remember(final ServerRow before, final ServerField field) {
        final StoredOverride.Key key = new StoredOverride.Key(before.backend(), before.name(), field);
        steps.push(new Step(before, key, overrides.find(key)));
    }

    /** The latest field was not set after all. */
    void forgetLatest() {
        steps.pop();
    }

    /** Sets everything back, in the proxy and in the overrides, as far as it goes. */
    BulkRefusal.Undone run() {
        final Set<String> servers = new LinkedHashSet<>();
        final List<String> left = new ArrayList<>();
        for (final Step step : steps) {
            servers.add(step.before().name());
            back(step).ifPresent(left::add);
        }
        final List<String> undone = servers.stream()
                .filter(name -> left.stream().noneMatch(it -> it.startsWith(name + " "))).toList();
        return new BulkRefusal.Undone(undone, left);
    }

    /** What went wrong, if it did. */
    private Optional<String> back(final Step step) {
        final ServerField field = step.key().field();
        final String value = field.actual(step.before());
        final String what = step.before().name() + " " + field.word() + " " + value + ": ";
        Optional<String> trouble = Optional.empty();
        try {
            step.override().ifPresentOrElse(overrides::put, () -> overrides.remove(step.key()));
        } catch (final Unavailable e) {
            trouble = Optional.of(what + e.getMessage());
        }
        try {
            final String refusal = field.set(client, step.before().backend(), step.before().name(), value);
            return refusal.isEmpty() ? trouble : Optional.of(what + "the proxy refused: " + refusal);
        } catch (final Unavailable e) {
            return Optional.of(what + e.getMessage());
        }
    }
}
