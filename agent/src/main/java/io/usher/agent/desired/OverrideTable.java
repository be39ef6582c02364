package io.usher.agent.desired;

import io.usher.agent.configuration.OverrideEnded;
import io.usher.agent.event.EventSink;
import io.usher.agent.event.EventType;
import io.usher.agent.request.Requester;
import io.usher.agent.store.Database;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All overrides: in the database, and in memory for reading. Written with the lock of {@link DesiredServers} held, read by
 * anybody.
 */
final class OverrideTable {
    private final Database database;
    private final EventSink events;
    private final Map<StoredOverride.Key, StoredOverride> byKey = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();

    OverrideTable(final Database database, final EventSink events) {
        this.database = database;
        this.events = events;
        database.whenOpen(this::load);
    }

    /**
     * Where the database opens late, what was set meanwhile counts more than what stands there; but what is merely found to
     * differ at the proxy was most likely set by whom the database names.
     */
    private void load() {
        database.query("SELECT * FROM node_override WHERE node = ?", row -> new StoredOverride(
                new StoredOverride.Key(row.getString("backend"), row.getString("server"), ServerField.of(row.getString("field"))),
                row.getString("set_value"), Optional.ofNullable(row.getString("configured")),
                Database.instant(row, "since").orElseThrow(), row.getString("set_by")), database.node())
                .forEach(stored -> byKey.merge(stored.key(), stored,
                        (found, before) -> found.by().equals(Requester.STATS_SOCKET.name()) ? before : found));
        changes.incrementAndGet();
    }

    /** Another number means that something may be overridden otherwise than before. */
    long changes() {
        return changes.get();
    }

    Optional<StoredOverride> find(final StoredOverride.Key key) {
        return Optional.ofNullable(byKey.get(key));
    }

    Collection<StoredOverride> all() {
        return List.copyOf(byKey.values());
    }

    /** In memory first: if the database fails, this agent at least goes on rightly, and the asker hears of it. */
    void put(final StoredOverride override) {
        final StoredOverride.Key key = override.key();
        byKey.put(key, override);
        changes.incrementAndGet();
        events.publish(EventType.SERVER_OVERRIDE, key.backend() + "/" + key.server(),
                key + " is set to " + override.value() + " by " + override.by(),
                Map.of("field", key.field().word(), "value", override.value(), "by", override.by()));
        database.merge("node_override", Database.columns("node", database.node(), "backend", key.backend(), "server",
                key.server(), "field", key.field().word()),
                Database.columns("set_value", override.value(), "configured", override.configured(),
                "since", override.since(), "set_by", override.by()));
    }

    void remove(final StoredOverride.Key key) {
        if (byKey.remove(key) != null) {
            changes.incrementAndGet();
            final Map<String, Object> detail = new LinkedHashMap<>();
            detail.put("field", key.field().word());
            detail.put("value", null);
            events.publish(EventType.SERVER_OVERRIDE, key.backend() + "/" + key.server(), key + " is as configured again",
                    detail);
        }
        delete(key);
    }

    /** Takes out what a configuration has overtaken, and leaves it to {@link #announce} to tell. */
    void overtaken(final StoredOverride.Key key) {
        byKey.remove(key);
        changes.incrementAndGet();
        delete(key);
    }

    /** Tells that a configuration has ended an override, and how. */
    void announce(final OverrideEnded ended) {
        final Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("field", ended.field());
        detail.put("value", null);
        detail.put("cause", "configuration");
        detail.put("overridden", ended.value());
        detail.put("configured", ended.configuredThen());
        events.publish(EventType.SERVER_OVERRIDE, ended.where(), ended.toString(), detail);
    }

    private void delete(final StoredOverride.Key key) {
        database.update("DELETE FROM node_override WHERE node = ? AND backend = ? AND server = ? AND field = ?", database.node(),
                key.backend(), key.server(), key.field().word());
    }

    /** Whether this generation, by its record's key, has been brought to what was set. */
    boolean imposedOn(final long generation) {
        return database.queryOne("SELECT generation FROM imposed WHERE generation = ?", row -> row.getLong(1), generation)
                .isPresent();
    }

    /** From now on what differs there was set by somebody else. */
    void markImposed(final long generation) {
        database.merge("imposed", Database.columns("generation", generation), Map.of());
    }
}
