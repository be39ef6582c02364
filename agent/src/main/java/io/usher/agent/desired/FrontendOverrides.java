package io.usher.agent.desired;

import io.usher.agent.configuration.OverrideEnded;
import io.usher.agent.store.Database;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All values of frontends set at runtime: in the database, and in memory for reading. Written with the lock of
 * {@link Spokesman} held, read by anybody.
 */
final class FrontendOverrides {
    private final Database database;
    private final Map<Key, Stored> byKey = new ConcurrentHashMap<>();

    /** One field of one frontend. */
    record Key(String frontend, FrontendField field) {
        @Override
        public String toString() {
            return "frontend " + frontend + " " + field.word();
        }
    }

    /**
     * A value set at runtime.
     *
     * @param configured what the configuration said when it was set; the override ends when that changes
     */
    record Stored(Key key, String value, Optional<String> configured, Instant since, String by) {

        /**
         * Whether a configuration overtakes it: the one place where that is decided.
         *
         * @param now what the configuration says of the field; empty where it says nothing
         * @return how it ends; empty where it goes on
         */
        Optional<OverrideEnded> endedBy(final Optional<String> now) {
            return configured.isEmpty() || now.isEmpty() || now.equals(configured) ? Optional.empty()
                    : Optional.of(new OverrideEnded(key.frontend(), Optional.empty(), key.field().word(), value, configured.get(),
                    now.get()));
        }
    }

    FrontendOverrides(final Database database) {
        this.database = database;
        database.whenOpen(this::load);
    }

    /** Where the database opens late, what was set meanwhile counts more than what stands there. */
    private void load() {
        database.query("SELECT * FROM frontend_override WHERE node = ?", row -> new Stored(
                new Key(row.getString("frontend"), FrontendField.of(row.getString("field"))), row.getString("set_value"),
                Optional.ofNullable(row.getString("configured")), Database.instant(row, "since").orElseThrow(),
                row.getString("set_by")), database.node()).forEach(stored -> byKey.putIfAbsent(stored.key(), stored));
    }

    Optional<Stored> find(final String frontend, final FrontendField field) {
        return Optional.ofNullable(byKey.get(new Key(frontend, field)));
    }

    Collection<Stored> all() {
        return List.copyOf(byKey.values());
    }

    /** In memory first: if the database fails, this agent at least goes on rightly, and the asker hears of it. */
    void put(final Stored override) {
        byKey.put(override.key(), override);
        database.merge("frontend_override", Database.columns("node", database.node(), "frontend", override.key().frontend(),
                "field", override.key().field().word()), Database.columns("set_value", override.value(),
                "configured", override.configured(), "since", override.since(), "set_by", override.by()));
    }

    void remove(final Key key) {
        byKey.remove(key);
        database.update("DELETE FROM frontend_override WHERE node = ? AND frontend = ? AND field = ?", database.node(),
                key.frontend(), key.field().word());
    }

    void putBack(final Key key, final Optional<Stored> before) {
        before.ifPresentOrElse(this::put, () -> remove(key));
    }
}
