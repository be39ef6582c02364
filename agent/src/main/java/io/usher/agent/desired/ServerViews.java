package io.usher.agent.desired;

import io.usher.agent.configuration.ConfiguredServer;
import io.usher.agent.proxy.ServerRow;

import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;

/** Shows servers: what the proxy says, what the configuration says, and what was set at runtime. Any thread. */
final class ServerViews {
    /** What a server's status reads as from its removal until it is gone. */
    static final String REMOVING = "removing";

    private final OverrideTable overrides;
    private final BiPredicate<String, String> removing;

    /** @param removing whether a server, by its backend and name, is to be removed once it is drained */
    ServerViews(final OverrideTable overrides, final BiPredicate<String, String> removing) {
        this.overrides = overrides;
        this.removing = removing;
    }

    ServerView view(final ActiveServers from, final ServerRow row) {
        return view(from, row, Map.of());
    }

    /**
     * The server as it would be.
     *
     * @param would what would be set; an override that is empty would be none
     */
    ServerView view(final ActiveServers from, final ServerRow row, final Map<ServerField, Would> would) {
        final Optional<ConfiguredServer> known = from.configured(row);
        final FieldView<Endpoint> at = field(known, row, ServerField.ADDRESS,
                text -> Endpoint.read(text).orElse(new Endpoint(text, 0)), would);
        return new ServerView(row.backend(), row.name(), at.part(Endpoint::host), at.part(Endpoint::port),
                removing.test(row.backend(), row.name()) ? REMOVING : row.status(),
                field(known, row, ServerField.STATE, text -> ServerState.of(text).orElseThrow(), would),
                field(known, row, ServerField.WEIGHT, Integer::valueOf, would),
                field(known, row, ServerField.MAXCONN, Integer::valueOf, would),
                row.current(), row.queued(), row.total(), row.checkStatus());
    }

    /**
     * One field as it would be.
     *
     * @param value    what the proxy would say
     * @param override what would be remembered
     */
    record Would(String value, Optional<StoredOverride> override) {
    }

    private <T> FieldView<T> field(final Optional<ConfiguredServer> known, final ServerRow row, final ServerField field,
                                   final Function<String, T> type, final Map<ServerField, Would> would) {
        final Would then = would.get(field);
        final String value = then == null ? field.actual(row) : then.value();
        final Optional<StoredOverride> override = then == null
                ? overrides.find(new StoredOverride.Key(row.backend(), row.name(), field)) : then.override();
        final T typed = type.apply(value);
        final Optional<String> configured = field.configured(row, known);
        // mostly they are equal, and thousands are shown at a time: none is read twice
        final Optional<T> before = configured.isPresent() && configured.get().equals(value) ? Optional.of(typed)
                : configured.map(type);
        return new FieldView<>(typed, before, override.isEmpty() ? Optional.empty() : Optional.of(shown(override.get(), type)));
    }

    private static <T> FieldView.Override<T> shown(final StoredOverride override, final Function<String, T> type) {
        return new FieldView.Override<>(type.apply(override.value()), override.since(), override.by());
    }
}
