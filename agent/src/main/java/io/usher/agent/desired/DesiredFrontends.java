package io.usher.agent.desired;

import io.usher.agent.configuration.ConfiguredFrontend;
import io.usher.agent.event.EventSink;
import io.usher.agent.event.EventType;
import io.usher.agent.proxy.FrontendRow;
import io.usher.agent.proxy.ProxyClient;
import io.usher.agent.proxy.ServerTable;
import io.usher.agent.request.Conflict;
import io.usher.agent.request.Invalid;
import io.usher.agent.request.NotFound;
import io.usher.agent.request.Requester;
import io.usher.agent.request.Unavailable;
import io.usher.agent.store.AuditLog;
import io.usher.agent.store.Database;

import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sets values of frontends and sees to it that they last. Any thread; {@link Spokesman} puts writes into an order. */
final class DesiredFrontends implements FrontendService {
    private static final Logger LOG = LoggerFactory.getLogger(DesiredFrontends.class);

    private final Spokesman proxy;
    private final FrontendOverrides overrides;
    private final FrontendReconciliation reconciliation;
    private final AuditLog audit;
    private final EventSink events;
    private final InstantSource clock;
    private volatile Map<String, ConfiguredFrontend> configured = Map.of(); // written with the lock held, read by anybody

    DesiredFrontends(final Spokesman proxy, final Database database, final AuditLog audit, final EventSink events,
                     final InstantSource clock) {
        this.proxy = proxy;
        this.overrides = new FrontendOverrides(database);
        this.reconciliation = new FrontendReconciliation(overrides, events, this::configured);
        this.audit = audit;
        this.events = events;
        this.clock = clock;
    }

    /** What the configuration of the generation says that is spoken to from now on. With the lock held. */
    void configured(final Map<String, ConfiguredFrontend> now) {
        configured = now;
    }

    /** What makes overrides and a generation agree. */
    FrontendReconciliation reconciliation() {
        return reconciliation;
    }

    // ---- what is asked

    @Override
    public List<FrontendView> frontends() {
        return proxy.ask(from -> from.generation().client().frontends().stream().map(row -> view(row, Map.of())).toList());
    }

    @Override
    public FrontendView frontend(final String name) {
        return proxy.ask(from -> view(find(from, name), Map.of()));
    }

    private static FrontendRow find(final ActiveServers from, final String name) {
        return from.generation().client().frontends().stream().filter(row -> row.name().equals(name)).findFirst()
                .orElseThrow(() -> new NotFound("there is no frontend '" + name + "'"));
    }

    private FrontendView view(final FrontendRow row, final Map<FrontendField, FieldChange<String>> would) {
        return new FrontendView(row.name(), row.status(),
                field(row, FrontendField.STATE, text -> FrontendState.of(text).orElseThrow(), would),
                field(row, FrontendField.MAXCONN, Integer::valueOf, would), row.current(), row.total(), row.requests());
    }

    private <T> FieldView<T> field(final FrontendRow row, final FrontendField field, final Function<String, T> type,
                                   final Map<FrontendField, FieldChange<String>> would) {
        final Optional<T> before = configured(row.name(), field).map(type);
        return new FieldView<>(type.apply(field.actual(row)), before, overrides.find(row.name(), field)
                .map(o -> new FieldView.Override<>(type.apply(o.value()), o.since(), o.by())));
    }

    private Optional<String> configured(final String name, final FrontendField field) {
        return field.configured(Optional.ofNullable(configured.get(name)));
    }

    // ---- changes

    @Override
    public FrontendView change(final String name, final FrontendPatch patch, final Requester by) {
        final Map<FrontendField, FieldChange<String>> changes = changes(patch);
        return proxy.tell(to -> {
            final FrontendRow row = find(to, name);
            requireAlive(row, changes);
            changes.forEach((field, change) -> apply(to.generation().client(), row, field, change, by));
            return view(find(to, name), Map.of());
        });
    }

    @Override
    public FrontendView preview(final String name, final FrontendPatch patch, final Requester by) {
        final Map<FrontendField, FieldChange<String>> changes = changes(patch);
        return proxy.ask(to -> {
            final FrontendRow row = find(to, name);
            requireAlive(row, changes);
            return would(to.generation().client(), row, changes, by);
        });
    }

    private FrontendView would(final ProxyClient client, final FrontendRow row,
                               final Map<FrontendField, FieldChange<String>> changes, final Requester by) {
        final FrontendView now = view(row, changes);
        final FieldView<FrontendState> state = would(client, row, FrontendField.STATE, now.state(), changes,
                text -> FrontendState.of(text).orElseThrow(), by);
        return new FrontendView(now.name(), state.value() == FrontendState.DISABLED ? FrontendRow.PAUSED : "OPEN", state,
                would(client, row, FrontendField.MAXCONN, now.maxconn(), changes, Integer::valueOf, by), now.connections(),
                now.total(), now.requests());
    }

    private <T> FieldView<T> would(final ProxyClient client, final FrontendRow row, final FrontendField field,
                                   final FieldView<T> now, final Map<FrontendField, FieldChange<String>> changes,
                                   final Function<String, T> type, final Requester by) {
        final FieldChange<String> change = changes.get(field);
        if (change == null) {
            return now;
        }
        final T value = type.apply(value(client, row, field, change));
        return new FieldView<>(value, now.configured(), change instanceof FieldChange.Set<String>
                ? Optional.of(new FieldView.Override<>(value, clock.instant(), by.name())) : Optional.empty());
    }

    private static Map<FrontendField, FieldChange<String>> changes(final FrontendPatch patch) {
        final Map<FrontendField, FieldChange<String>> changes = new EnumMap<>(FrontendField.class);
        add(changes, FrontendField.STATE, patch.state(), FrontendState::json);
        add(changes, FrontendField.MAXCONN, patch.maxconn(), number -> {
            if (number < 0) {
                throw new Invalid("maxconn", "maxconn: " + number + " (expected: 0 or more)");
            }
            return Integer.toString(number);
        });
        return changes;
    }

    private static <T> void add(final Map<FrontendField, FieldChange<String>> changes, final FrontendField field,
                                final FieldChange<T> change, final Function<T, String> text) {
        if (change instanceof FieldChange.Set<T> set) {
            changes.put(field, FieldChange.set(text.apply(set.value())));
        } else if (change instanceof FieldChange.Clear<T>) {
            changes.put(field, FieldChange.clear());
        }
    }

    private static void requireAlive(final FrontendRow row, final Map<FrontendField, FieldChange<String>> changes) {
        if (changes.containsKey(FrontendField.STATE) && row.status().startsWith(FrontendRow.STOPPED)) {
            throw new Conflict("frontend '" + row.name() + "' is disabled in the configuration, where alone it can be enabled");
        }
    }

    /** What a change comes to; where the configuration sets no limit, the process's counts. */
    private String value(final ProxyClient client, final FrontendRow row, final FrontendField field,
                         final FieldChange<String> change) {
        if (change instanceof FieldChange.Set<String> set) {
            return set.value();
        }
        return configured(row.name(), field).orElseGet(() -> field == FrontendField.STATE ? FrontendState.ENABLED.json()
                : Integer.toString(client.processMaxconn()));
    }

    private void apply(final ProxyClient client, final FrontendRow row, final FrontendField field,
                       final FieldChange<String> change, final Requester by) {
        final FrontendOverrides.Key key = new FrontendOverrides.Key(row.name(), field);
        final String value = value(client, row, field, change);
        final String refusal = field.set(client, row.name(), value);
        if (!refusal.isEmpty()) {
            throw new Conflict(key + " " + value + ": the proxy refused: " + refusal);
        }
        final boolean set = change instanceof FieldChange.Set<String>;
        final Optional<FrontendOverrides.Stored> before = overrides.find(row.name(), field);
        try {
            overrides.putBack(key, set ? Optional.of(new FrontendOverrides.Stored(key, value, configured(row.name(), field),
                    clock.instant(), by.name())) : Optional.empty());
        } catch (final Unavailable e) {
            forget(key, before, e);
            throw e;
        }
        audit.write(by, "frontend", row.name(), field.word() + (set ? " " + value : " as configured (" + value + ")"));
        told(row.name(), field, value, by.name());
    }

    /** Whoever asked is told that nothing is remembered, so nothing is. */
    private void forget(final FrontendOverrides.Key key, final Optional<FrontendOverrides.Stored> before, final Unavailable why) {
        try {
            overrides.putBack(key, before);
        } catch (final Unavailable e) {
            why.addSuppressed(e);
        }
    }

    private void told(final String frontend, final FrontendField field, final String value, final String by) {
        events.publish(EventType.FRONTEND_STATE, frontend,
                "frontend " + frontend + " " + field.word() + " is " + value + ", set by " + by,
                Map.of("field", field.word(), "value", value, "by", by));
    }

    // ---- with the lock held

    /** What differs from both override and configuration was set by somebody else, and is now the newest override. */
    void adopt(final ActiveServers in, final ServerTable table) {
        if (proxy.inHandover()) {
            return; // what was set may still be on its way
        }
        for (final FrontendRow row : table.frontends()) {
            for (final FrontendField field : FrontendField.values()) {
                final Optional<String> before = configured(row.name(), field);
                final Optional<String> expected = overrides.find(row.name(), field).map(FrontendOverrides.Stored::value)
                        .or(() -> before);
                final String actual = field.actual(row);
                if (expected.isPresent() && !expected.get().equals(actual) && !row.status().startsWith(FrontendRow.STOPPED)) {
                    final FrontendOverrides.Key key = new FrontendOverrides.Key(row.name(), field);
                    LOG.info("{} of {} was set to {} on the stats socket (it was {})", key, in.generation(), actual,
                            expected.get());
                    overrides.put(new FrontendOverrides.Stored(key, actual, before, clock.instant(),
                            Requester.STATS_SOCKET.name()));
                    told(row.name(), field, actual, Requester.STATS_SOCKET.name());
                }
            }
        }
    }
}
