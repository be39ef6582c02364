package io.usher.agent.desired;

import io.usher.agent.proxy.ServerRow;
import io.usher.agent.proxy.ServerTable;
import io.usher.agent.request.Requester;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes overrides and a generation agree, one way or the other: a generation that is new is brought to the overrides
 * ({@link #impose}), what others changed in a running one becomes an override ({@link #adopt}). Called with the lock of
 * {@link DesiredServers} held.
 */
final class Reconciliation {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciliation.class);
    private final OverrideTable overrides;
    private final InstantSource clock;
    private final List<StoredOverride> endedByLatest = new ArrayList<>(); // guarded by the lock, see above

    Reconciliation(final OverrideTable overrides, final InstantSource clock) {
        this.overrides = overrides;
        this.clock = clock;
    }

    /**
     * What differs from both override and configuration was set by somebody else, and is now the newest override.
     *
     * @param except not these, whose values are on their way
     */
    void adopt(final ActiveServers in, final ServerTable table, final Set<StoredOverride.Key> except) {
        for (final ServerRow row : table.servers()) {
            for (final ServerField field : ServerField.values()) {
                final StoredOverride.Key key = new StoredOverride.Key(row.backend(), row.name(), field);
                final Optional<String> configured = in.configured(field, row);
                final Optional<String> expected = overrides.find(key).map(StoredOverride::value).or(() -> configured);
                final String actual = field.actual(row);
                if (expected.isPresent() && !expected.get().equals(actual) && !except.contains(key)) {
                    LOG.info("{} was set to {} on the stats socket (it was {})", key, actual, expected.get());
                    overrides.put(new StoredOverride(key, actual, configured, clock.instant(), Requester.STATS_SOCKET.name()));
                }
            }
        }
    }

    /** Sets every override that the configuration has not overtaken; servers that this generation lacks keep theirs. */
    void impose(final ActiveServers on) {
        endedByLatest.clear();
        for (final ServerRow row : on.read().servers()) {
            for (final ServerField field : ServerField.values()) {
                overrides.find(new StoredOverride.Key(row.backend(), row.name(), field))
                        .ifPresent(override -> impose(on, row, override));
            }
        }
    }

    private void impose(final ActiveServers on, final ServerRow row, final StoredOverride override) {
        final ServerField field = override.key().field();
        final Optional<String> configured = on.configured(field, row);
        final boolean overtaken = override.configured().isPresent() && configured.isPresent()
                && !configured.equals(override.configured());
        final String wanted = overtaken ? configured.get() : override.value();
        if (overtaken) {
            LOG.info("{}: the configuration now says {} (it said {}), which ends the value {} set by {}", override.key(),
                    wanted, override.configured().get(), override.value(), override.by());
            endedByLatest.add(override);
        }
        if (!wanted.equals(field.actual(row))) {
            final String refusal = field.set(on.generation().client(), row.backend(), row.name(), wanted);
            if (!refusal.isEmpty()) {
                LOG.warn("{} {}: {} refused: {}", override.key(), wanted, on.generation(), refusal);
            }
        }
        if (overtaken) {
            overrides.remove(override.key());
        }
    }

    /** A predecessor serves again: what only its dead successor's configuration had ended counts again. */
    void rolledBack(final ActiveServers on) {
        final List<StoredOverride> back = List.copyOf(endedByLatest);
        back.stream().filter(o -> overrides.find(o.key()).isEmpty()).forEach(overrides::put);
        impose(on);
    }
}
