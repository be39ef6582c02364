package io.usher.agent.desired;

import io.usher.agent.configuration.ConfiguredServer;
import io.usher.agent.configuration.OverrideEnded;
import io.usher.agent.proxy.ServerRow;
import io.usher.agent.proxy.ServerTable;
import io.usher.agent.request.Requester;
import io.usher.agent.request.Unavailable;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes overrides and a generation agree, one way or the other: a generation that is new is brought to the overrides
 * ({@link #impose}), what others changed in a running one becomes an override ({@link #adopt}). Called with the lock of
 * {@link DesiredServers} held.
 */
final class Reconciliation {
    private static final ServerField[] NONE = {};
    private static final Logger LOG = LoggerFactory.getLogger(Reconciliation.class);
    private final OverrideTable overrides;
    private final BiPredicate<String, String> removing;
    private final InstantSource clock;
    private final List<Ended> endedByLatest = new ArrayList<>(); // guarded by the lock, see above

    private record Ended(StoredOverride override, OverrideEnded how) {
    }

    /** @param removing whether a server, by its backend and name, is on its way out: what it shows is no wish of anybody's */
    Reconciliation(final OverrideTable overrides, final BiPredicate<String, String> removing, final InstantSource clock) {
        this.overrides = overrides;
        this.removing = removing;
        this.clock = clock;
    }

    /**
     * What differs from both override and configuration was set by somebody else, and is now the newest override.
     *
     * @param except not these, whose values are on their way
     */
    void adopt(final ActiveServers in, final ServerTable table, final Set<StoredOverride.Key> except) {
        for (final ServerRow row : table.servers()) {
            for (final ServerField field : removing.test(row.backend(), row.name()) ? NONE : ServerField.values()) {
                final StoredOverride.Key key = new StoredOverride.Key(row.backend(), row.name(), field);
                final Optional<String> configured = in.configured(field, row);
                final Optional<String> expected = overrides.find(key).map(StoredOverride::value).or(() -> configured);
                final String actual = field.actual(row);
                if (expected.isPresent() && field.comparable(expected.get()) && !expected.get().equals(actual)
                        && !except.contains(key)) {
                    LOG.info("{} was set to {} on the stats socket (it was {})", key, actual, expected.get());
                    overrides.put(new StoredOverride(key, actual, configured, clock.instant(), Requester.STATS_SOCKET.name()));
                }
            }
        }
    }

    /**
     * Sets every override that the configuration has not overtaken; servers that this generation lacks keep theirs. What nobody
     * has overridden becomes as configured: a predecessor whose configuration was exchanged while it ran passes on values that it
     * was given by that as if somebody had wished for them. What this ends is told by {@link #announceEnded} only.
     *
     * @return what the proxy refused, a sentence each
     */
    List<String> impose(final ActiveServers on) {
        endedByLatest.clear();
        final List<String> refusals = new ArrayList<>();
        for (final ServerRow row : on.read().servers()) {
            for (final ServerField field : removing.test(row.backend(), row.name()) ? NONE : ServerField.values()) {
                final StoredOverride.Key key = new StoredOverride.Key(row.backend(), row.name(), field);
                overrides.find(key).map(override -> wanted(on, row, override)).or(() -> on.configured(field, row))
                        .filter(value -> field.comparable(value) && !value.equals(field.actual(row)))
                        .ifPresent(value -> set(on, key, value, refusals));
            }
        }
        return refusals;
    }

    private static void set(final ActiveServers on, final StoredOverride.Key key, final String value,
            final List<String> refusals) {
        final String refusal = key.field().set(on.generation().client(), key.backend(), key.server(), value);
        if (!refusal.isEmpty()) {
            LOG.warn("{} {}: {} refused: {}", key, value, on.generation(), refusal);
            refusals.add(key + " " + value + ": the proxy refused: " + refusal);
        }
    }

    /** The override's value, or the configuration's where that has overtaken it, which ends it. */
    private String wanted(final ActiveServers on, final ServerRow row, final StoredOverride override) {
        final Optional<OverrideEnded> ended = override.endedBy(on.configured(override.key().field(), row));
        ended.ifPresent(how -> {
            LOG.info("{}: the configuration now says {} (it said {}), which ends the value {} set by {}", override.key(),
                    how.configuredThen(), how.configuredBefore(), override.value(), override.by());
            endedByLatest.add(new Ended(override, how));
            overrides.overtaken(override.key());
        });
        return ended.map(OverrideEnded::configuredThen).orElse(override.value());
    }

    /**
     * What {@link #impose} would end, by a look at the configuration alone; nothing is changed. Needs no lock.
     *
     * @param configured what the other configuration says of a server, by {@code BACKEND/SERVER}
     */
    List<OverrideEnded> wouldEnd(final Function<String, Optional<ConfiguredServer>> configured) {
        return overrides.all().stream().filter(one -> !removing.test(one.key().backend(), one.key().server()))
                .flatMap(one -> one.endedBy(configured.apply(one.key().backend() + "/" + one.key().server())
                        .flatMap(one.key().field()::configured)).stream())
                .sorted(Comparator.comparing(OverrideEnded::where).thenComparing(OverrideEnded::field)).toList();
    }

    /** A predecessor serves again: what only its dead successor's configuration had ended counts again. */
    void rolledBack(final ActiveServers on) {
        final List<StoredOverride> back = endedByLatest.stream().map(Ended::override).toList();
        back.stream().filter(o -> overrides.find(o.key()).isEmpty()).forEach(this::putBack);
        impose(on);
        endedByLatest.stream().filter(ended -> !back.contains(ended.override())).forEach(this::announce); // the others were told
    }

    /** Where the database fails it counts at least until this agent ends; what else is to be put back is not lost for that. */
    private void putBack(final StoredOverride override) {
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
        overrides.announce(ended.how());
    }
}
