package io.usher.agent.desired;

import io.usher.agent.configuration.ConfiguredFrontend;
import io.usher.agent.configuration.OverrideEnded;
import io.usher.agent.event.EventSink;
import io.usher.agent.event.EventType;
import io.usher.agent.proxy.FrontendRow;
import io.usher.agent.request.Unavailable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a generation to the overrides of frontends, as {@link Reconciliation} does for servers. Called with the lock of
 * {@link Spokesman} held, where nothing else is said.
 */
final class FrontendReconciliation {
    private static final Logger LOG = LoggerFactory.getLogger(FrontendReconciliation.class);
    private final FrontendOverrides overrides;
    private final EventSink events;
    private final BiFunction<String, FrontendField, Optional<String>> configured;
    private final List<Ended> endedByLatest = new ArrayList<>(); // guarded by the lock, see above

    private record Ended(FrontendOverrides.Stored override, OverrideEnded how) {
    }

    /** @param configured what the configuration that counts says of a field of a frontend */
    FrontendReconciliation(final FrontendOverrides overrides, final EventSink events,
                           final BiFunction<String, FrontendField, Optional<String>> configured) {
        this.overrides = overrides;
        this.events = events;
        this.configured = configured;
    }

    /**
     * Sets every override that the configuration has not overtaken; frontends that this generation lacks keep theirs. What nobody
     * has overridden becomes as configured, for the reason that {@link Reconciliation#impose} gives. What this ends is told by
     * {@link #announceEnded} only.
     */
    void impose(final ActiveServers on) {
        endedByLatest.clear();
        for (final FrontendRow row : on.generation().client().frontends()) {
            for (final FrontendField field : FrontendField.values()) {
                overrides.find(row.name(), field).map(this::wanted).or(() -> configured.apply(row.name(), field))
                        .filter(value -> !value.equals(field.actual(row)) && !row.status().startsWith(FrontendRow.STOPPED))
                        .ifPresent(value -> set(on, new FrontendOverrides.Key(row.name(), field), value));
            }
        }
    }

    /** The override's value, or the configuration's where that has overtaken it, which ends it. */
    private String wanted(final FrontendOverrides.Stored override) {
        final FrontendOverrides.Key key = override.key();
        final Optional<OverrideEnded> ended = override.endedBy(configured.apply(key.frontend(), key.field()));
        ended.ifPresent(how -> {
            LOG.info("{}: the configuration now says {} (it said {}), which ends the value {} set by {}", key,
                    how.configuredThen(), how.configuredBefore(), override.value(), override.by());
            endedByLatest.add(new Ended(override, how));
            overrides.remove(key);
        });
        return ended.map(OverrideEnded::configuredThen).orElse(override.value());
    }

    private static void set(final ActiveServers on, final FrontendOverrides.Key key, final String value) {
        final String refusal = key.field().set(on.generation().client(), key.frontend(), value);
        if (!refusal.isEmpty()) {
            LOG.warn("{} {}: {} refused: {}", key, value, on.generation(), refusal);
        }
    }

    /**
     * What {@link #impose} would end, by a look at the configuration alone; nothing is changed. Needs no lock.
     *
     * @param then what the other configuration says of frontends, by name
     */
    List<OverrideEnded> wouldEnd(final Map<String, ConfiguredFrontend> then) {
        return overrides.all().stream().flatMap(one -> one.endedBy(one.key().field().configured(
                Optional.ofNullable(then.get(one.key().frontend())))).stream())
                .sorted(Comparator.comparing(OverrideEnded::where).thenComparing(OverrideEnded::field)).toList();
    }

    /** An earlier configuration counts again, and with it what the latest {@link #impose} has ended. */
    void rolledBack(final ActiveServers on) {
        final List<FrontendOverrides.Stored> back = endedByLatest.stream().map(Ended::override).toList();
        back.stream().filter(one -> overrides.find(one.key().frontend(), one.key().field()).isEmpty()).forEach(this::putBack);
        impose(on);
        endedByLatest.stream().filter(ended -> !back.contains(ended.override())).forEach(this::announce); // the others were told
    }

    /** Where the database fails it counts at least until this agent ends; what else is to be put back is not lost for that. */
    private void putBack(final FrontendOverrides.Stored override) {
        try {
            overrides.put(override);
        } catch (final Unavailable e) {
            LOG.warn("{} counts as {} again, but not beyond this agent's end: {}", override.key(), override.value(),
                    e.getMessage());
        }
    }

    /** Tells which overrides the latest {@link #impose} has ended. To be called once its outcome stands. */
    void announceEnded() {
        endedByLatest.forEach(this::announce);
    }

    private void announce(final Ended ended) {
        final OverrideEnded how = ended.how();
        events.publish(EventType.FRONTEND_STATE, how.proxy(), how.toString(),
                Map.of("field", how.field(), "value", how.configuredThen(), "cause", "configuration", "overridden", how.value(),
                        "configured", how.configuredThen()));
    }
}
